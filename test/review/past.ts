import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { startChild } from "../../local/parts/children.ts";
import { answers } from "../../local/parts/http.ts";
import { obtainParts } from "../../local/parts/obtain.ts";
import { startOnFreePort } from "../../local/parts/ports.ts";
import { textOf } from "../../local/recording/exposition.ts";
import { samplesOf } from "../../local/recording/series-log.ts";
import type { RecordedSeries } from "../../local/recording/target-log.ts";

/** A real Prometheus that holds a past. */
export interface Past {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Starts a Prometheus whose blocks were filled from recorded series, beginning at a moment in seconds since the epoch.
 * @param rules the text of a rule file that it runs
 */
export async function startPast(series: readonly RecordedSeries[], from: number, rules: string): Promise<Past> {
  const parts = await obtainParts({ names: ["promtool", "prometheus"], progress: () => {} });
  const directory = mkdtempSync(path.join(tmpdir(), "benevoclic-past-"));
  const file = (name: string) => path.join(directory, name);
  writeFileSync(file("past.txt"), openMetrics(series, from));
  writeFileSync(file("rules.yml"), rules);
  writeFileSync(file("prometheus.yml"), "rule_files: [rules.yml]\n");
  execFileSync(parts.promtool.command, [
    "tsdb",
    "create-blocks-from",
    "openmetrics",
    "-q",
    file("past.txt"),
    file("data"),
  ]);
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
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      await child.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Samples with their moments; marks of an end cannot be written in it. https://prometheus.io/docs/specs/om/open_metrics_spec/ */
function openMetrics(series: readonly RecordedSeries[], from: number): string {
  const lines = [...new Set(series.map(({ name }) => name))].flatMap((name) => [
    `# TYPE ${name} unknown`,
    ...series
      .filter((one) => one.name === name)
      .flatMap((one) =>
        [...samplesOf(one.values)].flatMap(([index, value]) =>
          value === "stale" ? [] : [`${textOf(one)} ${value} ${from + index * one.every}`],
        ),
      ),
  ]);
  return `${lines.join("\n")}\n# EOF\n`;
}
