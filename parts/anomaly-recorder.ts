import type { z } from "zod";
import type { Config } from "../kit/config/load.ts";
import { seconds } from "../kit/model/durations.ts";
import type { anomaliesSchema } from "./anomalies-settings.ts";

type RecordedEnvironment = Pick<Config, "jobs" | "locale"> & { readonly anomalies: z.output<typeof anomaliesSchema> };

/** What the anomaly recorder is started with in an environment, by the names of its settings (docs/anomalies.md). */
export function recorderSettings({ anomalies, jobs, locale }: RecordedEnvironment): Readonly<Record<string, string>> {
  const { repository, severities, closing, reopenWithin } = anomalies;
  return {
    ...(repository && { repository }),
    ...{ locale, closing, severities: severities.join(",") },
    "reopen-within": String(seconds(reopenWithin)),
    // Where the services reach each other, not where people's browsers do.
    "alertmanager-url": `http://${jobs.alertmanager}`,
    "prometheus-url": `http://${jobs.prometheus}`,
  };
}
