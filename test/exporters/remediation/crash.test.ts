import { appendFileSync, readFileSync } from "node:fs";
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
