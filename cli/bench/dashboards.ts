import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { loadConfig } from "../../config/load.ts";
import { dashboardFiles } from "../../generator/dashboards.ts";
import { environmentOf } from "../../generator/environment.ts";
import { startChild } from "../../local/parts/children.ts";
import { answers } from "../../local/parts/http.ts";
import { obtainParts } from "../../local/parts/obtain.ts";
import { freePort } from "../../local/parts/ports.ts";
import type { Dashboard, Panel } from "../../local/preview/page/model.ts";
import { filledIn } from "../../local/preview/page/prometheus.ts";
import { periodOf } from "../../local/preview/page/time.ts";
import { currentRun } from "../../local/run-file.ts";
import { runDirectory } from "../run-directory.ts";
import { median } from "./figures.ts";

/**
 * `npm run bench:dashboards`: what opening each dashboard asks of the running local system's Prometheus, and what the
 * Overview costs over 30 days of real density. `--beside <file>` measures another dashboard of the same Prometheus.
 */

const { values: given } = parseArgs({ options: { beside: { type: "string" } } });
const width = 600;
const repeats = 5;
const day = 86_400;

const answer = z.object({
  data: z.object({
    result: z.array(z.unknown()),
    stats: z.object({
      timings: z.object({ evalTotalTime: z.number() }),
      samples: z.object({ totalQueryableSamples: z.int() }),
    }),
  }),
});

interface Cost {
  queries: number;
  series: number;
  samples: number;
  /** Seconds in the query engine. */
  engine: number;
  slowest: number;
  empty: number;
}

/** What one load of a dashboard over `span` seconds costs. */
async function costOf(
  prometheus: string,
  dashboard: Dashboard,
  chosen: Record<string, string[]>,
  span: number,
  to: number,
): Promise<Cost> {
  const cost: Cost = { queries: 0, series: 0, samples: 0, engine: 0, slowest: 0, empty: 0 };
  const panels = dashboard.panels.flatMap((panel) => [panel, ...((panel as { panels?: Panel[] }).panels ?? [])]);
  for (const { targets = [], interval } of panels) {
    const period = periodOf({ from: to - span, to }, width, interval);
    for (const { expr, instant } of targets) {
      const query = filledIn(expr, dashboard.templating.list, chosen, period.step);
      const at: Record<string, string> = instant
        ? { time: String(to) }
        : { start: String(period.from), end: String(period.to), step: String(period.step) };
      const url = `${prometheus}/api/v1/query${instant ? "" : "_range"}?${new URLSearchParams({ query, ...at, stats: "all" })}`;
      const { data } = answer.parse(await (await fetch(url)).json());
      cost.queries++;
      cost.series += data.result.length;
      cost.samples += data.stats.samples.totalQueryableSamples;
      cost.engine += data.stats.timings.evalTotalTime;
      cost.slowest = Math.max(cost.slowest, data.stats.timings.evalTotalTime);
      if (data.result.length === 0) cost.empty++;
    }
  }
  return cost;
}

async function report(name: string, measure: () => Promise<Cost>, bytes: number): Promise<void> {
  const costs: Cost[] = [];
  for (let run = 0; run < repeats; run++) costs.push(await measure());
  const engine = costs.map((cost) => cost.engine * 1000);
  const [{ queries, series, samples, empty } = { queries: 0, series: 0, samples: 0, empty: 0 }] = costs;
  const slowest = median(costs.map((cost) => cost.slowest * 1000));
  console.log(
    [
      name.padEnd(30),
      `${(bytes / 1024).toFixed(0).padStart(5)} KiB`,
      `${String(queries).padStart(4)} queries (${empty} empty)`,
      `${String(series).padStart(5)} series`,
      `${String(samples).padStart(9)} samples`,
      `engine ${median(engine).toFixed(1).padStart(7)} ms (${Math.min(...engine).toFixed(1)} to ${Math.max(...engine).toFixed(1)})`,
      `slowest query ${slowest.toFixed(1)} ms`,
    ].join("  "),
  );
}

