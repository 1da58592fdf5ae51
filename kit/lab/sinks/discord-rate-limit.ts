/** A webhook's allowance: 5 requests in 2 seconds. https://birdie0.github.io/discord-webhooks-guide/other/rate_limits.html */
export const WEBHOOK_ALLOWANCE = { requests: 5, windowMs: 2000 } as const;

export interface RateLimitState {
  readonly allowed: boolean;
  /** Requests left in the present window. */
  readonly remaining: number;
  /** Time until the window ends and the allowance is whole again, in milliseconds. */
  readonly resetAfterMs: number;
}

/**
 * Counts the requests of each webhook in windows that begin with the first request. Refused requests do not prolong a window.
 * The returned function takes one request: `now` in milliseconds since the epoch.
 */
export function createRateLimit(): (webhook: string, now: number) => RateLimitState {
  const windows = new Map<string, { endsAt: number; used: number }>();
  return (webhook, now) => {
    let window = windows.get(webhook);
    if (!window || now >= window.endsAt) {
      window = { endsAt: now + WEBHOOK_ALLOWANCE.windowMs, used: 0 };
      windows.set(webhook, window);
    }
    const allowed = window.used < WEBHOOK_ALLOWANCE.requests;
    if (allowed) window.used += 1;
    return { allowed, remaining: WEBHOOK_ALLOWANCE.requests - window.used, resetAfterMs: window.endsAt - now };
  };
}
