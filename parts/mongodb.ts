import { usualInterval } from "../kit/model/job.ts";
import { part } from "../kit/model/part.ts";
import { mongodb } from "../signals/metrics/mongodb.ts";

/** The second endpoint of the business exporter. */
export const mongodbPart = part("mongodb", {
  scrape: { interval: usualInterval, path: "/metrics/mongodb", sameAs: "business" },
  metrics: [mongodb],
});
