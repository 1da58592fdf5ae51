import { writeFileSync } from "node:fs";
import { loadConfig } from "../config/load.ts";
import { currentRun } from "../kit/lab/run-file.ts";
import { monthIn, monthOf } from "../reports/month.ts";
import { monthlyReport } from "../reports/monthly.ts";
import { archiveOf } from "../reports/prometheus.ts";
import { jsonReport, markdownReport } from "../reports/render.ts";
import { UserError } from "./explain.ts";
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
    asked.prometheus ??
    (environment === "local" ? currentRun(runDirectory)?.prometheus : undefined) ??
    loadConfig(environment).urls.prometheus;
  const anomalies = (await store.load()).seen.map(({ anomaly }) => anomaly);
  const made = await monthlyReport(month, {
    environment,
    anomalies,
    archive: archiveOf(prometheus),
    now: new Date(),
  }).catch((error: Error) => {
    throw new UserError(
      `Prometheus at ${prometheus} cannot be asked: ${error.message}`,
      "name one that this machine reaches: --prometheus http://127.0.0.1:9090 (npm run tunnel opens it)",
    );
  });
  const text = asked.json ? jsonReport(made) : markdownReport(made, locale);
  if (asked.to === undefined) process.stdout.write(text);
  else writeFileSync(asked.to, text);
}
