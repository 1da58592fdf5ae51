/** GitHub may make the recorder wait for an hour; a telephone waits for a quarter of a minute. */
export interface Patience {
  /** ms that somebody waits for what they did. */
  readonly act: number;
  /** ms that a page waits for what it shows. */
  readonly show: number;
}

export const usualPatience: Patience = { act: 10_000, show: 6_000 };

/** It goes on, and nobody waits for it any longer. */
export const later = Symbol("later");

/** What comes of it in time; else `later`, whatever becomes of it then. */
export async function inTime<Result>(work: Promise<Result>, within: number): Promise<Result | typeof later> {
  let timer: NodeJS.Timeout | undefined;
  const end = new Promise<typeof later>((resolve) => {
    timer = setTimeout(() => resolve(later), within).unref();
  });
  // Whoever fails too late has told the log.
  work.catch(() => {});
  return Promise.race([work, end]).finally(() => clearTimeout(timer));
}
