import { writeFileSync } from "node:fs";
import { type Config, loadConfig, localEnvironment } from "../config/load.ts";
import { type Anomaly, anomalySchema } from "../exporters/anomalies/anomaly.ts";
import { environmentOf } from "../kit/environment.ts";
import { Mistakes } from "../kit/model/mistakes.ts";
import { filesOf } from "../kit/write/files.ts";
import { benevoclic } from "../platform.ts";
import { footprintFigures } from "../reports/footprint.ts";
import { hasBegun, type Month, monthAt, monthIn } from "../reports/month.ts";
import { monthlyReport, type Report } from "../reports/monthly.ts";
import { htmlReport } from "../reports/page.ts";
import { archiveOf } from "../reports/prometheus.ts";
import { jsonReport, markdownReport } from "../reports/render.ts";
import { rightSizing } from "../reports/right-sizing.ts";
import { askDesk } from "./desk.ts";
import { UserError } from "./explain.ts";
import { prometheusOf } from "./prometheus-of.ts";
import { openStore, type RecordsOptions } from "./records.ts";

interface Asked extends RecordsOptions {
  readonly environment: string;
  readonly month: Month | undefined;
  readonly prometheus: string | undefined;
  readonly json: boolean;
  readonly html: boolean;
  readonly to: string | undefined;
}

/** The monthly report. */
export async function report(asked: Asked): Promise<void> {
  const { environment } = asked;
  const now = new Date();
  const month = asked.month ?? monthAt(now);
  if (!hasBegun(month, now))
    throw new UserError(
      `${month.name} has not begun: there is nothing to report.`,
      `the present month is ${monthIn(now)}`,
    );
  const ask = prometheusOf(environment, asked.prometheus);
  const config = loadConfig(environment);
  const archive = archiveOf(ask, footprintFigures(config.cost?.eurosAMonth));
  const { anomalies, locale } = await recordsOf(asked);
  const made = await rightSizing(ask, namesRead(config), now < month.to ? now : month.to)
    .then((sizing) => monthlyReport(month, { environment, anomalies, archive, sizing, now }))
    .catch((error: Error) => {
      if (error instanceof Mistakes) throw error;
      throw new UserError(
        `Prometheus cannot be asked: ${error.message}`,
        "name one that this machine reaches: --prometheus http://127.0.0.1:9090 (npm run tunnel opens it), and its password: PROMETHEUS_PASSWORD_FILE",
      );
    });
  const text = written(made, locale, asked);
  if (asked.to === undefined) process.stdout.write(text);
  else writeFileSync(asked.to, text);
}

/** Every name that stands in a rule or on a dashboard of the environment; whatever else is kept is read by nobody. */
function namesRead(config: Config): ReadonlySet<string> {
  const files = [...filesOf(environmentOf(benevoclic, config))].filter(([file]) => /rules\/|dashboards\//.test(file));
  return new Set(files.flatMap(([, text]) => text.match(/[a-zA-Z_:][a-zA-Z0-9_:]*/g) ?? []));
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
