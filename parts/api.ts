import { fastInterval } from "../kit/model/job.ts";
import { part } from "../kit/model/part.ts";
import { api } from "../signals/metrics/api.ts";
import { apiDatabase } from "../signals/metrics/api-database.ts";
import { apiProcess } from "../signals/metrics/api-process.ts";
import { apiSeries } from "../signals/routes.ts";

export const apiPart = part("benevoclic-api", {
  scrape: { interval: fastInterval, onlyDeclared: apiSeries },
  metrics: [api, apiProcess, apiDatabase],
});
