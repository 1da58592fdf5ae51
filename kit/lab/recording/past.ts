import { execFileSync } from "node:child_process";
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { startChild } from "../parts/children.ts";
import { answers } from "../parts/http.ts";
import { obtainParts } from "../parts/obtain.ts";
import { startOnFreePort } from "../parts/ports.ts";
import { textOf } from "./exposition.ts";
import { samplesOf } from "./series-log.ts";
import type { RecordedSeries } from "./target-log.ts";

/** A real Prometheus that holds a past. */
export interface Past {
  readonly url: string;
  /** Its data is gone then. */
  stop(): Promise<void>;
}

/** Of one block. promtool reads its whole input for each of them, hence gets no more than one at a time. In seconds. */
const block = 7_200;

/**
 * Starts a Prometheus whose blocks were filled from recorded series, beginning at a moment in seconds since the epoch.
 * @param seconds length of the recording @param times how often it is put there, one after the other
 * @param rules the text of a rule file that it runs
 */
export async function startPast(
  series: readonly RecordedSeries[],
  { from, seconds, rules, times = 1 }: { from: number; seconds: number; rules: string; times?: number },
): Promise<Past> {
  const parts = await obtainParts({ names: ["promtool", "prometheus"], progress: () => {} });
  const directory = mkdtempSync(path.join(tmpdir(), "monitoring-past-"));
  const forget = () => rmSync(directory, { recursive: true, force: true });
  const file = (name: string) => path.join(directory, name);
  try {
    const fill = ["tsdb", "create-blocks-from", "openmetrics", "-q", file("past.txt"), file("data")];
    for (let time = 0; time < times; time++)
      for (let at = 0; at < seconds; at += block) {
        const part = { from: from + time * seconds, at, to: Math.min(at + block, seconds) };
        writeOpenMetrics(file("past.txt"), series, part);
        execFileSync(parts.promtool.command, fill);
      }
    writeFileSync(file("rules.yml"), rules);
    writeFileSync(file("prometheus.yml"), "rule_files: [rules.yml]\n");
    const { port, child } = await startOnFreePort((free) =>
      startChild({
        name: "prometheus",
        command: parts.prometheus.command,
        args: [
          `--config.file=${file("prometheus.yml")}`,
          `--storage.tsdb.path=${file("data")}`,
          "--storage.tsdb.retention.time=100y",
          `--web.listen-address=127.0.0.1:${free}`,
        ],
        logFile: file("prometheus.log"),
        ready: () => answers(`http://127.0.0.1:${free}/-/ready`),
      }),
    );
    return { url: `http://127.0.0.1:${port}`, stop: () => child.stop().then(forget) };
  } catch (error) {
    forget();
    throw error;
  }
}

/**
 * The samples of a part of a recording, with their moments; marks of an end cannot be written.
 * https://prometheus.io/docs/specs/om/open_metrics_spec/
 */
function writeOpenMetrics(
  file: string,
  series: readonly RecordedSeries[],
  { from, at, to }: { readonly from: number; readonly at: number; readonly to: number },
): void {
  writeFileSync(file, "");
  for (const name of new Set(series.map((one) => one.name))) {
    const lines = [`# TYPE ${name} unknown`];
    for (const one of series.filter((other) => other.name === name)) {
      const text = textOf(one);
      for (const [index, value] of samplesOf(one.values)) {
        const moment = index * one.every;
        if (moment >= to) break;
        if (moment >= at && value !== "stale") lines.push(`${text} ${value} ${from + moment}`);
      }
    }
    appendFileSync(file, `${lines.join("\n")}\n`);
  }
  appendFileSync(file, "# EOF\n");
}
