import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { orExplain } from "../cli/explain.ts";
import { loadConfig } from "../config/load.ts";
import { environmentOf } from "../kit/environment.ts";
import { type Child, startChild } from "../kit/lab/parts/children.ts";
import { answers } from "../kit/lab/parts/http.ts";
import { obtainParts, type Part } from "../kit/lab/parts/obtain.ts";
import { startOnFreePort } from "../kit/lab/parts/ports.ts";
import { samplesIn } from "../kit/lab/recording/exposition.ts";
import { type Prometheus, prometheusAt } from "../kit/model/prometheus.ts";
import { filesOf } from "../kit/write/files.ts";
import { writeTree } from "../kit/write/tree.ts";
import { yaml } from "../kit/yaml.ts";
import { benevoclic } from "../platform.ts";
import { type Crowd, crowdOf } from "../simulator/recording/crowd.ts";
import { deployHour } from "../simulator/recording/days.ts";
import { recordingOf } from "../simulator/recording/recording.ts";
import { scrapesOf, serveCrowd } from "./crowd.ts";

/**
 * `npm run bench:rules`: what all rules cost a Prometheus that holds 10,000 series: its CPU time beside that of a second one that scrapes
 * the same and has no rules, and the ten rules that take most of it.
 */

const wantedSeries = 10_000;
/** Until the windows of most rules are full; longer ones cost as much as they have by then. In seconds. */
const warmUp = 360;
const measured = 180;
const pollEvery = 15;

interface Running {
  readonly api: Prometheus;
  /** CPU seconds since its start. */
  cpu(): Promise<number>;
  readonly child: Child;
}

await orExplain(async () => {
  const progress = (line: string) => console.error(line);
  const { prometheus: part } = await obtainParts({ names: ["prometheus"], progress });
  const environment = environmentOf(benevoclic, loadConfig("production"));
  const crowd = crowdOf(await recordingOf(deployHour, environment), wantedSeries);
  const directory = mkdtempSync(path.join(tmpdir(), "benevoclic-bench-"));
  const exporter = await serveCrowd(crowd);
  const running: Running[] = [];
  try {
    writeTree(filesOf(environment), path.join(directory, "generated"));
    const rules = path.join(directory, "generated/prometheus/rules/*.yml");
    for (const [name, ruleFiles] of [
      ["with", [rules]],
      ["without", []],
    ] as const) {
      running.push(
        await start(
          part,
          path.join(directory, name),
          yaml({ ...scrapesOf(crowd, exporter.port), rule_files: ruleFiles }),
        ),
      );
    }
    progress(`${crowd.platforms} platforms, ${crowd.series} series; ${warmUp} s until the windows are full`);
    await pause(warmUp * 1000);
    const before = await Promise.all(running.map((one) => one.cpu()));
    const costs = await watched(running[0] as Running);
    const after = await Promise.all(running.map((one) => one.cpu()));
    const perMinute = after.map((cpu, index) => ((cpu - (before[index] ?? 0)) * 60) / measured);
    console.log(summary(crowd, perMinute, costs));
  } finally {
    await Promise.all(running.map(({ child }) => child.stop()));
    await exporter.stop();
    rmSync(directory, { recursive: true, force: true });
  }
});

async function start(part: Part, directory: string, config: string): Promise<Running> {
  writeTree(new Map([["prometheus.yml", config]]), directory);
  const { port, child } = await startOnFreePort((free) =>
    startChild({
      name: "prometheus",
      command: part.command,
      args: [
        `--config.file=${path.join(directory, "prometheus.yml")}`,
        `--storage.tsdb.path=${path.join(directory, "data")}`,
        `--web.listen-address=127.0.0.1:${free}`,
      ],
      logFile: path.join(directory, "prometheus.log"),
      ready: () => answers(`http://127.0.0.1:${free}/-/ready`),
    }),
  );
  const base = `http://127.0.0.1:${port}`;
  const cpu = async () => {
    const metrics = new Map(samplesIn(await (await fetch(`${base}/metrics`)).text()));
    return metrics.get("process_cpu_seconds_total") ?? Number.NaN;
  };
  return { api: prometheusAt(base), cpu, child };
}

interface Cost {
  readonly name: string;
  readonly group: string;
  readonly interval: number;
  /** Mean seconds of an evaluation. */
  readonly seconds: number;
}

/** What each rule took on average while it was watched. */
async function watched({ api }: Running): Promise<Cost[]> {
  const seen = new Map<string, Cost[]>();
  for (let passed = 0; passed < measured; passed += pollEvery) {
    await pause(pollEvery * 1000);
    for (const rule of await api.rules()) {
      if (rule.health === "err") throw new Error(`the rule ${rule.name} cannot be evaluated: ${rule.query}`);
      const key = `${rule.group} ${rule.type} ${rule.name}`;
      const { severity = "" } = rule.labels;
      seen.set(`${key} ${severity}`, [
        ...(seen.get(`${key} ${severity}`) ?? []),
        { ...rule, name: `${rule.name} ${severity}`.trim() },
      ]);
    }
  }
  return [...seen.values()].map((costs) => ({
    ...(costs[0] as Cost),
    seconds: costs.reduce((sum, { seconds }) => sum + seconds, 0) / costs.length,
  }));
}

function summary(crowd: Crowd, [withRules = 0, without = 0]: readonly number[], costs: readonly Cost[]): string {
  const perMinute = ({ seconds, interval }: Cost) => (seconds * 60) / interval;
  const slowest = [...costs].sort((one, other) => perMinute(other) - perMinute(one)).slice(0, 10);
  const all = costs.reduce((sum, cost) => sum + perMinute(cost), 0);
  return [
    `${costs.length} rules over ${crowd.series} series (${crowd.platforms} platforms)`,
    "",
    "| Prometheus | CPU seconds a minute |",
    "|---|---|",
    `| with all rules | ${withRules.toFixed(2)} |`,
    `| scraping only | ${without.toFixed(2)} |`,
    `| the rules | ${(withRules - without).toFixed(2)} |`,
    `| the rules, by their own clocks | ${all.toFixed(2)} |`,
    "",
    "| slowest rules | group | every | ms an evaluation | ms a minute |",
    "|---|---|---|---|---|",
    ...slowest.map(
      (cost) =>
        `| ${cost.name} | ${cost.group} | ${cost.interval} s | ${(1000 * cost.seconds).toFixed(1)} | ${(1000 * perMinute(cost)).toFixed(0)} |`,
    ),
  ].join("\n");
}
