/** One thing that is wrong in a configuration file or a declaration, with where it stands and what to do about it. */
export interface Mistake {
  /** `file:line` of the configuration key or of the declaration. */
  readonly where: string;
  /** What is wrong: the key or name, what was found, and what is allowed. */
  readonly what: string;
  /** What the reader should do next. */
  readonly remedy: string;
  /** The id of the check that found it, where it has one: docs/checks.md. */
  readonly check?: string;
}

/** All mistakes of one run at once: nobody should have to mend them one by one. */
export class Mistakes extends Error {
  readonly mistakes: readonly Mistake[];

  constructor(mistakes: readonly Mistake[]) {
    super(mistakes.map(describeMistake).join("\n"));
    this.mistakes = mistakes;
    this.name = "Mistakes";
  }
}

/** `config/production.yaml:12  locale: found "de"; allowed: "fr" or "en".  → write one of them` */
export function describeMistake({ where, what, remedy, check }: Mistake): string {
  return `${where}  ${what}${check === undefined ? "" : ` [${check}]`}\n    → ${remedy}`;
}

/** Throws all of them at once, if there are any. */
export function refuse(mistakes: readonly Mistake[]): void {
  if (mistakes.length > 0) throw new Mistakes(mistakes);
}

/** The candidate that `found` was probably meant to be, within two typing errors and half of its letters, for "did you mean". */
export function nearest(found: string, candidates: readonly string[]): string | undefined {
  const ranked = candidates
    .map((candidate) => ({ candidate, distance: editDistance(found.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best !== undefined && best.distance <= Math.min(2, found.length / 2) ? best.candidate : undefined;
}

/** Two letters that changed places are one mistake. */
function editDistance(a: string, b: string): number {
  let before: readonly number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const substituted = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      const swapped =
        a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1] ? (before[column - 2] ?? 0) + 1 : Infinity;
      current.push(Math.min(substituted, swapped, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    [before, previous] = [previous, current];
  }
  return previous[b.length] ?? 0;
}
