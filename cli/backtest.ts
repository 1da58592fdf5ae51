import { createHash } from "node:crypto";
import path from "node:path";
import { generatedDirectory, loadConfig } from "../config/load.ts";
import { NoPrometheus } from "../kit/model/prometheus.ts";
import { backtest } from "../kit/review/backtest/backtest.ts";
import { ServerBusy } from "../kit/review/backtest/pace.ts";
import { backtestText, comparedOf } from "../kit/review/backtest/report.ts";
import { Overloaded, Refused, server } from "../kit/review/backtest/server.ts";
import { type Rules, rulesIn, rulesOf } from "../kit/review/read/rules.ts";
import { versionAt, versionIn } from "../kit/review/version.ts";
import { UserError } from "./explain.ts";
import { progressBar } from "./progress-bar.ts";
import { addressWithLogin } from "./prometheus-address.ts";

interface Asked {
  readonly url: string;
  readonly days: number;
  readonly environment: string;
  readonly against: string | undefined;
  readonly concurrency: number;
  readonly json: boolean;
}

/**
 * How often the rules in generated/ would have fired over real history, beside those that this Prometheus runs, or those
 * of a git ref.
 */
export async function backtestRules(asked: Asked): Promise<void> {
  const api = server(addressWithLogin(asked.url));
  const proposed = rulesFor(versionIn(generatedDirectory).environments.get(asked.environment));
  if (proposed === undefined) throw new UserError(`generated/${asked.environment} does not exist.`, "npm run generate");
  try {
    const running = rulesIn(await api.rules());
    const repository = path.dirname(generatedDirectory);
    const present = asked.against
      ? rulesFor((await versionAt(asked.against, repository)).environments.get(asked.environment))
      : running;
    const key = createHash("sha256")
      .update([asked.url, asked.environment, asked.against ?? ""].join("\0"))
      .digest("hex");
    const result = await backtest({
      ...{ api, running, concurrency: asked.concurrency, progress: progressBar() },
      sets: { present: present ?? rulesIn([]), proposed },
      // Whole hours hold a whole number of every step.
      span: Math.max(1, Math.round(asked.days * 24)) * 3600,
      // Whole minutes: every step's grid begins on one.
      to: Math.floor(Date.now() / 60_000) * 60,
      stateFile: path.join(repository, ".cache/backtest", `${key.slice(0, 16)}.jsonl`),
    });
    const { timezone } = loadConfig(asked.environment);
    const { fired: _, ...rest } = result;
    process.stdout.write(
      asked.json
        ? `${JSON.stringify({ ...rest, alerts: comparedOf(result) }, undefined, 2)}\n`
        : backtestText(result, timezone),
    );
  } catch (error) {
    if (error instanceof ServerBusy)
      throw new UserError(
        `Stopped, because Prometheus is busy: ${error.message}.`,
        "run the same command later: it goes on where it stopped",
      );
    if (error instanceof Overloaded || error instanceof Refused || error instanceof NoPrometheus)
      throw new UserError(
        error.message,
        "is --url the address of a Prometheus that this machine reaches (`npm run tunnel`)?",
      );
    throw error;
  }
}

function rulesFor(files: Parameters<typeof rulesOf>[0] | undefined): Rules | undefined {
  return files && rulesOf(files);
}
