import { mkdtempSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { alertsByDomain } from "../../alerts/catalogue.ts";
import { entriesIn } from "../../exporters/remediation/journal.ts";
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

/** Systems that run side by side: each takes a third of a core at rest, and ten seconds of one to start. */
const atOnce = 4;
/** Seconds: what nothing repairs is watched for so long after people were told. */
const afterwards = 60;

/**
 * Causes each fault in a fresh system, with what repairs and without, several at a time, and says what became of it. What no alert
 * repairs is caused with it alone: nothing must be done.
 */
export async function measureFaults(asked: readonly string[], within: number): Promise<void> {
  const chosen = faults.filter(
    ({ name, recordedOnly }) => asked.includes(name) || (asked.includes("all") && recordedOnly !== true),
  );
  const unknown = asked.filter((name) => name !== "all" && !chosen.some((one) => one.name === name));
  if (unknown.length > 0) throw new Error(`no fault is called ${unknown.join(", ")}: npm run fault lists them`);
  const courses = chosen.flatMap((fault) =>
    (isHealed(fault) ? [true, false] : [true]).map((heals) => ({ fault, heals })),
  );
  const seen: (Course & { fault: Fault; heals: boolean })[] = [];
  const waiting = [...courses];
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const became = { ...next, ...(await course(next.fault, within, next.heals)) };
        seen.push(became);
        console.log(inWords(became, within));
      }
    }),
  );
  summary(seen);
}

function summary(seen: readonly (Course & { fault: Fault; heals: boolean })[]): void {
  const repaired = seen.filter(({ heals }) => heals);
  const healed = repaired.filter(
    ({ cured, outcomes }) => cured !== undefined && outcomes.some((one) => one.endsWith("healed")),
  );
  const figure = (of: readonly (typeof seen)[number][], what: string) =>
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

const inWords = (
  { fault, heals, due, cured, told, woken, outcomes, actions }: Course & { fault: Fault; heals: boolean },
  within: number,
): string =>
  [
    `${fault.name} ${heals ? "with   " : "without"}`,
    due === undefined ? "nothing due" : `due ${due.toFixed(0)} s`,
    cured === undefined ? `not cured within ${within} s` : `cured ${cured.toFixed(0)} s`,
    told === undefined ? "nobody told" : `told ${told.toFixed(0)} s`,
    `${woken} critical messages`,
    `${actions} actions${outcomes.length > 0 ? ` (${outcomes.join(", ")})` : ""}`,
    `load ${loadavg()[0]?.toFixed(0)}`,
  ].join("; ");

async function course(fault: Fault, within: number, heals: boolean): Promise<Course> {
  const directory = mkdtempSync(path.join(tmpdir(), "benevoclic-bench-"));
  const harness = await startHarness({ directory, ...(heals && { heals }) });
  try {
    await settled(harness);
    const before = counts(harness);
    const began = Date.now();
    const since = () => (Date.now() - began) / 1000;
    harness.cause(fault.name);
    let [due, cured, told]: (number | undefined)[] = [undefined, undefined, undefined];
    const isOver = () =>
      cured !== undefined || ((!heals || !isHealed(fault)) && told !== undefined && since() > told + afterwards);
    while (since() < within && !isOver()) {
      await pause(1_000);
      const firing = await harness.prometheus.query(`ALERTS{alertname="${remedyDue.alertname}",alertstate="firing"}`);
      if (firing.length > 0) due ??= since();
      else if (due !== undefined) cured = since();
      if (counts(harness).all > before.all) told ??= since();
    }
    const entries = entriesIn(path.join(directory, "remediation"));
    return {
      ...{ due, cured, told, woken: counts(harness).critical - before.critical },
      outcomes: entries.flatMap((entry) =>
        entry.what === "outcome" ? [`${entry.action} ${entry.target} ${entry.outcome}`] : [],
      ),
      actions: entries.filter(({ what }) => what === "begun").length,
    };
  } finally {
    await harness.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Messages so far. */
function counts({ discord }: Harness) {
  const titles = discord.inbox.all.flatMap(({ embeds }) => embeds.map(({ title }) => title));
  return {
    all: titles.filter((title) => /^[🔴🟠]/u.test(title)).length,
    critical: discord.inbox.all.filter(({ embeds }) => embeds.some(({ title }) => title.startsWith("🔴"))).length,
  };
}
