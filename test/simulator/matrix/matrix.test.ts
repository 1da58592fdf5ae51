import { beforeAll, expect, test } from "vitest";
import { environmentOf } from "../../../kit/environment.ts";
import { type Cell, everyMetric, nameOf, type Subject, subjectsOf } from "../../../kit/lab/matrix/cells.ts";
import { type Ground, judge } from "../../../kit/lab/matrix/matrix.ts";
import { judgePairs, pairsOf } from "../../../kit/lab/matrix/pairs.ts";
import { obtainParts } from "../../../kit/lab/parts/obtain.ts";
import type { Labels } from "../../../kit/lab/recording/exposition.ts";
import type { Way } from "../../../kit/model/ways.ts";
import { benevoclic } from "../../../platform.ts";
import { groundOf } from "../../../simulator/matrix/ground.ts";
import { judgeVariations } from "../../../simulator/matrix/variations.ts";
import { healthyDay } from "../../../simulator/recording/days.ts";
import { wholeConfig } from "../../../simulator/whole.ts";

const minute = 60;
/** An hour as healthy as the day: enough to try what is told within minutes. */
const noon = {
  course: { name: "matrix noon", start: "2026-11-24T11:35:00+01:00", seconds: 70 * minute, seed: healthyDay.seed },
  wrongFrom: 25 * minute,
};

let ground: Ground;
let subjects: readonly Subject[];
beforeAll(async () => {
  const { promtool } = await obtainParts({ names: ["promtool"] });
  ground = await groundOf(environmentOf(benevoclic, wholeConfig()), promtool, noon);
  subjects = subjectsOf(everyMetric(benevoclic.parts), ground.recording);
});

/** The sample: cells that are told today, of several jobs and ways. */
const sample: readonly (readonly [job: string, metric: string, way: Way, alert: string])[] = [
  ["mongodb", "mongodb_up", "drops to zero", "DatabaseDown"],
  ["blackbox", "probe_success", "drops to zero", "WebEntranceDown"],
  ["node", "node_filesystem_avail_bytes", "drops to zero", "HostDiskFilling"],
  ["node", "node_memory_MemAvailable_bytes", "drops to zero", "HostMemoryLow"],
  ["prometheus", "prometheus_config_last_reload_successful", "drops to zero", "MonitoringConfigurationRefused"],
];
const isOf = ({ job, metric }: Subject) => sample.some(([own, name]) => own === job && name === metric.name);
const isWanted = ({ subject, way }: Cell) =>
  sample.some(([job, name, own]) => job === subject.job && name === subject.metric.name && own === way);
const judged = (some: readonly Subject[], on: Ground) => judge(some, on, () => {}, isWanted);

test("the sample is told, by the real rule engine", async () => {
  const cells = await judged(subjects.filter(isOf), ground);
  const told = cells.map(
    ({ cell, outcome }) => `${nameOf(cell)}: ${outcome.is === "told" ? outcome.alert : outcome.is}`,
  );
  expect(told.sort()).toEqual(sample.map(([job, metric, way, alert]) => `${job} ${metric}: ${way}: ${alert}`).sort());
});

test("a cell whose alert is gone is silent, unless its metric says why it may be", async () => {
  const groups = ground.groups.map((group) => ({
    ...group,
    rules: group.rules.filter(({ alert }) => alert !== "DatabaseDown"),
  }));
  const without = { ...ground, groups };
  const database = subjects.filter((subject) => isOf(subject) && subject.job === "mongodb");
  const outcomes = async (some: readonly Subject[]) => (await judged(some, without)).map(({ outcome }) => outcome);
  expect(await outcomes(database)).toEqual([{ is: "silent" }]);
  const excused = database.map((one) => ({ ...one, metric: { ...one.metric, harmless: { "drops to zero": "why" } } }));
  expect(await outcomes(excused)).toEqual([{ is: "harmless", reason: "why" }]);
});

test("a fault that a wrong cause of another component silences is hidden", async () => {
  const cells = await judged(subjects.filter(isOf), ground);
  const named = (name: string) => (labels: Labels) => labels.alertname === name;
  const silences = { source: named("DatabaseDown"), target: named("HostMemoryLow"), equal: [] };
  const hiding = { ...ground, inhibitions: [silences] };
  const { jobs } = environmentOf(benevoclic, wholeConfig());
  const pairs = pairsOf(cells, hiding.inhibitions, { jobs });
  const hidden = { cause: "DatabaseDown", by: "mongodb_up drops to zero" };
  expect(await judgePairs(pairs, hiding)).toEqual([
    { ...hidden, hidden: "HostMemoryLow (node_memory_MemAvailable_bytes drops to zero)", told: false },
  ]);
  expect(await judgePairs(pairs, { ...hiding, inhibitions: [] })).toEqual([
    expect.objectContaining({ ...hidden, told: true }),
  ]);
  // Whoever is told of one figure of a program looks at the other as well.
  const node = { ...jobs.node, interval: "15s", sameAs: "business" } as const;
  expect(pairsOf(cells, hiding.inhibitions, { jobs: { ...jobs, node } })).toEqual([]);
});

test("a variation that wakes somebody is no quiet one", async () => {
  const [gone, renewed] = await judgeVariations(
    [
      { name: "a database that is gone", steps: [{ metric: "mongodb_up", before: 1, after: 0 }] },
      { name: "a database that stays", steps: [{ metric: "mongodb_up", before: 1, after: 1 }] },
    ],
    environmentOf(benevoclic, wholeConfig()),
    ground,
  );
  expect(gone?.woken).toContain("DatabaseDown");
  expect(renewed?.woken).toEqual([]);
});
