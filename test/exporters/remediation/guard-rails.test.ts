import { expect, test } from "vitest";
import { budgetLeft, coolingFor } from "../../../exporters/remediation/budget.ts";
import { figuresOf } from "../../../exporters/remediation/figures.ts";
import { openJournal } from "../../../exporters/remediation/journal.ts";
import { othersWatched } from "../../../exporters/remediation/others.ts";
import { aDirectory, aProgram, aWorld, down, occurrence, outcomesIn, planOf, step } from "./world.ts";

/** Bad until something was done about it, well some seconds later. */
const healsAfter = (seconds: number) => (time: number, done: readonly { at: number }[]) =>
  done.some(({ at }) => time >= at + seconds) ? ("well" as const) : ("bad" as const);
const neverWell = () => "bad" as const;
const plan = planOf({ ShopDown: {} });

test("1: only what is declared and allowed is done; anything else is only said, and counted", async () => {
  const { world, done, pass, date } = aWorld({ health: neverWell, until: 120 });
  const dry = planOf({ ShopDown: { steps: [{ ...step, acts: false }] } });
  const { conductor, journal } = aProgram(dry, world, aDirectory());
  conductor.due([occurrence("ShopDown", date(0)), occurrence("SomethingElse", date(0))]);
  await pass();
  expect(done).toEqual([]);
  expect(outcomesIn(journal)).toEqual(["restart shop dry_run"]);
  expect(conductor.givenUp).toEqual([]);
  expect(await figuresOf(dry, journal, conductor, true, world.now())).toContain(
    'remediation_runs_total{action="restart",target="shop",outcome="dry_run"} 1',
  );
});

test("1: what whoever was asked declines was not done: it uses up nothing, and people are told in their time", async () => {
  const { world, pass, date } = aWorld({ health: neverWell, declines: "it runs", until: 60 });
  const { conductor, journal } = aProgram(plan, world, aDirectory());
  conductor.due([occurrence("ShopDown", date(0))]);
  await pass(2);
  expect(outcomesIn(journal)).toEqual(["restart shop refused"]);
  expect(journal.entries.findLast(({ what }) => what === "outcome")).toMatchObject({ why: "it runs" });
  await pass();
  expect(conductor.givenUp).toEqual([]);
  expect(conductor.running).toEqual(new Set());
  expect(budgetLeft(step, "ShopDown", journal.entries, date(0))).toBe(step.atMost);
  expect(coolingFor(step, journal.entries, date(0))).toBe(0);
});

test("2: six hours of flapping: the budget holds in each hour and in all, then people are told", async () => {
  const { world, done, pass, date, time } = aWorld({
    // Well for a minute after each action, then bad again.
    health: (now, done) => (done.some(({ at }) => now >= at + 4 && now < at + 60) ? "well" : "bad"),
    until: 6 * 3600,
  });
  const { conductor } = aProgram(plan, world, aDirectory());
  for (let at = 0; at < 6 * 3600; at += 600) {
    await pass(at);
    conductor.due([occurrence("ShopDown", date(at))]);
  }
  await pass();
  for (const { at } of done)
    expect(done.filter((one) => one.at > at - 3600 && one.at <= at).length).toBeLessThanOrEqual(2);
  expect(done.length).toBe(6);
  expect(time()).toBe(6 * 3600);
  expect(conductor.givenUp).not.toEqual([]);
});

test("3: a target is not acted upon again while its signal may still show what is over", async () => {
  const { world, done, pass, date } = aWorld({ health: neverWell, until: 300 });
  const two = planOf({ ShopDown: { steps: [step, { ...step, action: "reload", coolDown: 100 }] } });
  const { conductor } = aProgram(two, world, aDirectory());
  conductor.due([occurrence("ShopDown", date(0))]);
  await pass();
  expect(done.map(({ what }) => what)).toEqual(["restart shop", "reload shop"]);
  expect((done[1]?.at ?? 0) - (done[0]?.at ?? 0)).toBeGreaterThanOrEqual(100);
});

test("4: told twice, and by two alerts at once: done once, one at a time", async () => {
  const { world, done, pass, date } = aWorld({ health: healsAfter(15), until: 300 });
  const { conductor, journal } = aProgram(planOf({ ShopDown: {}, ShopSlow: {} }), world, aDirectory());
  const twice = [occurrence("ShopDown", date(0)), occurrence("ShopSlow", date(0))];
  conductor.due(twice);
  conductor.due(twice);
  await pass(6);
  conductor.due(twice);
  await pass();
  expect(done).toHaveLength(1);
  expect(outcomesIn(journal)).toEqual(["restart shop healed"]);
});

