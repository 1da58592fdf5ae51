/** Where a model reads the time. Live it is the machine's clock; recorded series move it by hand. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
}

/** The clock of the machine, for the programs. */
export const systemClock: Clock = { now: () => Date.now() };
