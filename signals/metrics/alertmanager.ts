import { metricsOf } from "../../kit/model/metric.ts";
import { counts, harmless, more, restless } from "../../kit/model/ways.ts";

/** Alertmanager about itself. https://github.com/prometheus/alertmanager */
export const alertmanager = metricsOf("alertmanager", {
  reloaded: {
    name: "alertmanager_config_last_reload_successful",
    type: "gauge",
    about: "1 when the last attempt to load the configuration succeeded.",
    isSwitch: true,
    alwaysPresent: true,
    harmless: harmless({
      "a configuration is taken or refused at a deploy, and does not go to and fro by itself": [...restless],
    }),
  },
  notifications: {
    name: "alertmanager_notifications_total",
    type: "counter",
    about: "Notifications attempted.",
    labels: { integration: "discord" },
    alwaysPresent: true,
    harmless: harmless({
      "the sign of life is told every minute: when nothing is, the outside service calls, and no alert could be told either":
        ["freezes", "drops to zero"],
      "each alert that is told says itself that there are many": [...more, "flaps"],
      "a program that starts anew misses no more than its sign of life, whose absence the outside service tells; increase() survives it":
        [...counts],
    }),
  },
  notificationsFailed: {
    name: "alertmanager_notifications_failed_total",
    type: "counter",
    about: "Notifications that the channel did not take.",
    labels: { integration: "discord", reason: "other" },
    alwaysPresent: true,
    harmless: harmless({
      "a program that starts anew misses no more than its sign of life, whose absence the outside service tells; increase() survives it":
        [...counts],
    }),
  },
});
