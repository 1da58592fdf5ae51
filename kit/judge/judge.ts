import type { Alert } from "../model/alert.ts";
import type { Environment } from "../model/environment.ts";
import type { Mistake } from "../model/mistakes.ts";
import type { Place } from "../model/place.ts";

/** Says that a check found something: where, what is wrong, and what to do about it. */
export type Wrong<Id extends string> = (id: Id, where: Place | string, what: string, remedy: string) => void;

/** Checks of the same declarations. */
export interface Judge<Id extends string = string> {
  /** What each of them asks for, in a sentence, by its id: mistakes end with it, and docs/checks.md lists them. */
  readonly checks: Readonly<Record<Id, string>>;
  /** @param declared all alerts, those that the environment has not among them */
  mistakes(environment: Environment, declared: readonly Alert[]): Mistake[];
}

const judges = new WeakSet<object>();

/** `export const names = judge({ "alert-name": "An alert is named …" }, (wrong, { alerts }) => { … wrong("alert-name", place, …) })` */
export function judge<Id extends string>(
  checks: Readonly<Record<Id, string>>,
  look: (wrong: Wrong<Id>, environment: Environment, declared: readonly Alert[]) => void,
): Judge<Id> {
  const made: Judge<Id> = {
    checks,
    mistakes(environment, declared) {
      const found: Mistake[] = [];
      const wrong: Wrong<Id> = (check, where, what, remedy) =>
        found.push({ where: String(where), what, remedy, check });
      look(wrong, environment, declared);
      return found;
    },
  };
  judges.add(made);
  return made;
}

export const isJudge = (found: unknown): found is Judge =>
  typeof found === "object" && found !== null && judges.has(found);