const usual = ({ templating }: Dashboard) =>
  // Dashboards that are not ours may have variables without a value.
  Object.fromEntries(templating.list.map(({ name, current }) => [name, [current?.value ?? ""].flat()]));

const run = currentRun(runDirectory);
if (run !== undefined) {
  console.log(`\nan hour of the running local system, ${width} points a graph, median of ${repeats}`);
  const now = Date.now() / 1000;
  for (const [file, json] of dashboardFiles(environmentOf(loadConfig("local")))) {
    const dashboard = JSON.parse(json) as Dashboard;
    await report(
      file.replace(".json", ""),
      () => costOf(run.prometheus, dashboard, usual(dashboard), 3600, now),
      json.length,
    );
  }
  if (given.beside !== undefined) {
    const text = readFileSync(given.beside, "utf8");
    const dashboard = JSON.parse(text) as Dashboard;
    const chosen = { ...usual(dashboard), job: ["node"], node: ["vps-local"], nodename: ["vps-local"] };
    await report(path.basename(given.beside), () => costOf(run.prometheus, dashboard, chosen, 3600, now), text.length);
  }
}

/** Thirty days of the Overview's series, as densely as their rules write them. */
async function overviewOverAMonth(): Promise<void> {
  const parts = await obtainParts({ names: ["promtool", "prometheus"], progress: () => {} });
  const environment = environmentOf(loadConfig("production"));
  const [, json = ""] = dashboardFiles(environment).find(([file]) => file.includes("overview")) ?? [];
  const dashboard = JSON.parse(json) as Dashboard;
  const work = path.join(runDirectory, "../bench-dashboards");
  rmSync(work, { recursive: true, force: true });
  const to = Math.floor(Date.now() / 1000 / 7200) * 7200;
  const ranged = dashboard.panels.flatMap(({ targets = [] }) => targets.filter(({ instant }) => instant !== true));
  const names = new Set(ranged.flatMap(({ expr }) => expr.match(/instance:\w+:\w+/g) ?? []));
  execFileSync("mkdir", ["-p", work]);
  const data = path.join(work, "data");
  let stored = 0;
  // A day at a time: promtool reads its whole input for every two hours of it.
  for (let from = to - 37 * day; from < to; from += day) {
    const lines = [...names].flatMap((name) => {
      const step = name.includes(":api_") ? 5 : 15;
      const points = Array.from({ length: day / step }, (_, index) => {
        const time = from + index * step;
        const value = 0.2 + 0.1 * Math.sin(time / 13_000) + (index % 7) / 100;
        return `${name}{instance="${environment.config.host}"} ${value.toFixed(3)} ${time}`;
      });
      stored += points.length;
      return [`# TYPE ${name} gauge`, ...points];
    });
    const file = path.join(work, "day.txt");
    writeFileSync(file, `${lines.join("\n")}\n# EOF\n`);
    execFileSync(parts.promtool.command, ["tsdb", "create-blocks-from", "openmetrics", "-q", file, data]);
  }
  writeFileSync(path.join(work, "prometheus.yml"), "global: {}\n");
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const child = await startChild({
    name: "prometheus",
    command: parts.prometheus.command,
    args: [
      `--config.file=${path.join(work, "prometheus.yml")}`,
      `--storage.tsdb.path=${data}`,
      "--storage.tsdb.retention.time=100d",
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    cwd: work,
    logFile: path.join(work, "prometheus.log"),
    ready: () => answers(`${address}/-/ready`),
  });
  try {
    console.log(`\nthe Overview over ${stored} stored samples (${names.size} series, 37 days), median of ${repeats}`);
    for (const days of [0.25, 7, 30])
      await report(
        `benevoclic-overview, ${days} days`,
        () => costOf(address, dashboard, usual(dashboard), days * day, to),
        json.length,
      );
  } finally {
    await child.stop();
    rmSync(work, { recursive: true, force: true });
  }
}
await overviewOverAMonth();
