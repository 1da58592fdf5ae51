import { type Slice, written } from "../../kit/lab/matrix/cells.ts";
import { toldAmong } from "../../kit/lab/matrix/inhibition.ts";
import { closeAttempt, firedBy, type Ground, wideAttempt } from "../../kit/lab/matrix/matrix.ts";
import type { JudgedVariation } from "../../kit/lab/matrix/report.ts";
import type { Episode } from "../../kit/lab/recording/asking.ts";
import { tellsMoment } from "../../kit/lab/recording/exposition.ts";
import { evaluate } from "../../kit/lab/recording/rule-engine.ts";
import type { RecordedSeries } from "../../kit/lab/recording/target-log.ts";
import type { Environment } from "../../kit/model/environment.ts";
import { notificationGroup } from "../../kit/write/rules-of-alerts.ts";
import { recordingOf } from "../recording/recording.ts";
import type { QuietVariation, Step } from "./quiet.ts";

/** What each variation tells, by the same rules and inhibitions as the cells. */
export async function judgeVariations(
  variations: readonly QuietVariation[],
  environment: Environment,
  ground: Ground,
  judged: (count: number) => void = () => {},
): Promise<JudgedVariation[]> {
  const results: JudgedVariation[] = [];
  for (const variation of variations) {
    const episodes =
      "course" in variation
        ? await firedDuring(variation, environment, ground)
        : await firedAround(variation.steps, ground);
    const told = toldAmong(episodes, ground.inhibitions).map(({ labels }) => labels);
    const names = (critical: boolean) => [
      ...new Set(
        told.filter(({ severity }) => (severity === "critical") === critical).map(({ alertname = "" }) => alertname),
      ),
    ];
    results.push({ name: variation.name, woken: names(true), told: names(false) });
    judged(results.length);
  }
  return results;
}

async function firedDuring(
  { course }: Extract<QuietVariation, { course: unknown }>,
  environment: Environment,
  { groups: all, promtool }: Ground,
): Promise<Episode[]> {
  const recording = await recordingOf(course, environment);
  const groups = all.filter(({ name }) => name !== notificationGroup);
  return evaluate(recording, groups, { promtool });
}

async function firedAround(steps: readonly Step[], ground: Ground): Promise<readonly Episode[]> {
  const touched = steps.flatMap((step) => seriesOf(step, ground.recording.series).map((series) => ({ step, series })));
  const subjects = touched.map(({ series }) => ({ series: [series] }));
  const episodes: Episode[] = [];
  for (const attempt of [closeAttempt(subjects, ground), wideAttempt(subjects, ground)]) {
    const stepped = touched.map(({ step, series }) => withStep(step, series, attempt.slice));
    const fired = await firedBy([{ mark: "step", wrong: [], instead: stepped }], attempt, ground);
    episodes.push(...(fired.get("step") ?? []));
  }
  return episodes;
}

/** The series that a step is about. */
function seriesOf({ metric, labels = {} }: Step, series: readonly RecordedSeries[]): RecordedSeries[] {
  const all = series.filter(({ name }) => name === metric);
  const own = all.filter((one) => Object.entries(labels).every(([label, value]) => one.labels[label] === value));
  return own.length > 0 ? own : all.slice(0, 1).map((one) => ({ ...one, labels: { ...one.labels, ...labels } }));
}

function withStep({ before, after, metric }: Step, series: RecordedSeries, slice: Slice): RecordedSeries {
  const noon = slice.wrongFrom - slice.from;
  const moment = tellsMoment(metric) ? noon : 0;
  const samples = Array.from({ length: Math.ceil((slice.to - slice.from) / slice.step) }, (_, index) =>
    index * slice.step < noon ? moment + before : moment + after,
  );
  return written(series, samples);
}
