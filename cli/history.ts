import { parseArgs } from "node:util";
import { loadConfig } from "../config/load.ts";
import { reallyFired } from "../kit/review/backtest/fired.ts";
import { ServerBusy } from "../kit/review/backtest/pace.ts";
import { Overloaded, Refused, server } from "../kit/review/backtest/server.ts";
import { historyOf } from "../kit/review/history.ts";
import { orExplain, UserError } from "./explain.ts";
import { repositoryHere } from "./repository.ts";

const usage = "`npm run history -- HostDiskFilling [--environment production] [--url http://127.0.0.1:9090 --days 30]`";

/** When and why an alert's definition changed, by git, and with `--url` how often it really fired. */
await orExplain(async () => {
  const { alert, environment, url, days } = parsed();
  const revisions = await historyOf(alert, environment, await repositoryHere());
  if (revisions.length === 0)
    throw new UserError(
      `No commit of generated/${environment} knows an alert ${alert}.`,
      "its name is that of its runbook",
    );
  for (const { commit, date, author, subject, body, changes } of revisions) {
    console.log(`${date.slice(0, 16).replace("T", " ")}  ${commit.slice(0, 10)}  ${author}: ${subject}`);
    for (const line of body.split("\n").filter(Boolean)) console.log(`    ${line}`);
    for (const change of changes) console.log(`    · ${change}`);
  }
  if (url !== undefined) await tellFired(alert, url, days, environment);
});

function parsed() {
  const text = { type: "string" } as const;
  const parse = () => parseArgs({ allowPositionals: true, options: { environment: text, url: text, days: text } });
  let found: ReturnType<typeof parse>;
  try {
    found = parse();
  } catch (error) {
    throw new UserError((error as Error).message, usage);
  }
  const { environment = "production", url, days = "30" } = found.values;
  const [alert] = found.positionals;
  if (alert === undefined || !/^[A-Za-z]\w*$/.test(alert)) throw new UserError("Which alert?", usage);
  if (!/^[a-z]+$/.test(environment)) throw new UserError(`There is no environment ${environment}.`, usage);
  if (!(Number(days) > 0 && Number(days) <= 100)) throw new UserError(`--days ${days}: allowed: up to 100`, usage);
  return { alert, environment, url, days: Number(days) };
}

async function tellFired(alert: string, url: string, days: number, environment: string): Promise<void> {
  const to = Math.floor(Date.now() / 60_000) * 60;
  const { timezone } = loadConfig(environment);
  const clock = new Intl.DateTimeFormat("en-GB", { timeZone: timezone, dateStyle: "short", timeStyle: "short" });
  try {
    const fired = await reallyFired(server(url), alert, to - days * 86_400, to);
    const times = fired.reduce((sum, { spans }) => sum + spans.length, 0);
    console.log(`\nIn ${days} days it fired ${times === 1 ? "once" : `${times} times`}${times === 0 ? "." : ":"}`);
    for (const { labels, spans } of fired) {
      const minutes = spans.reduce((sum, [from, until]) => sum + (until - from) / 60 + 1, 0);
      const last = clock.format((spans.at(-1)?.[0] ?? 0) * 1000);
      const which = Object.entries(labels).filter(([label]) => !["category", "component"].includes(label));
      console.log(
        `  ${which.map(([label, value]) => `${label}=${value}`).join(" ")}: ${spans.length} times, ${Math.round(minutes)} min, last ${last}`,
      );
    }
  } catch (error) {
    if (!(error instanceof ServerBusy || error instanceof Overloaded || error instanceof Refused)) throw error;
    throw new UserError(
      error.message,
      "is --url the address of a Prometheus that this machine reaches (`npm run tunnel`)?",
    );
  }
}
