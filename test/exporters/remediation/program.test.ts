import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Stage, startStage } from "../../../bench/healing/stage.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
}, 120_000);
afterAll(() => stage?.stop());

const patience = { timeout: 100_000, interval: 100 };
const outcomes = () => stage.journal().flatMap((entry) => (entry.what === "outcome" ? [entry.outcome] : []));
const metrics = async () => (await fetch(`${stage.url}/metrics`)).text();

test("whoever does not show the token sets nothing off", { timeout: 30_000 }, async () => {
  expect(await stage.tell(new Date(), "another")).toBe(401);
  expect(stage.journal()).toEqual([]);
});

test("a dead app is restarted once, its cure is seen, counted and reported", { timeout: 120_000 }, async () => {
  const before = await stage.restarts();
  stage.breakIt();
  await vi.waitUntil(async () => !(await stage.healthy()), patience);
  const startsAt = new Date();
  expect(await stage.tell(startsAt)).toBe(200);
  expect(await stage.tell(startsAt)).toBe(200);
  await vi.waitUntil(() => outcomes().length > 0, patience);
  expect(outcomes()).toEqual(["healed"]);
  expect(await stage.restarts()).toBe(before + 1);
  expect(await metrics()).toContain('remediation_runs_total{action="restart",target="shop",outcome="healed"} 1');
  await vi.waitUntil(() => stage.reports.length > 0, patience);
  expect(stage.reports).toMatchObject([
    { labels: { alertname: "ShopDown", severity: "critical" }, done: [{ action: "restart", outcome: "healed" }] },
  ]);
});

test("killed in the middle of it, it does not do it again, and knows what came of it", {
  timeout: 200_000,
}, async () => {
  const before = await stage.restarts();
  const done = outcomes().length;
  stage.breakIt();
  await vi.waitUntil(async () => !(await stage.healthy()), patience);
  const startsAt = new Date();
  await stage.tell(startsAt);
  await vi.waitUntil(() => stage.journal().filter(({ what }) => what === "begun").length > done, patience);
  await stage.killed();
  await stage.start();
  await stage.tell(startsAt);
  await vi.waitUntil(() => outcomes().length > done, patience);
  expect(outcomes().at(-1)).toMatch(/healed|failed/);
  expect(await stage.restarts()).toBeLessThanOrEqual(before + 1);
  stage.mend();
});

test("forbidden, or with nobody to ask, it leaves its hands off", { timeout: 120_000 }, async () => {
  if (!(await stage.healthy())) await vi.waitUntil(() => stage.healthy(), patience);
  const before = await stage.restarts();
  stage.against = "a silence";
  stage.breakIt();
  await vi.waitUntil(async () => !(await stage.healthy()), patience);
  await stage.tell(new Date());
  await vi.waitUntil(() => outcomes().at(-1) === "refused", patience);
  stage.against = "no answer";
  expect(await metrics()).toContain("remediation_allowed 0");
  expect(await stage.restarts()).toBe(before);
  // Allowed again, it helps at once.
  stage.against = "nothing";
  await vi.waitUntil(() => outcomes().at(-1) === "healed", patience);
  expect(await stage.restarts()).toBe(before + 1);
});
