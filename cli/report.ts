import { writeFileSync } from "node:fs";
import { type Config, loadConfig } from "../config/load.ts";
import { environmentOf } from "../kit/environment.ts";
import { currentRun } from "../kit/lab/run-file.ts";
import { filesOf } from "../kit/write/files.ts";
import { benevoclic } from "../platform.ts";
import { footprintFigures } from "../reports/footprint.ts";
import { monthIn, monthOf } from "../reports/month.ts";
import { monthlyReport } from "../reports/monthly.ts";
import { archiveOf, askAt } from "../reports/prometheus.ts";
import { jsonReport, markdownReport } from "../reports/render.ts";
import { rightSizing } from "../reports/right-sizing.ts";
import { UserError } from "./explain.ts";
import { addressWithLogin, withoutLogin } from "./prometheus-address.ts";
import { openStore, type RecordsOptions } from "./records.ts";
import { runDirectory } from "./run-directory.ts";

interface Asked extends RecordsOptions {
  readonly environment: string;
  readonly month: string | undefined;
  readonly prometheus: string | undefined;
  readonly json: boolean;
  readonly to: string | undefined;
}

/** The monthly report. */
export async function report(asked: Asked): Promise<void> {
  const named = asked.month ?? monthIn(new Date());
  const month = monthOf(named);
  if (month === undefined) throw new UserError(`"${named}" is no month.`, "write it as 2026-11");
  const { store, locale } = await openStore(asked);
  const { environment } = asked;
  const prometheus =
    (asked.prometheus === undefined && environment === "local" ? currentRun(runDirectory)?.prometheus : undefined) ??
    addressWithLogin(asked.prometheus ?? loadConfig(environment).urls.prometheus);
  const config = loadConfig(environment);
  const now = new Date();
  const anomalies = (await store.load()).seen.map(({ anomaly }) => anomaly);
  const made = await rightSizing(askAt(prometheus), namesRead(config), now < month.to ? now : month.to)
    .then((sizing) => {
      const archive = archiveOf(prometheus, footprintFigures(config.cost?.eurosAMonth));
      return monthlyReport(month, { environment, anomalies, archive, sizing, now });
    })
    .catch((error: Error) => {
      throw new UserError(
        `Prometheus at ${withoutLogin(prometheus)} cannot be asked: ${error.message}`,
        "name one that this machine reaches: --prometheus http://127.0.0.1:9090 (npm run tunnel opens it), and its password: PROMETHEUS_PASSWORD_FILE",
      );
    });
  const text = asked.json ? jsonReport(made) : markdownReport(made, locale);
  if (asked.to === undefined) process.stdout.write(text);
  else writeFileSync(asked.to, text);
}

/** Every name that stands in a rule or on a dashboard of the environment; whatever else is kept is read by nobody. */
function namesRead(config: Config): ReadonlySet<string> {
  const files = [...filesOf(environmentOf(benevoclic, config))].filter(([file]) => /rules\/|dashboards\//.test(file));
  return new Set(files.flatMap(([, text]) => text.match(/[a-zA-Z_:][a-zA-Z0-9_:]*/g) ?? []));
}