test("5: the cure is what the signal shows, whatever the command says", async () => {
  const failing = aWorld({ health: healsAfter(3), problem: "it did not answer in time", until: 100 });
  const one = aProgram(plan, failing.world, aDirectory());
  one.conductor.due([occurrence("ShopDown", failing.date(0))]);
  await failing.pass();
  expect(outcomesIn(one.journal)).toEqual(["restart shop healed"]);

  const content = aWorld({ health: neverWell, until: 100 });
  const other = aProgram(plan, content.world, aDirectory());
  other.conductor.due([occurrence("ShopDown", content.date(0))]);
  await content.pass();
  expect(outcomesIn(other.journal)).toEqual(["restart shop failed"]);

  // A signal that is gone shows no cure.
  const gone = aWorld({ health: (_, done) => (done.length > 0 ? "unknown" : "bad"), until: 100 });
  const third = aProgram(plan, gone.world, aDirectory());
  third.conductor.due([occurrence("ShopDown", gone.date(0))]);
  await gone.pass();
  expect(outcomesIn(third.journal)).toEqual(["restart shop failed"]);
});

test("6: each step once, the next only if it did not help, then a person, who learns what was tried", async () => {
  const steps = [step, { ...step, action: "rollback", whenDeployedWithin: 1800 }];
  const lately = aWorld({ health: neverWell, deployed: -600, until: 300 });
  const one = aProgram(planOf({ ShopDown: { steps } }), lately.world, aDirectory());
  one.conductor.due([occurrence("ShopDown", lately.date(0))]);
  await lately.pass();
  expect(outcomesIn(one.journal)).toEqual(["restart shop failed", "rollback shop failed"]);
  expect(one.conductor.givenUp).toEqual([{ target: "shop", level: "critical" }]);

  // Of a release that has served for hours, none goes back.
  const longAgo = aWorld({ health: neverWell, deployed: -7200, until: 300 });
  const other = aProgram(planOf({ ShopDown: { steps } }), longAgo.world, aDirectory());
  other.conductor.due([occurrence("ShopDown", longAgo.date(0))]);
  await longAgo.pass();
  expect(outcomesIn(other.journal)).toEqual(["restart shop failed"]);
});

test("7: never while what explains it fires, nor in maintenance; and when that is over, at once", async () => {
  for (const reason of ["cause", "against"] as const) {
    const { world, done, pass, date } = aWorld({
      health: healsAfter(3),
      [reason]: (time: number) => (time < 60 ? "HostDown" : undefined),
      until: 200,
    });
    const { conductor, journal } = aProgram(plan, world, aDirectory());
    conductor.due([occurrence("ShopDown", date(0))]);
    await pass(58);
    expect(done).toEqual([]);
    await pass();
    expect(outcomesIn(journal)).toEqual(["restart shop healed"]);
  }
});

test("7: what waits for its cause holds up nobody who needs the same target", async () => {
  const { world, done, pass, date } = aWorld({ health: healsAfter(3), until: 60 });
  let asked = 0;
  const signals = {
    ...world.signals,
    // The first alert that asks is explained by the second one.
    explainedBy: async ({ title }: { readonly title: string }) =>
      title === "slow" && asked++ < 100 ? "ShopDown" : undefined,
  };
  const both = planOf({ ShopSlow: { title: "slow" }, ShopDown: {} });
  const { conductor } = aProgram(both, { ...world, signals }, aDirectory());
  conductor.due([occurrence("ShopSlow", date(0)), occurrence("ShopDown", date(0))]);
  await pass();
  expect(done).toHaveLength(1);
});

test("8: what was just started, by whomever, has its usual time first", async () => {
  const { world, done, pass, date } = aWorld({ health: neverWell, started: () => -4, until: 60 });
  const { conductor } = aProgram(plan, world, aDirectory());
  conductor.due([occurrence("ShopDown", date(0))]);
  await pass(4);
  expect(done).toEqual([]);
  await pass();
  expect(done[0]?.at).toBeGreaterThanOrEqual(6);
});

test("8: what starts again and again by itself is not started once more: what may end the loop is tried", async () => {
  const steps = [step, { ...step, action: "rollback", whenDeployedWithin: 1800 }];
  const looping = aWorld({
    health: neverWell,
    deployed: -600,
    started: (time) => 4 * Math.floor(time / 4),
    until: 120,
  });
  const { conductor, journal } = aProgram(planOf({ ShopDown: { steps } }), looping.world, aDirectory());
  conductor.due([occurrence("ShopDown", looping.date(0))]);
  await looping.pass();
  expect(outcomesIn(journal)).toEqual(["restart shop refused", "rollback shop failed"]);
  expect(looping.done.map(({ what }) => what)).toEqual(["rollback shop"]);
  expect(conductor.givenUp).toEqual([{ target: "shop", level: "critical" }]);
});

