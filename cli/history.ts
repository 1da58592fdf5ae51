import { loadConfig } from "../config/load.ts";
import { NoPrometheus } from "../kit/model/prometheus.ts";
import { reallyFired } from "../kit/review/backtest/fired.ts";
import { ServerBusy } from "../kit/review/backtest/pace.ts";
import { Overloaded, Refused, type Server, server } from "../kit/review/backtest/server.ts";
import { historyOf } from "../kit/review/history.ts";
import { UserError } from "./explain.ts";
import { repositoryHere } from "./repository.ts";

interface Asked {
  readonly alert: string;
  readonly environment: string;
  readonly url: string | undefined;
  readonly days: number;
  readonly json: boolean;
}

/** When and why an alert's definition changed, by git, and with `url` how often it really fired. */
export async function history({ alert, environment, url, days, json }: Asked): Promise<void> {
  const revisions = await historyOf(alert, environment, await repositoryHere());
  if (revisions.length === 0)
    throw new UserError(
      `No commit of generated/${environment} knows an alert ${alert}.`,
      "its name is that of its runbook",
    );
  const fired = url === undefined ? undefined : await firedIn(server(url), alert, days);
  if (json) {
    console.log(JSON.stringify({ revisions, ...(fired && { days, fired }) }, undefined, 2));
    return;
  }
  for (const { commit, date, author, subject, body, changes } of revisions) {
    console.log(`${date.slice(0, 16).replace("T", " ")}  ${commit.slice(0, 10)}  ${author}: ${subject}`);
    for (const line of body.split("\n").filter(Boolean)) console.log(`    ${line}`);
    for (const change of changes) console.log(`    · ${change}`);
  }
  if (fired !== undefined) console.log(`\n${describedFirings(fired, days, loadConfig(environment).timezone)}`);
}

type Fired = Awaited<ReturnType<typeof reallyFired>>;

async function firedIn(api: Server, alert: string, days: number): Promise<Fired> {
  const to = Math.floor(Date.now() / 60_000) * 60;
  try {
    return await reallyFired(api, alert, to - days * 86_400, to);
  } catch (error) {
    const known = [ServerBusy, Overloaded, Refused, NoPrometheus];
    if (!(error instanceof Error && known.some((one) => error instanceof one))) throw error;
    throw new UserError(
      error.message,
      "is --url the address of a Prometheus that this machine reaches (`npm run tunnel`)?",
    );
  }
}

function describedFirings(fired: Fired, days: number, timezone: string): string {
  const clock = new Intl.DateTimeFormat("en-GB", { timeZone: timezone, dateStyle: "short", timeStyle: "short" });
  const times = fired.reduce((sum, { spans }) => sum + spans.length, 0);
  const lines = fired.map(({ labels, spans }) => {
    const minutes = spans.reduce((sum, [from, until]) => sum + (until - from) / 60 + 1, 0);
    const last = clock.format((spans.at(-1)?.[0] ?? 0) * 1000);
    const which = Object.entries(labels).filter(([label]) => !["category", "component"].includes(label));
    return `  ${which.map(([label, value]) => `${label}=${value}`).join(" ")}: ${spans.length} times, ${Math.round(minutes)} min, last ${last}`;
  });
  return [
    `In ${days} days it fired ${times === 1 ? "once" : `${times} times`}${times === 0 ? "." : ":"}`,
    ...lines,
  ].join("\n");
}
