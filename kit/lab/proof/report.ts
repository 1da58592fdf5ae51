import { type LevelProof, levelsOf, type Mutant, mutantsOf, type Proofs } from "./mutants.ts";
import type { MutationKind } from "./mutations.ts";

/** What the tests of an environment's rules prove. */
export interface RuleCoverage {
  readonly levels: readonly LevelProof[];
  readonly mutants: readonly Mutant[];
  readonly survivors: readonly Mutant[];
}

/** Issue: nine in ten wrong rules must be noticed. */
export const killedAtLeast = 0.9;

const kinds: readonly MutationKind[] = ["limit", "for", "comparison", "matcher", "branch"];

/** @param judge which of the mutants pass all their tests */
export async function ruleCoverage(
  proofs: Proofs,
  judge: (mutants: readonly Mutant[]) => Promise<readonly Mutant[]>,
): Promise<RuleCoverage> {
  const mutants = mutantsOf(proofs);
  return { levels: levelsOf(proofs), mutants, survivors: await judge(mutants) };
}

/** Rules that fail their own tests as they are: what is said about the others means nothing then. */
export const unsound = ({ mutants, survivors }: RuleCoverage): readonly Mutant[] =>
  mutants.filter((mutant) => mutant.kind === "none" && !survivors.includes(mutant));

/** Levels without an example that fires or one that stays silent; what fires by intent stays never silent. */
export const untried = ({ levels }: RuleCoverage): readonly LevelProof[] =>
  levels.filter(({ level, fires, silent }) => fires === 0 || (silent === 0 && !level.startsWith("Watchdog ")));

/** Share of the wrong rules that a test notices. */
export function killedShare({ mutants, survivors }: RuleCoverage, kind?: MutationKind): number {
  const asked = ({ kind: is }: Mutant) => is !== "none" && (kind === undefined || is === kind);
  const all = mutants.filter(asked).length;
  return all === 0 ? 1 : 1 - survivors.filter(asked).length / all;
}

/** The same for programs. */
export function ruleCoverageInJson(coverage: RuleCoverage): string {
  const levels = coverage.levels.map(({ labels, ...level }) => ({
    ...level,
    labels: Object.fromEntries([...labels].map(([label, values]) => [label, [...values]])),
  }));
  const notNoticed = coverage.survivors.filter(({ kind }) => kind !== "none");
  return JSON.stringify(
    {
      levels,
      noticed: killedShare(coverage),
      notNoticed: notNoticed.map(({ rule, kind, what }) => ({ rule, kind, what })),
    },
    undefined,
    2,
  );
}

/** The whole finding as text: a line for each level, the share of each kind, and every survivor. */
export function describeRuleCoverage(coverage: RuleCoverage): string {
  const { levels, mutants, survivors } = coverage;
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const branches = (level: string, among: readonly Mutant[]) =>
    among.filter(({ rule, kind }) => rule === level && kind === "branch").length;
  const rows = levels.map(({ level, fires, silent, labels }) => {
    const sides = branches(level, mutants);
    const tried = sides - branches(level, survivors);
    const outcomes = [...labels].map(([label, values]) => `${label}=${[...values].join("|")}`);
    return [level, `${fires}`, `${silent}`, sides === 0 ? "" : `${tried}/${sides}`, outcomes.join(" ")];
  });
  const noticed = kinds.map((kind) => {
    const all = mutants.filter((mutant) => mutant.kind === kind).length;
    return `  ${kind.padEnd(10)} ${percent(killedShare(coverage, kind)).padStart(7)} of ${all}`;
  });
  const left = survivors.filter(({ kind }) => kind !== "none");
  return [
    table([["level", "fires", "silent", "branches", "labels when it fires"], ...rows]),
    "",
    `${levels.length - untried(coverage).length} of ${levels.length} levels have an example that fires and one that stays silent.`,
    `${percent(killedShare(coverage))} of ${mutants.filter(({ kind }) => kind !== "none").length} wrong rules are noticed by a test:`,
    ...noticed,
    ...(left.length === 0 ? [] : ["", "Not noticed:"]),
    ...left.map(({ rule, kind, what }) => `  ${rule}  ${kind}: ${what}`),
    "",
  ].join("\n");
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