test("9: what would have been done is said with its reason, and people are told in their time", async () => {
  const { world, pass, date } = aWorld({ health: neverWell, until: 60 });
  const { conductor, journal } = aProgram(
    planOf({ ShopDown: { steps: [{ ...step, acts: false }] } }),
    world,
    aDirectory(),
  );
  conductor.due([occurrence("ShopDown", date(0))]);
  await pass();
  expect(journal.entries.find(({ what }) => what === "outcome")).toMatchObject({
    outcome: "dry_run",
    why: "config/ does not allow it here: remediation.act",
  });
});

test("10: a person's restarts use up the same budget, and a person can forbid it", async () => {
  const { world, done, pass, date } = aWorld({ health: neverWell, until: 60 });
  const { conductor, journal } = aProgram(plan, world, aDirectory());
  for (const seconds of [-900, -300])
    journal.write({ what: "by others", at: date(seconds).toISOString(), target: "shop" });
  expect(budgetLeft(step, "ShopDown", journal.entries, world.now())).toBe(0);
  conductor.due([occurrence("ShopDown", date(0))]);
  await pass();
  expect(done).toEqual([]);
  expect(outcomesIn(journal)).toEqual(["restart shop refused"]);
  expect(conductor.givenUp).toEqual([{ target: "shop", level: "critical" }]);

  const forbidden = aWorld({ health: neverWell, against: () => "a person has forbidden it", until: 60 });
  const other = aProgram(plan, forbidden.world, aDirectory());
  other.conductor.due([occurrence("ShopDown", forbidden.date(0))]);
  await forbidden.pass();
  expect(forbidden.done).toEqual([]);
  expect(outcomesIn(other.journal)).toEqual(["restart shop refused"]);
});

test("10: the restart that a deploy is does not use up the way back from it", async () => {
  const rollback = { ...step, action: "rollback", atMost: 1, per: 86_400, whenDeployedWithin: 1800 };
  const { world, done, pass, date } = aWorld({ health: healsAfter(3), deployed: -300, until: 60 });
  const { conductor, journal } = aProgram(planOf({ ShopDown: { steps: [rollback] } }), world, aDirectory());
  journal.write({ what: "by others", at: date(-300).toISOString(), target: "shop" });
  conductor.due([occurrence("ShopDown", date(0))]);
  await pass();
  expect(done.map(({ what }) => what)).toEqual(["rollback shop"]);
  expect(outcomesIn(journal)).toEqual(["rollback shop healed"]);
});

test("10: of what somebody has started again since its deploy, none goes back: they are at it", async () => {
  const rollback = { ...step, action: "rollback", atMost: 1, per: 86_400, whenDeployedWithin: 1800 };
  const { world, done, pass, date } = aWorld({ health: neverWell, deployed: -300, until: 60 });
  const { conductor, journal } = aProgram(planOf({ ShopDown: { steps: [rollback] } }), world, aDirectory());
  for (const at of [-3600, -300, -120])
    journal.write({ what: "by others", at: date(at).toISOString(), target: "shop" });
  conductor.due([occurrence("ShopDown", date(0))]);
  await pass();
  expect(done).toEqual([]);
  expect(outcomesIn(journal)).toEqual(["rollback shop refused"]);
  expect(conductor.givenUp).toEqual([{ target: "shop", level: "critical" }]);
});

test("10: orders within half a minute are one happening: a deploy may give several", async () => {
  const journal = openJournal(aDirectory());
  const started = [1000, 1001, 1020, 1100].map((seconds) => new Date(seconds * 1000));
  const look = othersWatched(planOf({ ShopDown: {} }), journal, { startedByOthers: async () => started.shift() });
  for (let looks = 0; looks < 4; looks++) await look();
  expect(journal.entries.map(({ what, at }) => [what, Date.parse(at) / 1000])).toEqual([
    ["by others", 1001],
    ["by others", 1100],
  ]);
});

test("a fault that ends by itself is left alone", async () => {
  const { world, done, pass, date } = aWorld({ health: () => "well", until: 60 });
  const { conductor, journal } = aProgram(plan, world, aDirectory());
  conductor.due([occurrence("ShopDown", date(0))]);
  await pass();
  expect(done).toEqual([]);
  expect(journal.entries.map(({ what }) => what)).toEqual(["seen", "over"]);
});

test("one that its budget has left helpless is told of by its level", async () => {
  const { world, pass, date } = aWorld({ health: neverWell, until: 100 });
  const warning = planOf({ ShopDown: { ...down, level: "warning" } });
  const { conductor, journal } = aProgram(warning, world, aDirectory());
  conductor.due([occurrence("ShopDown", date(0))]);
  await pass();
  expect(await figuresOf(warning, journal, conductor, true, world.now())).toContain(
    'remediation_given_up{target="shop",level="warning"} 1',
  );
});
