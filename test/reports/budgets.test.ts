import { expect, it } from "vitest";
import type { AnomalyPast } from "../../exporters/anomalies/past.ts";
import type { Queries } from "../../kit/model/prometheus.ts";
import { type Budget, budgetsOf } from "../../reports/budgets.ts";
import { serviceLevels } from "../../signals/service-levels.ts";

const now = new Date("2026-11-28T12:00:00Z");
const seconds = now.getTime() / 1000;
const [minute, hour, day] = [60, 3600, 86_400];

/** Failed requests of one level in slots of five minutes, by how long ago; others have none. */
function failing(name: string, bad: (ago: number) => number, seen: Date | null = now): Queries {
  return {
    query: async () => (seen ? [{ labels: {}, value: seen.getTime() / 1000 }] : []),
    range: async (query, from, to, step) => {
      const level = serviceLevels.find((one) => [one.bad, one.all].some((its) => query.includes(`${its.name}[`)));
      if (level === undefined || level.name === "registrations") return [];
      const isBad = query.includes(`${level.bad.name}[`);
      const samples: [number, number][] = [];
      for (let at = from; at <= to; at += step)
        samples.push([at, isBad ? (level.name === name ? bad(seconds - at) : 0) : 100]);
      return [{ labels: {}, samples }];
    },
  };
}
/** All events of 30 days, and how many of them may fail. */
const allowed = 8640 * 100 * 0.001;

const ago = (time: number) => new Date((seconds - time) * 1000).toISOString();
const anomaly = (id: string, fields: Partial<AnomalyPast>): AnomalyPast => ({
  ...{ id, title: id, severity: "critical", affected: ["api"], times: [{ from: ago(2 * hour), to: ago(hour) }] },
  ...fields,
});
const accounts = async (prometheus: Queries, anomalies: readonly AnomalyPast[] = []) =>
  new Map(
    (await budgetsOf(prometheus, { serviceLevels, anomalies, now })).map((one): [string, Budget] => [
      one.level.name,
      one,
    ]),
  );

it("puts the least budget first, and what is not known before all", async () => {
  const budgets = await budgetsOf(
    failing("sign-ins", (time) => (time < hour ? 20 : 0)),
    { serviceLevels, anomalies: [], now },
  );
  expect(budgets.map(({ level, left }) => [level.name, left]).slice(0, 3)).toEqual([
    ["registrations", undefined],
    ["sign-ins", expect.closeTo(1 - (12 * 20) / allowed, 6)],
    ["web-availability", 1],
  ]);
  expect(budgets.some(({ spent }) => spent)).toBe(false);
});

it("says which anomaly consumed how much: the gravest of its components, while it was felt", async () => {
  const disturbed = (time: number) =>
    time < 2 * hour && time >= hour ? 20 : time >= 5 * day && time < 5 * day + hour ? 5 : 0;
  const anomalies = [
    anomaly("ANOM-outage", {}),
    anomaly("ANOM-disk", { severity: "warning", affected: ["host"], times: [{ from: ago(3 * day) }] }),
    anomaly("ANOM-web", { affected: ["web"] }),
  ];
  const { consumers } = (await accounts(failing("api-errors", disturbed), anomalies)).get("api-errors") as Budget;
  expect(consumers).toEqual([
    { anomaly: { id: "ANOM-outage", title: "ANOM-outage" }, share: expect.closeTo((12 * 20) / allowed, 6) },
    // Nobody knew of it.
    { share: expect.closeTo((12 * 5) / allowed, 6) },
  ]);
});

it("is spent when more failed than was allowed, but never by a handful of failures", async () => {
  const spent = (await accounts(failing("sign-ins", (time) => (time < 10 * hour ? 10 : 0)))).get("sign-ins");
  expect(spent).toMatchObject({ spent: true, spentAt: now });
  expect(spent?.left).toBeLessThan(0);
  const many = failing("sign-ins", (time) => (time < 5 * minute ? 3 : 0));
  // A month in which hardly anybody signed in.
  const few: Queries = {
    ...many,
    range: async (...asked) => (await many.range(...asked)).map((one) => ({ ...one, samples: one.samples.slice(-2) })),
  };
  expect((await accounts(few)).get("sign-ins")).toMatchObject({ spent: false, left: expect.any(Number) });
});

it("forecasts from the last three days, and from what will no longer count", async () => {
  // A quarter of the budget each day: spent on the fourth.
  const daily = (time: number) => (time < 3 * day && time % day < 5 * minute ? allowed / 4 : 0);
  const { spentAt, left } = (await accounts(failing("announcements", daily))).get("announcements") as Budget;
  expect(left).toBeCloseTo(0.25, 5);
  expect(spentAt?.toISOString()).toBe(new Date(now.getTime() + day * 1000).toISOString());
  // What failed 29 days ago is soon forgotten.
  const old = (time: number) =>
    time > 28 * day ? 0.9 * (allowed / 576) : time % day < 5 * minute && time < 3 * day ? 5 : 0;
  expect((await accounts(failing("announcements", old))).get("announcements")?.spentAt).toBeUndefined();
});

it("knows nothing from a Prometheus that sees nothing any more", async () => {
  for (const seen of [null, new Date(now.getTime() - 3_600_000)]) {
    const budgets = await accounts(failing("sign-ins", () => 0, seen));
    expect([...budgets.values()].map(({ left }) => left)).toEqual(serviceLevels.map(() => undefined));
  }
});
