import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { z } from "zod";
import { orExplain } from "../cli/explain.ts";
import { loadConfig } from "../config/load.ts";
import { environmentOf } from "../kit/environment.ts";
import { startPast } from "../kit/lab/recording/past.ts";
import { backtest } from "../kit/review/backtest/backtest.ts";
import { CannotReplay, inlined } from "../kit/review/backtest/inline.ts";
import { mostPoints, Overloaded, Refused, server } from "../kit/review/backtest/server.ts";
import { type Rules, rulesIn, rulesOf } from "../kit/review/read/rules.ts";
import { filesOf } from "../kit/write/files.ts";
import { benevoclic } from "../platform.ts";
import { readFlags } from "../simulator/platform/program.ts";
import { healthyDay } from "../simulator/recording/days.ts";
import { recordingOf } from "../simulator/recording/recording.ts";

/**
 * `npm run bench:backtest -- --days 4`: two versions of all rules, half of their limits others, over a real Prometheus that
 * holds the healthy day again and again (14 days unless told), in steps of 15 s, beside the same expressions one by one, as long at a time as the server allows.
 */

const step = 15;

await orExplain(async () => {
  const { days } = readFlags({ days: z.coerce.number().positive().default(14) });
  const progress = (line: string) => console.error(line);
  const environment = environmentOf(benevoclic, loadConfig("production"));
  progress(`recording the healthy day, and filling a Prometheus with ${days} of it`);
  const { series, seconds } = await recordingOf(healthyDay, environment, { every: step });
  const span = days * seconds;
  const from = 1_700_006_400;
  const past = await startPast(series, { from, seconds, times: days, rules: "groups: []\n" });
  const directory = mkdtempSync(path.join(tmpdir(), "benevoclic-bench-"));
  try {
    const api = server(past.url);
    const present = rulesOf(filesOf(environment));
    const proposed = othersOf(present);
    progress(`${present.alerts.size} alerting rules in two versions, over ${series.length} series`);

    const began = performance.now();
    const ours = await backtest({
      ...{ api, sets: { present, proposed }, running: rulesIn([]), span, to: from + span, concurrency: 1 },
      stateFile: path.join(directory, "state.jsonl"),
      progress: (done, detail) => progress(`${Math.round(100 * done)} % ${detail}`),
      // The rests are politeness, not work.
      rest: async () => {},
    });
    const ourSeconds = (performance.now() - began) / 1000;
    for (const note of ours.notes) progress(note);

    const naive = { requests: 0, engine: 0, bytes: 0, failed: 0 };
    const naively = performance.now();
    for (const rules of [present, proposed])
      for (const { expression, key } of rules.alerts.values()) {
        progress(`naively: ${key}`);
        for (let at = from; at < from + span; at += mostPoints * step) {
          try {
            const to = Math.min(at + mostPoints * step, from + span) - step;
            const { engine, bytes } = await api.range(inlined(expression, rules, new Set()), at, to, step);
            naive.engine += engine;
            naive.bytes += bytes;
            naive.requests++;
          } catch (error) {
            if (!(error instanceof Overloaded || error instanceof Refused || error instanceof CannotReplay))
              throw error;
            naive.failed++;
          }
        }
      }
    const naiveSeconds = (performance.now() - naively) / 1000;
    const row = (title: string, ...values: readonly (string | number)[]) => `| ${[title, ...values].join(" | ")} |`;
    const { requests, engine, bytes } = ours.cost;
    console.log(
      [
        `${days} days in steps of ${step} s, ${series.length} series, ${present.alerts.size} alerting rules in two versions`,
        "",
        row("", "`npm run backtest`", "one by one", "ratio"),
        row("---", "---", "---", "---"),
        row("requests", requests, naive.requests, (requests / naive.requests).toFixed(2)),
        row("engine, s", engine.toFixed(1), naive.engine.toFixed(1), (engine / naive.engine).toFixed(2)),
        row("answers, MB", (bytes / 1e6).toFixed(2), (naive.bytes / 1e6).toFixed(2), (bytes / naive.bytes).toFixed(2)),
        row("elapsed, s", ourSeconds.toFixed(1), naiveSeconds.toFixed(1), (ourSeconds / naiveSeconds).toFixed(2)),
        row("could not be answered", ours.notes.length, naive.failed, ""),
      ].join("\n"),
    );
  } finally {
    await past.stop();
    rmSync(directory, { recursive: true, force: true });
  }
});

/** The same rules, every second limit a tenth higher. */
function othersOf(rules: Rules): Rules {
  let count = 0;
  return rulesIn(
    rules.groups.map((group) => ({
      ...group,
      rules: group.rules.map((rule) => {
        if (rule.alert === undefined || count++ % 2 === 0) return rule;
        return {
          ...rule,
          expr: rule.expr.replace(/([<>]=? )([\d.]+)(?=\n|$)/, (_, sign, limit) => `${sign}${Number(limit) * 1.1}`),
        };
      }),
    })),
  );
}
