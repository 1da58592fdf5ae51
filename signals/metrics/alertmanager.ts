import { metricsOf } from "../model/metric.ts";

/** Alertmanager about itself. https://github.com/prometheus/alertmanager */
export const alertmanager = metricsOf("alertmanager", {
  notifications: {
    name: "alertmanager_notifications_total",
    type: "counter",
    about: "Notifications attempted.",
    labels: { integration: "discord" },
  },
  notificationsFailed: {
    name: "alertmanager_notifications_failed_total",
    type: "counter",
    about: "Notifications that the channel did not take.",
    labels: { integration: "discord", reason: "other" },
  },
});
