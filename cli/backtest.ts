import { createHash } from "node:crypto";
import path from "node:path";
import { parseArgs } from "node:util";
import { generatedDirectory, loadConfig } from "../config/load.ts";
import { backtest } from "../kit/review/backtest/backtest.ts";
import { ServerBusy } from "../kit/review/backtest/pace.ts";
import { backtestText, comparedOf } from "../kit/review/backtest/report.ts";
import { Overloaded, Refused, server } from "../kit/review/backtest/server.ts";
import { type Rules, rulesIn, rulesOf } from "../kit/review/read/rules.ts";
import { versionAt, versionIn } from "../kit/review/version.ts";
import { orExplain, UserError } from "./explain.ts";
import { progressBar } from "./progress-bar.ts";
import { addressWithLogin } from "./prometheus-address.ts";

/**
 * `npm run backtest -- --url <Prometheus> [--days 14] [--environment production] [--against <git ref>] [--concurrency 1]
 * [--json]`: how often the rules in generated/ would have fired over real history, beside those that this Prometheus runs,
 * or those of a git ref.
 */
await orExplain(async () => {
  const asked = parsed();
  const api = server(addressWithLogin(asked.url));
  const proposed = rulesFor(versionIn(generatedDirectory).environments.get(asked.environment));
  if (proposed === undefined) throw new UserError(`generated/${asked.environment} does not exist.`, usage);
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
    if (error instanceof Overloaded || error instanceof Refused)
      throw new UserError(
        error.message,
        "is --url the address of a Prometheus that this machine reaches (`npm run tunnel`)?",
      );
    throw error;
  }
});

const usage =
  "`npm run backtest -- --url http://127.0.0.1:9090 [--days 14] [--environment production] [--against <git ref>] [--concurrency 1] [--json]`";

function parsed() {
  const text = { type: "string" } as const;
  let values: ReturnType<typeof parse>["values"];
  const parse = () =>
    parseArgs({
      options: {
        url: text,
        days: text,
        environment: text,
        against: text,
        concurrency: text,
        json: { type: "boolean" },
      },
    });
  try {
    ({ values } = parse());
  } catch (error) {
    throw new UserError((error as Error).message, usage);
  }
  const { url, days = "14", environment = "production", against, concurrency = "1", json = false } = values;
  if (url === undefined || !URL.canParse(url)) throw new UserError("Which Prometheus?", usage);
  if (!(Number(days) > 0 && Number(days) <= 100))
    throw new UserError(`--days ${days}: found ${days}; allowed: more than 0, up to 100`, usage);
  if (!/^[1-4]$/.test(concurrency)) throw new UserError(`--concurrency ${concurrency}: allowed: 1 to 4`, usage);
  return { url, days: Number(days), environment, against, concurrency: Number(concurrency), json };
}

function rulesFor(files: Parameters<typeof rulesOf>[0] | undefined): Rules | undefined {
  return files && rulesOf(files);
}
