import { catalogue, type PartName } from "./catalogue.ts";
import { remedies } from "./remedies.ts";

/** A program could not be had. The message says what was tried, and what to do. */
export class Unavailable extends Error {
  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

/** A program, or nothing where it cannot be had: the reason is told, and what needs it is left out. */
export function ifHad<Program>(program: () => Program, without: (reason: string) => void): Program | undefined {
  try {
    return program();
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    without(error.message);
    return undefined;
  }
}

/** What to do about what was tried. */
export const todoAfter = (attempts: readonly string[]): string[] =>
  remedies.filter(({ words }) => attempts.some((attempt) => words.test(attempt))).map(({ todo }) => todo);

/** Some of the real programs could not be had. The message lists them, what was tried for each, and what to do. */
export class PartsUnavailable extends Unavailable {
  /** Missing program -> what was tried and why it failed, in order. */
  readonly tried: ReadonlyMap<PartName, readonly string[]>;

  constructor(tried: ReadonlyMap<PartName, readonly string[]>) {
    const attempts = [...new Set([...tried.values()].flat())];
    super(
      [
        `${tried.size} of the real programs could not be had:`,
        ...[...tried.keys()].map((name) => `- ${name} ${catalogue[name].oldest} or newer: ${catalogue[name].because}`),
        "What was tried:",
        ...attempts.map((attempt) => `- ${attempt} (for ${namesWith(attempt, tried)})`),
        "What to do:",
        ...todoAfter(attempts).map((sentence) => `- ${sentence}`),
        "- Run this again afterwards: what was unpacked is kept. A program on PATH that is new enough is always taken first.",
      ].join("\n"),
    );
    this.tried = tried;
  }
}

/** A failure that several programs share is told once. */
function namesWith(attempt: string, tried: ReadonlyMap<PartName, readonly string[]>): string {
  const names = [...tried].filter(([, attempts]) => attempts.includes(attempt)).map(([name]) => name);
  return names.length > 1 && names.length === tried.size ? "all of them" : names.join(", ");
}
