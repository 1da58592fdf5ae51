import { usualInterval } from "../kit/model/job.ts";
import { part } from "../kit/model/part.ts";
import { alertmanager } from "../signals/metrics/alertmanager.ts";

export const alertmanagerPart = part("alertmanager", {
  scrape: { interval: usualInterval },
  metrics: [alertmanager],
  needed: true,
});
