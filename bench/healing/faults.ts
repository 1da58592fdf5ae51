import { mkdtempSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { alertsByDomain } from "../../alerts/catalogue.ts";
import { monitoringHealedAgain as again } from "../../alerts/remediation.ts";
import { declinedIn } from "../../exporters/remediation/fault.ts";
import { type Entry, entriesIn } from "../../exporters/remediation/journal.ts";
import { settled } from "../../kit/lab/settled.ts";
import { remedyDue } from "../../kit/model/routing.ts";
import { faults } from "../../simulator/faults.ts";
import { type Harness, startHarness } from "../../simulator/harness.ts";
import { median } from "../figures.ts";

type Fault = (typeof faults)[number];

/** What became of a fault. */
interface Course {
  /** Seconds until something was due for repair; undefined when nothing ever was. */
  readonly due: number | undefined;
  /** Seconds until nothing was any more; undefined when it still was at the end. */
  readonly cured: number | undefined;
  /** Seconds until the first message about it, whatever its level; undefined when there was none. */
  readonly told: number | undefined;
  /** Critical messages. */
  readonly woken: number;
  /** What was done, or refused: `restart benevoclic-api healed`. */
  readonly outcomes: readonly string[];
  /** How often something was begun. */
  readonly actions: number;
}

/** Systems that run side by side, of each kind: what costs is their start. */
const sideBySide = { repairing: 3, leaving: 2 };
/** Seconds: what nothing repairs is watched for so long after people were told. */
const afterwards = 60;
/** Seconds: a signal may sink below its limit for a moment. */
const steady = 30;
/** Seconds that a system has until a fault that has ended is forgotten. */
const forgotten = 180;

type Seen = Course & { readonly fault: Fault; readonly heals: boolean };

/**
 * Causes the faults one after the other, in several systems at a time: each in one with what repairs and, where an alert names a
 * repair, in one without. Of what no alert repairs, nothing must be done.
 */
export async function measureFaults(asked: readonly string[], within: number): Promise<void> {
  const unknown = asked.filter((name) => name !== "all" && !faults.some((one) => one.name === name));
  if (unknown.length > 0) throw new Error(`no fault is called ${unknown.join(", ")}: npm run fault lists them`);
  const chosen = asked.includes("all")
    ? faults.filter(({ recordedOnly }) => recordedOnly !== true)
    : asked.flatMap((name) => faults.filter((one) => one.name === name));
  const seen: Seen[] = [];
  const system = async (waiting: Fault[], heals: boolean) => {
    if (waiting.length === 0) return;
    await inSystem(heals, async (harness) => {
      for (let fault = waiting.shift(); fault; fault = waiting.shift()) {
        const became = { fault, heals, ...(await course(harness, fault, { within, heals })) };
        seen.push(became);
        console.log(inWords(became, within));
      }
    });
  };
  const [repaired, left] = [[...chosen], chosen.filter(isHealed)];
  await Promise.all([
    ...Array.from({ length: Math.min(sideBySide.repairing, repaired.length) }, () => system(repaired, true)),
    ...Array.from({ length: Math.min(sideBySide.leaving, left.length) }, () => system(left, false)),
  ]);
  summary(seen);
}

function summary(seen: readonly Seen[]): void {
  const repaired = seen.filter(({ heals }) => heals);
  const healed = repaired.filter(
    ({ cured, outcomes }) => cured !== undefined && outcomes.some((one) => one.endsWith("healed")),
  );
  const figure = (of: readonly Seen[], what: string) =>
    of.length > 0 &&
    console.log(`${what}: median ${median(of.map(({ cured = 0 }) => cured)).toFixed(0)} s to the cured signal`);
  console.log(`\n${repaired.length} of ${faults.length} faults run: ${healed.length} healed`);
  figure(healed, "all that were healed");
  figure(
    healed.filter(({ fault }) => declared(fault)?.takesPlatformDown || declared(fault)?.outage),
    "outages among them",
  );
  const others = repaired.filter((one) => !healed.includes(one));
  const done = others.reduce((sum, { actions }) => sum + actions, 0);
  console.log(`not healed: ${others.map(({ fault }) => fault.name).join(", ") || "none"}; actions on them: ${done}`);
}

const declared = ({ tells }: Fault) => [...alertsByDomain.values()].flat().find(({ name }) => name === tells.alert);
const isHealed = (fault: Fault): boolean => declared(fault)?.heals !== undefined;

const inWords = ({ fault, heals, due, cured, told, woken, outcomes, actions }: Seen, within: number): string =>
  [
    `${fault.name} ${heals ? "with   " : "without"}`,
    due === undefined ? "nothing due" : `due ${due.toFixed(0)} s`,
    cured === undefined ? `not cured within ${within} s` : `cured ${cured.toFixed(0)} s`,
    told === undefined ? "nobody told" : `told ${told.toFixed(0)} s`,
    `${woken} critical messages`,
    `${actions} actions${outcomes.length > 0 ? ` (${outcomes.join(", ")})` : ""}`,
    `load ${loadavg()[0]?.toFixed(0)}`,
  ].join("; ");

/** Runs a system of its own for as long as it is used. */
export async function inSystem(heals: boolean, use: (harness: Harness) => Promise<void>): Promise<void> {
  const directory = mkdtempSync(path.join(tmpdir(), "benevoclic-bench-"));
  const harness = await startHarness({ directory, ...(heals && { heals }) });
  try {
    await settled(harness);
    await use(harness);
  } finally {
    await harness.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function course(
  harness: Harness,
  fault: Fault,
  { within, heals }: { readonly within: number; readonly heals: boolean },
): Promise<Course> {
  const ask = async (query: string) => {
    const found = await harness.prometheus.query(query).catch(() => undefined);
    return found && found.length > 0;
  };
  const done = () => entriesIn(path.join(harness.directory, "remediation"));
  const [before, entriesBefore] = [counts(harness), done().length];
  const began = Date.now();
  const since = () => (Date.now() - began) / 1000;
  harness.cause(fault.name);
  let [due, cured, told]: (number | undefined)[] = [undefined, undefined, undefined];
  const waitsForCure = heals && isHealed(fault);
  const isOver = () =>
    (cured !== undefined && since() > cured + steady) ||
    (!waitsForCure && told !== undefined && since() > told + afterwards);
  while (since() < within && !isOver()) {
    await pause(1_000);
    const isDue = await ask(`ALERTS{alertname="${remedyDue.alertname}",alertstate="firing"}`);
    if (isDue) {
      due ??= since();
      cured = undefined;
    } else if (isDue === false && due !== undefined) cured ??= since();
    if (counts(harness).all > before.all) told ??= since();
  }
  const woken = counts(harness).critical - before.critical;
  harness.clear();
  const end = Date.now() + forgotten * 1000;
  const stillGoesOn = () =>
    ask(`ALERTS{severity="critical",alertstate="firing"} or ALERTS{alertname="${remedyDue.alertname}"}`);
  do await pause(5_000);
  while ((await stillGoesOn()) !== false && Date.now() < end);
  const entries = done().slice(entriesBefore);
  return {
    ...{ due, cured, told, woken },
    outcomes: entries.flatMap((entry) =>
      entry.what === "outcome" ? [`${entry.action} ${entry.target} ${entry.outcome}`] : [],
    ),
    actions: actionsIn(entries),
  };
}

/** What was really done. */
export const actionsIn = (entries: readonly Entry[]): number =>
  entries.filter((entry) => entry.what === "begun" && !declinedIn(entries, entry)).length;

/** Messages so far. */
export function counts({ discord }: Harness) {
  // Told of many repairs in one system, not of this fault.
  const titles = discord.inbox.all
    .flatMap(({ embeds }) => embeds.map(({ title }) => title))
    .filter((title) => !Object.values(again.title).some((words) => title.includes(words)));
  return {
    all: titles.filter((title) => /^[🔴🟠]/u.test(title)).length,
    critical: discord.inbox.all.filter(({ embeds }) => embeds.some(({ title }) => title.startsWith("🔴"))).length,
  };
}
