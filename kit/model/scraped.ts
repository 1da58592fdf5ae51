import { metricsOf } from "./metric.ts";

/** What Prometheus adds to every target of every job. https://prometheus.io/docs/concepts/jobs_instances/ */
export const scrape = metricsOf("every", {
  up: { name: "up", type: "gauge", about: "1 when the last scrape of the target succeeded.", isSwitch: true },
  duration: { name: "scrape_duration_seconds", type: "gauge", about: "How long the last scrape took." },
  samples: { name: "scrape_samples_scraped", type: "gauge", about: "Samples that the target exposed." },
  samplesKept: {
    name: "scrape_samples_post_metric_relabeling",
    type: "gauge",
    about: "Samples of the target that were kept and stored.",
  },
});
