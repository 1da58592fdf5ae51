import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { type Journal, openJournal, runsIn } from "../../../exporters/remediation/journal.ts";
import { aDirectory, aProgram, aWorld, occurrence, outcomesIn, planOf, step } from "./world.ts";

const plan = planOf({ ShopDown: { steps: [step, { ...step, action: "reload" }] } });

/** Kills the program before or after its n-th line in the journal. */
function killedAt(journal: Journal, line: number, after: boolean): Journal {
  let lines = 0;
  const dead = () => Object.assign(new Error("killed"), { name: "AbortError" });
  return {
    entries: journal.entries,
    write(entry) {
      lines += 1;
      if (lines > line || (lines === line && !after)) throw dead();
      journal.write(entry);
      if (lines === line && after) throw dead();
    },
  };
}

test("killed at any moment, it knows what it began: nothing is done twice, nothing is forgotten", async () => {
  for (let line = 2; line <= 8; line++)
    for (const after of [false, true]) {
      const directory = aDirectory();
      const { world, done, pass, kill, date } = aWorld({ health: () => "bad", until: 400 });
      const first = aProgram(plan, world, directory, killedAt(openJournal(directory, world.now()), line, after));
      const told = occurrence("ShopDown", date(0));
      first.conductor.due([told]);
      await pass(150);
      kill();
      const second = aProgram(plan, world, directory);
      second.conductor.resume();
      // Alertmanager goes on telling.
      second.conductor.due([told]);
      await pass();
      const where = `killed ${after ? "after" : "before"} line ${line}`;
      for (const what of ["restart shop", "reload shop"])
        expect(done.filter((one) => one.what === what).length, `${where}: ${what}`).toBeLessThanOrEqual(1);
      expect(outcomesIn(second.journal), where).toEqual(["restart shop failed", "reload shop failed"]);
      expect(second.conductor.givenUp, where).toHaveLength(1);
    }
});

test("killed at its first line it has promised nothing: Alertmanager tells it again", async () => {
  const directory = aDirectory();
  const { world, date } = aWorld({ health: () => "bad", until: 1 });
  const { conductor } = aProgram(plan, world, directory, killedAt(openJournal(directory, world.now()), 1, false));
  expect(() => conductor.due([occurrence("ShopDown", date(0))])).toThrow("killed");
  expect(openJournal(directory).entries).toEqual([]);
});

test("half a line at the end is nothing; the rest is there", () => {
  const directory = aDirectory();
  const at = new Date().toISOString();
  openJournal(directory).write({ what: "by others", at, target: "shop" });
  appendFileSync(path.join(directory, "journal.jsonl"), '{"what":"begun","at":"2026');
  expect(openJournal(directory).entries).toEqual([{ what: "by others", at, target: "shop" }]);
});

test("what is long over is forgotten, and stays counted", () => {
  const directory = aDirectory();
  const about = { incident: "a", alert: "ShopDown", step: 0, action: "restart", target: "shop", why: "" };
  const journal = openJournal(directory);
  for (const at of ["2026-01-01T00:00:00.000Z", new Date().toISOString()])
    journal.write({ what: "outcome", at, outcome: "healed", ...about });
  const again = openJournal(directory);
  expect(again.entries.map(({ what }) => what)).toEqual(["counted", "outcome"]);
  expect(runsIn(again.entries).get("restart shop healed")).toBe(2);
  expect(readFileSync(path.join(directory, "journal.jsonl"), "utf8").trim().split("\n")).toHaveLength(2);
  expect(runsIn(openJournal(directory).entries).get("restart shop healed")).toBe(2);
});

test("a line that no version knows, or a journal that cannot be read, ends the program with what is wrong: nothing is lost", () => {
  const directory = aDirectory();
  const file = path.join(directory, "journal.jsonl");
  const text = `{"what":"begun","deed":"of a later version"}\n{"what":"by others","at":"2026-11-28T00:00:00.000Z","target":"shop"}\n`;
  writeFileSync(file, text);
  expect(() => openJournal(directory)).toThrow("journal.jsonl:1 is no entry that this version knows");
  expect(readFileSync(file, "utf8")).toBe(text);
  writeFileSync(file, `${text.split("\n")[1]}\n${"\0".repeat(300)}`);
  expect(openJournal(directory).entries).toHaveLength(1);
  const taken = aDirectory();
  mkdirSync(path.join(taken, "journal.jsonl"));
  expect(() => openJournal(taken)).toThrow("journal.jsonl cannot be read and written: EISDIR");
});

/** A world of which somebody sets the clock, by so many ms. */
function withClock(facts: Parameters<typeof aWorld>[0]) {
  const { world, ...rest } = aWorld(facts);
  let set = 0;
  const now = () => new Date(world.now().getTime() + set);
  const setClock = (by: number) => {
    set = by;
  };
  return { ...rest, world: { ...world, now }, set: setClock };
}
const day = 86_400_000;

test("a clock that is set while a cure is awaited makes the wait neither shorter nor longer", async () => {
  for (const by of [3_600_000, -day]) {
    const { world, done, pass, date, set } = withClock({
      ...{ health: (time, all) => (time >= (all[0]?.at ?? 1000) + 15 && by > 0 ? "well" : "bad"), until: 200 },
    });
    const one = planOf({ ShopDown: { steps: [step] } });
    const { journal, conductor } = aProgram(by > 0 ? plan : one, world, aDirectory());
    conductor.due([occurrence("ShopDown", date(0))]);
    await pass(4);
    set(by);
    await pass();
    expect(outcomesIn(journal)).toEqual([by > 0 ? "restart shop healed" : "restart shop failed"]);
    expect(done).toHaveLength(1);
  }
});

test("what was done while the clock was days behind uses up the budget all the same", async () => {
  const once = planOf({ ShopDown: { steps: [{ ...step, atMost: 1, perDay: 1 }] } });
  const { world, done, pass, date, set } = withClock({
    ...{ health: (time, all) => (all.length === 1 && time < 60 ? "well" : "bad"), until: 300 },
  });
  const { journal, conductor } = aProgram(once, world, aDirectory());
  journal.write({ what: "by others", at: date(-60).toISOString(), target: "another" });
  set(-3 * day);
  conductor.due([occurrence("ShopDown", date(0))]);
  await pass(60);
  set(0);
  conductor.due([occurrence("ShopDown", date(61))]);
  await pass();
  expect(done).toHaveLength(1);
  expect(outcomesIn(journal)).toEqual(["restart shop healed", "restart shop refused"]);
});

test("a release from the future was deployed nobody knows when: nothing goes back", async () => {
  const back = planOf({ ShopDown: { steps: [{ ...step, action: "rollback", whenDeployedWithin: 1800 }] } });
  const { world, done, pass, date } = aWorld({ health: () => "bad", deployed: day / 1000, until: 100 });
  aProgram(back, world, aDirectory()).conductor.due([occurrence("ShopDown", date(0))]);
  await pass();
  expect(done).toEqual([]);
});
