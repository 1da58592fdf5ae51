import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { loadConfig } from "../config/load.ts";
import { currentRun } from "../kit/lab/run-file.ts";
import { monthIn, monthOf } from "../reports/month.ts";
import { monthlyReport } from "../reports/monthly.ts";
import { archiveOf } from "../reports/prometheus.ts";
import { jsonReport, markdownReport } from "../reports/render.ts";
import { orExplain, UserError } from "./explain.ts";
import { addressWithLogin, withoutLogin } from "./prometheus-address.ts";
import { openStore, recordsOptions } from "./records.ts";
import { runDirectory } from "./run-directory.ts";

/** The monthly report: `npm run report -- --month 2026-11 [--environment production] [--json] [--to report.md]`. */
await orExplain(async () => {
  const { values } = parseArgs({
    options: {
      ...recordsOptions,
      month: { type: "string", default: monthIn(new Date()) },
      prometheus: { type: "string" },
      json: { type: "boolean", default: false },
      to: { type: "string" },
    },
  });
  const month = monthOf(values.month);
  if (month === undefined) throw new UserError(`"${values.month}" is no month.`, "write it as 2026-11");
  const { store, locale } = await openStore(values);
  const { environment } = values;
  const prometheus =
    (values.prometheus === undefined && environment === "local" ? currentRun(runDirectory)?.prometheus : undefined) ??
    addressWithLogin(values.prometheus ?? loadConfig(environment).urls.prometheus);
  const anomalies = (await store.load()).seen.map(({ anomaly }) => anomaly);
  const report = await monthlyReport(month, {
    environment,
    anomalies,
    archive: archiveOf(prometheus),
    now: new Date(),
  }).catch((error: Error) => {
    throw new UserError(
      `Prometheus at ${withoutLogin(prometheus)} cannot be asked: ${error.message}`,
      "name one that this machine reaches: --prometheus http://127.0.0.1:9090 (npm run tunnel opens it), and its password: PROMETHEUS_PASSWORD_FILE",
    );
  });
  const text = values.json ? jsonReport(report) : markdownReport(report, locale);
  if (values.to === undefined) process.stdout.write(text);
  else writeFileSync(values.to, text);
});
