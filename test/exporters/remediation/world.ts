import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import type { Log } from "../../../exporters/program/log.ts";
import { createConductor, type World } from "../../../exporters/remediation/conductor.ts";
import type { Fault } from "../../../exporters/remediation/fault.ts";
import { type Entry, type Journal, openJournal } from "../../../exporters/remediation/journal.ts";
import type { Healed, Plan, Step } from "../../../exporters/remediation/plan.ts";
import { Declined } from "../../../exporters/remediation/powers/power.ts";
import type { Health } from "../../../exporters/remediation/signal.ts";

export const step: Step = {
  ...{ action: "restart", target: "shop", kind: "app", said: "restart of", acts: true, only: {} },
  ...{ atMost: 2, per: 3600, perDay: 6, coolDown: 20, startsWithin: 10, shownWithin: 20 },
};
export const down: Healed = {
  ...{ title: "Shop down", level: "critical", bad: "up < 1", well: "up >= 1", per: ["instance"] },
  ...{ unless: [{ alertname: "HostDown", only: {}, shared: ["instance"] }], steps: [step] },
};
export const planOf = (alerts: Readonly<Record<string, Partial<Healed>>>): Plan => ({
  environment: "test",
  alerts: Object.fromEntries(Object.entries(alerts).map(([name, one]) => [name, { ...down, ...one }])),
});

/** A place for a journal that outlives the programs of one test. */
export function aDirectory(): string {
  const directory = mkdtempSync(path.join(tmpdir(), "benevoclic-remedies-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

export const silent: Log = { info: () => {}, warn: () => {}, error: () => {} };

/** A world of which a test says everything. Times are in seconds from its beginning, and pass only while somebody waits. */
export function aWorld(facts: {
  /** How the fault looks at a time, after what was done by then. */
  readonly health: (time: number, done: readonly { readonly at: number; readonly what: string }[]) => Health;
  readonly against?: (time: number) => string | undefined;
  readonly cause?: (time: number) => string | undefined;
  readonly started?: (time: number) => number | undefined;
  readonly deployed?: number;
  /** What the command says; nothing when it succeeds. */
  readonly problem?: string;
  /** What whoever is asked says who does nothing. */
  readonly declines?: string;
  /** When the test ends. */
  readonly until: number;
}) {
  const start = Date.parse("2026-11-28T00:00:00Z");
  let time = 0;
  const done: { at: number; what: string }[] = [];
  const waiting: { readonly at: number; readonly go: () => void; readonly end: (error: Error) => void }[] = [];
  /** Lets everything run that needs no time, then moves the clock to whoever waits least. */
  const pass = async (end: number = facts.until): Promise<void> => {
    for (;;) {
      for (let turn = 0; turn < 40; turn++) await Promise.resolve();
      waiting.sort((one, other) => one.at - other.at);
      const next = waiting[0];
      if (next === undefined || next.at > end) break;
      waiting.shift();
      time = Math.max(time, next.at);
      next.go();
    }
    time = end;
  };
  const date = (seconds: number) => new Date(start + seconds * 1000);
  const world: World = {
    signals: {
      health: async () => facts.health(time, done),
      explainedBy: async () => facts.cause?.(time),
    },
    permission: { against: async () => facts.against?.(time), allowed: async () => true },
    powers: new Map([
      [
        "app",
        {
          act: async (action: string, target: string) => {
            if (facts.declines) throw new Declined(facts.declines);
            done.push({ at: time, what: `${action} ${target}` });
            if (facts.problem) throw new Error(facts.problem);
          },
          startedAt: async () => {
            const at = facts.started?.(time);
            return at === undefined ? undefined : date(at);
          },
          deployedAt: async () => (facts.deployed === undefined ? undefined : date(facts.deployed)),
        },
      ],
    ]),
    now: () => date(time),
    elapsed: () => time * 1000,
    pause: (ms) =>
      new Promise((go, end) => {
        waiting.push({ at: time + ms / 1000, go, end });
      }),
  };
  /** The program ends in the middle of whatever it does. */
  const kill = () => {
    for (const { end } of waiting.splice(0)) end(Object.assign(new Error("killed"), { name: "AbortError" }));
  };
  return { world, done, pass, kill, date, time: () => time };
}

/** An occurrence as Alertmanager tells it. */
export const occurrence = (
  alert: string,
  at: Date,
  labels: Readonly<Record<string, string>> = {},
): Omit<Fault, "what" | "at"> => ({
  ...{ incident: `abc ${at.toISOString()} ${alert}`, fingerprint: "abc", alert, startsAt: at.toISOString() },
  ...{ labels: { instance: "machine", ...labels }, annotations: {} },
});

export const outcomesIn = ({ entries }: Pick<Journal, "entries">): string[] =>
  entries.flatMap((entry: Entry) =>
    entry.what === "outcome" ? [`${entry.action} ${entry.target} ${entry.outcome}`] : [],
  );

/** A program over a journal in a directory. */
export function aProgram(
  plan: Plan,
  world: World,
  directory: string,
  journal: Journal = openJournal(directory, world.now()),
) {
  return { journal, conductor: createConductor(plan, journal, world, silent) };
}
