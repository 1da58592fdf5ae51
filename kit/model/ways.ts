/**
 * The ways in which a metric can go wrong: each is tried on each declared metric by `npm run coverage:faults`
 * (kit/lab/matrix/damage.ts says what becomes of the samples).
 */
export const ways = [
  /** Its target goes on answering without it. */
  "vanishes",
  /** It stays at what it was. */
  "freezes",
  /** A switch turns to its other side. */
  "drops to zero",
  /** A counter counts twice as fast, a histogram observes twice as much, a moment is twice as far from now. */
  "doubles",
  "grows tenfold",
  /** For four hours, up and, on its own, down: told is enough in one direction, the other one is seldom harm. */
  "drifts for hours",
  /** Every three minutes from ten times to a tenth of what it was, and back. */
  "flaps",
  "is there every other sample",
  /** Every four minutes, from nothing. */
  "starts anew",
  /** Once, by half; a moment by an hour. */
  "steps back",
] as const;

export type Way = (typeof ways)[number];

/** Why nobody needs to be told when a metric goes wrong in a way. */
export type Harmless = Readonly<Partial<Record<Way, string>>>;

/** Ways in which a figure is less than it should be, more than that, or restless. */
export const less = ["drops to zero", "steps back"] as const satisfies readonly Way[];
export const more = ["doubles", "grows tenfold", "drifts for hours"] as const satisfies readonly Way[];
export const restless = ["flaps", "starts anew"] as const satisfies readonly Way[];
/** Ways in which a counter begins anew. */
export const counts = ["starts anew", "steps back"] as const satisfies readonly Way[];

/** Those of what is only drawn: nobody is told whatever becomes of it. */
export const mostWays = ["vanishes", "freezes", ...less, ...more, ...restless, "is there every other sample"] as const;

/** Reasons by the ways that they are about: `harmless({ "more room": more, "nobody sets a limit twice": restless })`. */
export const harmless = (reasons: Readonly<Record<string, readonly Way[]>>): Harmless =>
  Object.fromEntries(Object.entries(reasons).flatMap(([reason, about]) => about.map((way) => [way, reason])));
