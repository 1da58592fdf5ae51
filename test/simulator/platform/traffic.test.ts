import { expect, test } from "vitest";
import { createRandom } from "../../../simulator/platform/random.ts";
import { createTraffic, requestsPerSecond } from "../../../simulator/platform/traffic.ts";
import { only, stoppedClock } from "./live.ts";

const hour = 3600_000;

/** The moments of the requests in some hours from `start`, in steps of ten seconds. */
function moments(start: number, hours: number, pinned?: number): number[] {
  const clock = stoppedClock(start);
  const traffic = createTraffic({
    clock,
    random: createRandom(7),
    faults: only(),
    ...(pinned !== undefined && { hour: pinned }),
  });
  const found: number[] = [];
  while (clock.time < start + hours * hour) {
    clock.time += 10_000;
    found.push(...traffic.advance().map(({ at }) => at));
  }
  return found;
}

function longestGap(times: readonly number[]): number {
  return Math.max(...times.slice(1).map((at, index) => at - (times[index] ?? at)));
}

test("the hour of the day is that of Paris, in winter and in summer", () => {
  const eightInTheEvening = [Date.parse("2026-01-12T19:00:00Z"), Date.parse("2026-07-13T18:00:00Z")];
  for (const at of eightInTheEvening) expect(requestsPerSecond(at)).toBe(3);
  expect(requestsPerSecond(Date.parse("2026-01-12T19:30:00Z"))).toBeCloseTo(2.8);
});

test("night silence: each night of a week has an hour or more without a request, no evening has two minutes", () => {
  for (let day = 0; day < 7; day += 1) {
    const midnight = Date.parse("2026-01-11T23:00:00Z") + day * 24 * hour;
    expect(longestGap(moments(midnight, 6)), `night ${day}`).toBeGreaterThan(hour);
    expect(longestGap(moments(midnight + 18 * hour, 4)), `evening ${day}`).toBeLessThan(hour / 30);
  }
});

test("an evening has about three requests a second; a pinned one has them at any time", () => {
  const evening = moments(Date.parse("2026-01-12T18:30:00Z"), 1).length / 3600;
  const pinned = moments(Date.parse("2026-01-12T02:00:00Z"), 1, 20).length / 3600;
  for (const rate of [evening, pinned]) expect(Math.abs(rate - 3)).toBeLessThan(0.5);
});

test("each request comes out once, in order, whatever the steps", () => {
  const times = moments(Date.parse("2026-01-12T18:30:00Z"), 1);
  expect(times).toEqual([...times].sort((one, other) => one - other));
  expect(new Set(times).size).toBe(times.length);
});

test("scanners ask for what is not there", () => {
  const clock = stoppedClock(Date.parse("2026-01-12T18:30:00Z"));
  const traffic = createTraffic({ clock, random: createRandom(7), faults: only() });
  clock.time += 12 * hour;
  expect(traffic.advance().map(({ request }) => request.path)).toContain("/wp-login.php");
});
