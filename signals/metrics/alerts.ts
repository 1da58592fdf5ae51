import { metricsOf } from "../../kit/model/metric.ts";
import { harmless, less, more, restless } from "../../kit/model/ways.ts";

const labels = { alertname: "HostDown", severity: "critical", component: "host", category: "system", escalation: "" };

/**
 * What Prometheus keeps of its own alerts; each carries the labels of its alert besides.
 * https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/#inspecting-alerts-during-runtime
 */
export const alerts = metricsOf("every", {
  state: {
    name: "ALERTS",
    type: "gauge",
    about: "1 while an alert is pending or firing.",
    isSwitch: true,
    labels: { ...labels, alertstate: "firing" },
  },
  since: {
    name: "ALERTS_FOR_STATE",
    type: "gauge",
    about: "When an alert became pending, in seconds since 1970.",
    labels,
  },
});

/** What Prometheus says of the rules it has loaded. */
export const rules = metricsOf("prometheus", {
  inGroup: {
    name: "prometheus_rule_group_rules",
    type: "gauge",
    about: "Rules of a group; the label is `<file>;<group>`.",
    labels: { rule_group: "/etc/prometheus/rules/host.yml;host" },
    harmless: harmless({
      "only drawn: which rules run is compared at each deploy, and a file that is refused is MonitoringConfigurationRefused":
        ["vanishes", "freezes", ...less, ...more, ...restless, "is there every other sample"],
    }),
  },
});
