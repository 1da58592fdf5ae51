import type { z } from "zod";
import type { Config } from "../kit/config/load.ts";
import { seconds } from "../kit/model/durations.ts";
import { passwordFileOf } from "../kit/model/login.ts";
import type { anomaliesSchema } from "./anomalies-settings.ts";

interface RecordedEnvironment extends Pick<Config, "environment" | "jobs" | "locale" | "urls"> {
  readonly anomalies: z.output<typeof anomaliesSchema>;
  readonly deployment: { readonly access?: object | undefined };
}

/** In which nginx tells the recorder who has logged in (stacks/operations/nginx.ts). */
export const loginHeader = "X-Forwarded-User";

/** Where it finds what opens Alertmanager and Prometheus. @param secrets the directory of its secret files */
export const passwordSettings = (secrets: string): Readonly<Record<string, string>> => ({
  "alertmanager-password-file": `${secrets}/${passwordFileOf("alertmanager")}`,
  "prometheus-password-file": `${secrets}/${passwordFileOf("prometheus")}`,
});

/** What the anomaly recorder is started with in an environment, by the names of its settings (docs/anomalies.md). */
export function recorderSettings(recorded: RecordedEnvironment): Readonly<Record<string, string>> {
  const { anomalies, deployment, environment, jobs, locale, urls } = recorded;
  const { repository, severities, closing, reopenWithin, linksLast } = anomalies;
  return {
    ...(repository && { repository }),
    ...{ locale, closing, severities: severities.join(",") },
    "reopen-within": String(seconds(reopenWithin)),
    // The local system plays production; what is found there belongs to nobody's production.
    environment: environment === "local" ? "development" : environment,
    ...(urls.anomalies && { "pages-url": urls.anomalies }),
    ...(deployment.access && { "login-header": loginHeader }),
    ...(linksLast && { "links-last": String(seconds(linksLast)) }),
    // Where the services reach each other, not where people's browsers do.
    "alertmanager-url": `http://${jobs.alertmanager}`,
    "prometheus-url": `http://${jobs.prometheus}`,
  };
}
