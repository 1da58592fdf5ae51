/**
 * GitHub's limits of a user's requests.
 * https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
export const githubLimits = {
  /** Requests an hour. */
  primary: 5_000,
  /** At once. */
  concurrent: 100,
  /** Points a minute: 1 for a reading request, 5 for another. */
  points: 900,
  /** Requests that create content: "in general, no more than 80 a minute and 500 an hour". */
  contentPerMinute: 80,
  contentPerHour: 500,
} as const;
export type GithubLimits = { readonly [Name in keyof typeof githubLimits]: number };

const minute = 60_000;
const hour = 60 * minute;

export interface Allowance {
  /** Undefined: go on. Otherwise the limit that is reached, and the seconds until it is worth trying again. */
  readonly refused: { readonly limit: "primary" | "secondary"; readonly seconds: number } | undefined;
  readonly remaining: number;
  /** Unix time. */
  readonly reset: number;
}

/** Counts requests. `now` in ms since the epoch. */
export function createGithubLimits(
  limits: GithubLimits = githubLimits,
): (
  request: { readonly writes: boolean; readonly creates: boolean; readonly running: number },
  now: number,
) => Allowance {
  let window = { begin: 0, used: 0 };
  let points: { at: number; points: number }[] = [];
  let created: number[] = [];
  return ({ writes, creates, running }, now) => {
    if (now >= window.begin + hour) window = { begin: now, used: 0 };
    points = points.filter(({ at }) => now - at < minute);
    created = created.filter((at) => now - at < hour);
    const reset = Math.ceil((window.begin + hour) / 1000);
    const allowance = (refused: Allowance["refused"]): Allowance => ({
      refused,
      remaining: Math.max(0, limits.primary - window.used),
      reset,
    });
    if (window.used >= limits.primary) return allowance({ limit: "primary", seconds: reset - Math.floor(now / 1000) });
    window.used += 1;
    const wait = (since: number, length: number) =>
      allowance({ limit: "secondary", seconds: Math.max(1, Math.ceil((since + length - now) / 1000)) });
    const spent = points.reduce((sum, one) => sum + one.points, 0);
    if (running > limits.concurrent) return wait(now, 1000);
    if (spent + (writes ? 5 : 1) > limits.points) return wait(points[0]?.at ?? now, minute);
    const lately = created.filter((at) => now - at < minute);
    if (creates && lately.length >= limits.contentPerMinute) return wait(lately[0] ?? now, minute);
    if (creates && created.length >= limits.contentPerHour) return wait(created[0] ?? now, hour);
    points.push({ at: now, points: writes ? 5 : 1 });
    if (creates) created.push(now);
    return allowance(undefined);
  };
}
