import { parseArgs } from "node:util";
import { orExplain } from "../cli/explain.ts";
import { loadConfig } from "../config/load.ts";
import { environmentOf } from "../kit/environment.ts";
import { seconds } from "../kit/model/durations.ts";
import { ruleGroups } from "../kit/write/rules.ts";
import { intervalOf } from "../parts/every.ts";
import { benevoclic } from "../platform.ts";
import { deployHour } from "../simulator/recording/days.ts";
import { recordingOf } from "../simulator/recording/recording.ts";
import { engines, evaluated } from "./scale/evaluation.ts";

/**
 * `npm run bench:scale`: what one Prometheus has to do for 1, 10, 100 and 1,000 hosts like production's, counted from the declarations and
 * the recorded series of one; and what that costs, in proportion to what was measured (docs/benchmarks.md, "Rules over many series").
 * With `--series 100000`, what the evaluation of all rules over so many takes either engine, measured.
 */

/** With `--series 100000`: what scraping, storing and all rules took. */
const measured = { platforms: 63, cores: 0.142 } as const;
/** Prometheus' own rule of thumb: one to two. https://prometheus.io/docs/prometheus/latest/storage/#operational-aspects */
const bytesOfSample = 1.5;
/** Of a series in the head with its last two hours, at these intervals: 4.9 kB were measured after nine minutes. */
const bytesOfSeries = 6_000;
/** Before the first series: docs/benchmarks.md, "At rest". */
const restingMegabytes = 85;

/** Seconds: the windows of most rules are full by then. */
const times = { warming: 330, measured: 120 } as const;

async function measuredAt(series: number): Promise<void> {
  console.error(`both engines at once, for ${times.warming + 2 * times.measured} s`);
  const found = await Promise.all(
    engines.map(async (engine) => ({ engine, ...(await evaluated(engine, series, times)) })),
  );
  for (const { engine, series, rules, rulesAMinute, longest, missed, failed, programs } of found)
    console.log(
      [
        `\n${engine}, ${series.toLocaleString("en")} series, ${rules} rules: ${rulesAMinute.toFixed(2)} processor seconds a minute`,
        `  the longest group: ${longest.group}, ${longest.seconds.toFixed(3)} s of its ${longest.interval} s`,
        `  ${missed} evaluations did not take place, ${failed} failed`,
        ...programs.map(
          ({ program, megabytes, cores }) => `  ${program}: ${megabytes.toFixed(0)} MB, ${cores.toFixed(3)} of a core`,
        ),
      ].join("\n"),
    );
}

const { values } = parseArgs({ options: { series: { type: "string" } } });

await orExplain(async () => {
  if (values.series !== undefined) return measuredAt(Number(values.series));
  const environment = environmentOf(benevoclic, loadConfig("production"));
  const { series } = await recordingOf(deployHour, environment);
  const groups = environment.domains.flatMap((domain) => ruleGroups(environment, domain));
  const rules = groups.map(({ interval, recordings, alerts }) => ({
    perSecond: 1 / seconds(interval),
    recordings: recordings.length,
    rules: recordings.length + alerts.reduce((sum, { levels }) => sum + levels.length, 0),
  }));
  const sum = <One>(all: readonly One[], of: (one: One) => number) => all.reduce((total, one) => total + of(one), 0);
  const perHost = {
    series: series.length + sum(rules, ({ recordings }) => recordings),
    samples:
      sum(series, ({ labels }) => 1 / seconds(intervalOf(labels.job ?? ""))) +
      sum(rules, ({ recordings, perSecond }) => recordings * perSecond),
  };
  const evaluations = sum(rules, ({ rules, perSecond }) => rules * perSecond);
  const { retention, retentionSize } = environment.config.prometheus;
  console.log(
    `One host: ${series.length} series scraped, at least ${perHost.series} with what is recorded. ` +
      `${sum(rules, (one) => one.rules)} rules in ${groups.length} groups, ${evaluations.toFixed(1)} evaluations a second, ` +
      "however many hosts: each reads all of them.\n",
  );
  const columns = [
    "hosts",
    "series",
    "samples/s",
    "memory",
    `disk of ${retention}`,
    "cores",
    `days in ${retentionSize}`,
  ];
  console.log(columns.map((column) => column.padStart(14)).join(""));
  for (const hosts of [1, 10, 100, 1000]) {
    const perSecond = perHost.samples * hosts;
    const bytesADay = perSecond * 86_400 * bytesOfSample;
    const cells = [
      hosts.toLocaleString("en"),
      (perHost.series * hosts).toLocaleString("en"),
      Math.round(perSecond).toLocaleString("en"),
      `${Math.round(restingMegabytes + (perHost.series * hosts * bytesOfSeries) / 1e6).toLocaleString("en")} MB`,
      `${((bytesADay * seconds(retention)) / 86_400 / 1e9).toFixed(1)} GB`,
      ((measured.cores / measured.platforms) * hosts).toFixed(3),
      ((Number.parseInt(retentionSize, 10) * 1e9) / bytesADay).toFixed(1),
    ];
    console.log(cells.map((cell) => cell.padStart(14)).join(""));
  }
});
