import { execFileSync } from "node:child_process";
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { startChild } from "../kit/lab/parts/children.ts";
import { answers } from "../kit/lab/parts/http.ts";
import { obtainParts } from "../kit/lab/parts/obtain.ts";
import { startOnFreePort } from "../kit/lab/parts/ports.ts";

/** A series as densely as it is written in production. */
export interface Filling {
  readonly name: string;
  /** `name{label="value"}` */
  readonly text: string;
  /** Seconds between two samples. */
  readonly every: number;
  /** Seconds before the end. */
  readonly since: number;
  /** Of a sample, from its moment in seconds since 1970. */
  value(moment: number): number;
}

/** Of one block. promtool reads its whole input for each of them, hence gets no more than one at a time. In seconds. */
const block = 7_200;

/** Starts a real Prometheus whose blocks hold these series up to `to` (seconds since 1970, a multiple of two hours). */
export async function startFilled(directory: string, fillings: readonly Filling[], to: number) {
  const parts = await obtainParts({ names: ["promtool", "prometheus"], progress: () => {} });
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  const inside = (name: string) => path.join(directory, name);
  const byName = new Map<string, Filling[]>();
  for (const filling of fillings) byName.set(filling.name, [...(byName.get(filling.name) ?? []), filling]);
  const longest = Math.max(...fillings.map(({ since }) => since));
  let samples = 0;
  for (let from = to - Math.ceil(longest / block) * block; from < to; from += block) {
    writeFileSync(inside("block.txt"), "");
    for (const [name, series] of byName) {
      const lines = [`# TYPE ${name} unknown`];
      for (const { text, every, since, value } of series) {
        const first = Math.ceil(Math.max(from, to - since) / every) * every;
        for (let moment = first; moment < from + block; moment += every)
          lines.push(`${text} ${value(moment)} ${moment}`);
      }
      samples += lines.length - 1;
      if (lines.length > 1) appendFileSync(inside("block.txt"), `${lines.join("\n")}\n`);
    }
    appendFileSync(inside("block.txt"), "# EOF\n");
    const fill = ["tsdb", "create-blocks-from", "openmetrics", "-q", inside("block.txt"), inside("data")];
    execFileSync(parts.promtool.command, fill);
  }
  writeFileSync(inside("prometheus.yml"), "global: {}\n");
  const { port, child } = await startOnFreePort((free) =>
    startChild({
      name: "prometheus",
      command: parts.prometheus.command,
      args: [
        `--config.file=${inside("prometheus.yml")}`,
        `--storage.tsdb.path=${inside("data")}`,
        "--storage.tsdb.retention.time=100d",
        // Nothing is put together while it is measured.
        "--storage.tsdb.max-block-duration=2h",
        `--web.listen-address=127.0.0.1:${free}`,
      ],
      cwd: directory,
      logFile: inside("prometheus.log"),
      ready: () => answers(`http://127.0.0.1:${free}/-/ready`),
    }),
  );
  return {
    url: `http://127.0.0.1:${port}`,
    samples,
    stop: async () => {
      await child.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
