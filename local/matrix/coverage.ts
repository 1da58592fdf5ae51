import type { Environment } from "../../generator/environment.ts";
import type { Part } from "../parts/obtain.ts";
import { cellsOf, everyMetric, subjectsOf } from "./cells.ts";
import { groundOf, judge } from "./matrix.ts";
import { judgePairs, pairsOf } from "./pairs.ts";
import { quietVariations } from "./quiet.ts";
import type { FaultCoverage } from "./report.ts";
import { judgeVariations } from "./variations.ts";

/** Judges all cells, then the pairs that follow from them, and the quiet variations. */
export async function faultCoverage(
  environment: Environment,
  promtool: Part,
  progress: (line: string) => void,
): Promise<FaultCoverage> {
  progress("recording: the healthy day");
  const ground = await groundOf(environment, promtool);
  const subjects = subjectsOf(await everyMetric(), ground.recording);
  const recorded = subjects.filter(({ series }) => series.length > 0);
  const count = cellsOf(recorded).length;
  const cells = await judge(recorded, ground, (done, subject) => progress(`${done} of ${count} cells: ${subject}`));
  const pairs = pairsOf(cells, ground.inhibitions);
  const judgedPairs = await judgePairs(pairs, ground, (done) => progress(`${done} of ${pairs.length} pairs`));
  const variations = await judgeVariations(quietVariations, environment, ground, (done) =>
    progress(`${done} of ${quietVariations.length} quiet variations`),
  );
  return { cells, unrecorded: subjects.filter(({ series }) => series.length === 0), pairs: judgedPairs, variations };
}
