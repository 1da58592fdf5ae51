import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { runDirectory } from "../cli/run-directory.ts";
import { loadConfig } from "../config/load.ts";
import { environmentOf } from "../kit/environment.ts";
import { currentRun } from "../kit/lab/run-file.ts";
import { seconds } from "../kit/model/durations.ts";
import type { Dashboard } from "../kit/preview/page/model.ts";
import { dashboardFiles } from "../kit/write/dashboards.ts";
import { benevoclic } from "../platform.ts";
import { readFlags } from "../simulator/platform/program.ts";
import { type Cost, everyPanel, open, usual, width } from "./asked.ts";
import { median } from "./figures.ts";
import { type Filling, startFilled } from "./filled-prometheus.ts";
import { seriesOfAYear } from "./year.ts";

/**
 * `npm run bench:dashboards`, while `npm start` runs: what opening each dashboard asks of the running system's Prometheus, what each costs
 * over its own period beside the series of a year, and what the Overview costs over 30 days of real density.
 * `--beside <file>` measures another dashboard of the same Prometheus.
 */

const given = readFlags({ beside: z.string().optional() });
const repeats = 5;
const day = 86_400;
const work = path.join(runDirectory, "../bench-dashboards");

/** Queries by name: the median of the engine's time (ms) over several runs, and what does not differ between them. */
type Costs = ReadonlyMap<string, Cost & { readonly milliseconds: number }>;

async function costsOf(once: () => Promise<Cost[]>): Promise<Costs> {
  const runs: Cost[][] = [];
  for (let run = 0; run < repeats; run++) runs.push(await once());
  const [first = []] = runs;
  return new Map(
    first.map((cost, index) => [
      `${cost.name} ${index}`,
      { ...cost, milliseconds: 1000 * median(runs.map((run) => run[index]?.engine ?? Number.NaN)) },
    ]),
  );
}

async function report(name: string, once: () => Promise<Cost[]>, bytes: number): Promise<Costs> {
  const costs = await costsOf(once);
  const all = [...costs.values()];
  const sum = (of: (cost: (typeof all)[number]) => number) => all.reduce((total, cost) => total + of(cost), 0);
  console.log(
    [
      name.padEnd(32),
      `${(bytes / 1024).toFixed(0).padStart(5)} KiB`,
      `${String(all.length).padStart(4)} queries (${all.filter(({ series }) => series === 0).length} empty)`,
      `${String(sum(({ series }) => series)).padStart(5)} series`,
      `${String(sum(({ samples }) => samples)).padStart(9)} samples`,
      `engine ${sum(({ milliseconds }) => milliseconds)
        .toFixed(1)
        .padStart(7)} ms`,
      `slowest query ${Math.max(...all.map(({ milliseconds }) => milliseconds)).toFixed(1)} ms`,
    ].join("  "),
  );
  return costs;
}

function printSlowest(costs: readonly Costs[]): void {
  const all = costs.flatMap((each) => [...each.values()]);
  console.log("  the slowest ten:");
  for (const { name, milliseconds, samples } of all.sort((a, b) => b.milliseconds - a.milliseconds).slice(0, 10))
    console.log(`  ${milliseconds.toFixed(1).padStart(7)} ms ${String(samples).padStart(9)} samples  ${name}`);
}

const run = currentRun(runDirectory);
if (run === undefined) {
  console.error("Nothing is measured without a running system: begin one with `npm start`, in another terminal.");
  process.exit(1);
}
const environment = environmentOf(benevoclic, loadConfig("local"));
const dashboards = dashboardFiles(environment).map(([file, json]) => ({
  ...{ file: file.replace(".json", ""), bytes: json.length },
  dashboard: JSON.parse(json) as Dashboard,
}));

console.log(`\nan hour of the running local system, ${width} points a graph, median of ${repeats}`);
const now = Date.now() / 1000;
for (const { file, bytes, dashboard } of dashboards)
  await report(file, () => open(run.prometheus, dashboard, { chosen: usual(dashboard), span: 3600, to: now }), bytes);
if (given.beside !== undefined) {
  const text = readFileSync(given.beside, "utf8");
  const dashboard = JSON.parse(text) as Dashboard;
  const chosen = { ...usual(dashboard), job: ["node"], node: ["vps-local"], nodename: ["vps-local"] };
  await report(
    path.basename(given.beside),
    () => open(run.prometheus, dashboard, { chosen, span: 3600, to: now }),
    text.length,
  );
}

const to = Math.floor(now / 7200) * 7200;

async function filled(what: string, fillings: readonly Filling[], measure: (url: string) => Promise<void>) {
  const prometheus = await startFilled(work, fillings, to);
  try {
    console.log(`\n${what}: ${fillings.length} series, ${prometheus.samples} samples, median of ${repeats}`);
    await measure(prometheus.url);
  } finally {
    await prometheus.stop();
  }
}

const year = await seriesOfAYear(
  run.prometheus,
  dashboards.map(({ dashboard }) => dashboard),
  environment,
);
await filled("each dashboard over its own period, among the series of a year", year, async (url) => {
  const costs: Costs[] = [];
  for (const { file, bytes, dashboard } of dashboards) {
    const span = seconds(dashboard.time.from.replace("now-", ""));
    costs.push(
      await report(
        `${file}, ${span / 3600} h`,
        () => open(url, dashboard, { chosen: usual(dashboard), span, to: to - 1 }),
        bytes,
      ),
    );
  }
  printSlowest(costs);
});

const overview = dashboards.find(({ file }) => file.endsWith("overview"));
if (overview !== undefined) {
  const { dashboard, bytes } = overview;
  const ranged = everyPanel(dashboard).flatMap(({ targets = [] }) => targets.filter(({ instant }) => instant !== true));
  const names = new Set(ranged.flatMap(({ expr }) => expr.match(/instance:\w+:\w+/g) ?? []));
  const month = year.filter(({ name }) => names.has(name)).map((series) => ({ ...series, since: 37 * day }));
  await filled("the Overview, 37 days of all it reads", month, async (url) => {
    const costs: Costs[] = [];
    for (const days of [0.25, 7, 30])
      costs.push(
        await report(
          `overview, ${days} days`,
          () => open(url, dashboard, { chosen: usual(dashboard), span: days * day, to: to - 1 }),
          bytes,
        ),
      );
    printSlowest(costs.slice(-1));
  });
}
