import { metricsOf } from "./metric.ts";
import { harmless, less, more, restless } from "./ways.ts";

/** What Prometheus adds to every target of every job. https://prometheus.io/docs/concepts/jobs_instances/ */
export const scrape = metricsOf("every", {
  up: { name: "up", type: "gauge", about: "1 when the last scrape of the target succeeded.", isSwitch: true },
  duration: {
    name: "scrape_duration_seconds",
    type: "gauge",
    about: "How long the last scrape took.",
    harmless: harmless({
      "only drawn: a scrape that takes too long fails, and then `up` is 0": ["freezes", ...less, ...more, ...restless],
    }),
  },
  samples: {
    name: "scrape_samples_scraped",
    type: "gauge",
    about: "Samples that the target exposed.",
    harmless: harmless({
      "a count: what a target no longer gives is missed itself, and only what is kept costs": [
        "freezes",
        ...less,
        ...more,
        ...restless,
      ],
    }),
  },
  samplesKept: {
    name: "scrape_samples_post_metric_relabeling",
    type: "gauge",
    about: "Samples of the target that were kept and stored.",
    harmless: harmless({
      "a count: what a target no longer gives is missed itself, and what is too much for the store is counted there": [
        "freezes",
        ...less,
        ...more,
        ...restless,
      ],
    }),
  },
});
