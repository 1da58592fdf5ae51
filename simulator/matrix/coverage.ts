import { cellsOf, everyMetric, subjectsOf } from "../../kit/lab/matrix/cells.ts";
import { judge } from "../../kit/lab/matrix/matrix.ts";
import { judgePairs, pairsOf } from "../../kit/lab/matrix/pairs.ts";
import type { FaultCoverage } from "../../kit/lab/matrix/report.ts";
import type { Part } from "../../kit/lab/parts/obtain.ts";
import type { Environment } from "../../kit/model/environment.ts";
import { groundOf } from "./ground.ts";
import { quietVariations } from "./quiet.ts";
import { judgeVariations } from "./variations.ts";

/** Judges all cells, then the pairs that follow from them, and the quiet variations. */
export async function faultCoverage(
  environment: Environment,
  promtool: Part,
  progress: (line: string) => void,
): Promise<FaultCoverage> {
  progress("recording: the healthy day");
  const ground = await groundOf(environment, promtool);
  const subjects = subjectsOf(everyMetric(environment.platform.parts), ground.recording);
  const recorded = subjects.filter(({ series }) => series.length > 0);
  const count = cellsOf(recorded).length;
  const cells = await judge(recorded, ground, (done, subject) => progress(`${done} of ${count} cells: ${subject}`));
  const pairs = pairsOf(cells, ground.inhibitions, environment);
  const judgedPairs = await judgePairs(pairs, ground, (done) => progress(`${done} of ${pairs.length} pairs`));
  const variations = await judgeVariations(quietVariations, environment, ground, (done) =>
    progress(`${done} of ${quietVariations.length} quiet variations`),
  );
  return { cells, unrecorded: subjects.filter(({ series }) => series.length === 0), pairs: judgedPairs, variations };
}
