import { metricsOf } from "../../kit/model/metric.ts";

/** Alertmanager about itself. https://github.com/prometheus/alertmanager */
export const alertmanager = metricsOf("alertmanager", {
  reloaded: {
    name: "alertmanager_config_last_reload_successful",
    type: "gauge",
    about: "1 when the last attempt to load the configuration succeeded.",
    isSwitch: true,
    alwaysPresent: true,
  },
  notifications: {
    name: "alertmanager_notifications_total",
    type: "counter",
    about: "Notifications attempted.",
    labels: { integration: "discord" },
    alwaysPresent: true,
  },
  notificationsFailed: {
    name: "alertmanager_notifications_failed_total",
    type: "counter",
    about: "Notifications that the channel did not take.",
    labels: { integration: "discord", reason: "other" },
    alwaysPresent: true,
  },
});
