import { writeFileSync } from "node:fs";
import { loadConfig, localEnvironment } from "../config/load.ts";
import { type Anomaly, anomalySchema } from "../exporters/anomalies/anomaly.ts";
import { Mistakes } from "../kit/model/mistakes.ts";
import { hasBegun, monthIn, monthOf } from "../reports/month.ts";
import { monthlyReport, type Report } from "../reports/monthly.ts";
import { htmlReport } from "../reports/page.ts";
import { archiveOf } from "../reports/prometheus.ts";
import { jsonReport, markdownReport } from "../reports/render.ts";
import { askDesk } from "./desk.ts";
import { UserError } from "./explain.ts";
import { prometheusOf } from "./prometheus-of.ts";
import { openStore, type RecordsOptions } from "./records.ts";

interface Asked extends RecordsOptions {
  readonly environment: string;
  readonly month: string | undefined;
  readonly prometheus: string | undefined;
  readonly json: boolean;
  readonly html: boolean;
  readonly to: string | undefined;
}

/** The monthly report. */
export async function report(asked: Asked): Promise<void> {
  const { environment } = asked;
  const now = new Date();
  const named = asked.month ?? monthIn(now);
  const month = monthOf(named);
  if (month === undefined) throw new UserError(`"${named}" is no month.`, "write it as 2026-11");
  if (!hasBegun(month, now))
    throw new UserError(`${named} has not begun: there is nothing to report.`, `the present month is ${monthIn(now)}`);
  const archive = archiveOf(prometheusOf(environment, asked.prometheus));
  const { anomalies, locale } = await recordsOf(asked);
  const made = await monthlyReport(month, { environment, anomalies, archive, now }).catch((error: Error) => {
    if (error instanceof Mistakes) throw error;
    throw new UserError(
      `Prometheus cannot be asked: ${error.message}`,
      "name one that this machine reaches: --prometheus http://127.0.0.1:9090 (npm run tunnel opens it)",
    );
  });
  const text = written(made, locale, asked);
  if (asked.to === undefined) process.stdout.write(text);
  else writeFileSync(asked.to, text);
}

const written = (made: Report, locale: "fr" | "en", { json, html, to }: Asked): string => {
  if (json) return jsonReport(made);
  return html || to?.endsWith(".html") ? htmlReport(made, locale) : markdownReport(made, locale);
};

/** Where nobody names a place that is reached from here, an environment's own recorder is asked over the connection to its host. */
async function recordsOf(asked: Asked): Promise<{ anomalies: readonly Anomaly[]; locale: "fr" | "en" }> {
  const { environment, directory, "github-token-file": token = process.env.GITHUB_TOKEN_FILE } = asked;
  if (environment !== localEnvironment && directory === undefined && token === undefined)
    return {
      anomalies: anomalySchema.array().parse(JSON.parse(await askDesk(environment, { command: "records" }))),
      locale: loadConfig(environment).locale,
    };
  const { store, locale } = await openStore(asked);
  return { locale, anomalies: (await store.load()).seen.map(({ anomaly }) => anomaly) };
}
