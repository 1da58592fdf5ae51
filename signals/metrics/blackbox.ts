import { metricsOf } from "../../kit/model/metric.ts";

/** What a visitor from outside sees. https://github.com/prometheus/blackbox_exporter */
export const probe = metricsOf("blackbox", {
  success: {
    name: "probe_success",
    type: "gauge",
    about: "1 when the target answered as expected.",
    alwaysPresent: true,
    isSwitch: true,
    labels: { target: "api-health" },
  },
  duration: {
    name: "probe_duration_seconds",
    type: "gauge",
    about: "How long the whole probe took.",
    alwaysPresent: true,
    labels: { target: "web-home" },
  },
  unexpectedContent: {
    name: "probe_failed_due_to_regex",
    type: "gauge",
    about: "1 when the target answered well, but without the text that it must contain.",
    alwaysPresent: true,
    isSwitch: true,
    labels: { target: "web-home" },
  },
  certificateExpiry: {
    name: "probe_ssl_earliest_cert_expiry",
    type: "gauge",
    about: "When the first certificate of the chain expires (Unix time); absent without TLS and when it is not valid.",
    comesAndGoes: "there is none without TLS, nor while nothing answers; an expired one has an alert of its own",
    labels: { target: "web-home" },
  },
});
