import { usualInterval } from "../kit/model/job.ts";
import { part } from "../kit/model/part.ts";

export const grafanaPart = part("grafana", {
  scrape: { interval: usualInterval },
});
