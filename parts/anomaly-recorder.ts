import type { Config } from "../config/load.ts";
import { seconds } from "../kit/model/durations.ts";

/** In which nginx tells the recorder who has logged in (stacks/operations/nginx.ts). */
export const loginHeader = "X-Forwarded-User";

/** What the anomaly recorder is started with in an environment, by the names of its settings (docs/anomalies.md). */
export function recorderSettings({
  anomalies,
  deployment,
  environment,
  jobs,
  locale,
  urls,
}: Config): Readonly<Record<string, string>> {
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
