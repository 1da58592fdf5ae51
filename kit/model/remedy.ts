import type { Duration } from "./durations.ts";
import type { Text } from "./text.ts";

/** Something that can be repaired, by the name that whoever repairs it knows. */
export interface Target<Kind extends string = string> {
  /** The label `target`. */
  readonly name: string;
  readonly kind: Kind;
  /** Its usual time from the command until it answers: it is not looked at before, nor repaired again. */
  readonly startsWithin: Duration;
}

/** How often something may be done to a target, and when not. */
export interface Limits {
  /** Then a person must look; a person's own restarts count as well. */
  readonly atMost: number;
  readonly per: Duration;
  /** Three times as many where nothing says otherwise. */
  readonly perDay?: number;
  /** Between two actions on the target; as long as the signal shows what is over, and the target starts, where nothing says otherwise. */
  readonly coolDown?: Duration;
  /** Which occurrences of the alert it helps: those with these labels; all where nothing is said. */
  readonly only?: Readonly<Record<string, string>>;
  /** Only for so long after its code was changed. */
  readonly whenDeployedWithin?: Duration;
}

/** What may be done without a person when an alert is about to fire. */
export interface Remedy extends Limits {
  /** The label `action`. */
  readonly action: string;
  /** What was done, before the target's name: `redémarrage de`. */
  readonly said: Text;
  readonly target: Target;
}

/** What cannot be undone by doing it again, such as a return to the release before: once a day. */
const once: Limits = { atMost: 1, per: "1d" };

/**
 * Declares an action on targets of some kinds: `const restart = action("restart", { on: ["app"], said: … })`, for
 * `heals: [restart(api, { atMost: 2, per: "1h" })]`.
 */
export const action =
  <Kind extends string>(name: string, { said }: { readonly on: readonly Kind[]; readonly said: Text }) =>
  (target: Target<Kind>, limits: Partial<Limits> = {}): Remedy => ({ ...once, ...limits, action: name, said, target });

/** `restart web`: how an environment names what may be done there. */
export const remedyName = ({ action, target }: Pick<Remedy, "action" | "target">): string => `${action} ${target.name}`;
