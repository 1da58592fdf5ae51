import { metricsOf } from "../model/metric.ts";

/** What a visitor from outside sees. https://github.com/prometheus/blackbox_exporter */
export const probe = metricsOf("blackbox", {
  success: {
    name: "probe_success",
    type: "gauge",
    about: "1 when the target answered as expected.",
    labels: { target: "api-health" },
  },
  duration: {
    name: "probe_duration_seconds",
    type: "gauge",
    about: "How long the whole probe took.",
    labels: { target: "web-home" },
  },
});
