import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { entriesIn } from "../../exporters/remediation/journal.ts";
import { settled } from "../../kit/lab/settled.ts";
import { remedyDue } from "../../kit/model/routing.ts";
import { faults } from "../../simulator/faults.ts";
import { type Harness, startHarness } from "../../simulator/harness.ts";
import { median } from "../figures.ts";

/** What became of a fault. */
interface Course {
  /** Seconds until something was due for repair; undefined when nothing ever was. */
  readonly due: number | undefined;
  /** Seconds until nothing was any more; undefined when it still was at the end. */
  readonly cured: number | undefined;
  /** Critical messages. */
  readonly woken: number;
  /** What was begun. */
  readonly actions: number;
}

/** Causes each fault in a fresh system, with what repairs and without, and says what became of it. */
export async function measureFaults(asked: readonly string[], within: number): Promise<void> {
  const chosen = faults.filter(({ name }) => asked.includes("all") || asked.includes(name));
  const unknown = asked.filter((name) => name !== "all" && !chosen.some((one) => one.name === name));
  if (unknown.length > 0) throw new Error(`no fault is called ${unknown.join(", ")}: npm run fault lists them`);
  const cures: number[] = [];
  for (const { name } of chosen) {
    const [repaired, left] = await Promise.all([course(name, within, true), course(name, within, false)]);
    if (repaired.cured !== undefined && repaired.actions > 0) cures.push(repaired.cured);
    console.log(`${name}\n  with    ${inWords(repaired, within)}\n  without ${inWords(left, within)}`);
  }
  const figure = cures.length > 0 ? `, median ${median(cures).toFixed(0)} s from fault to cured signal` : "";
  console.log(`${chosen.length} of ${faults.length} faults run: ${cures.length} healed${figure}`);
}

const inWords = ({ due, cured, woken, actions }: Course, within: number): string =>
  due === undefined
    ? `nothing was due within ${within} s; ${woken} critical messages, ${actions} actions`
    : `due after ${due.toFixed(0)} s, ${cured === undefined ? `not cured within ${within} s` : `cured after ${cured.toFixed(0)} s`}; ${woken} critical messages, ${actions} actions`;

async function course(name: (typeof faults)[number]["name"], within: number, heals: boolean): Promise<Course> {
  const directory = mkdtempSync(path.join(tmpdir(), "benevoclic-bench-"));
  const harness = await startHarness({ directory, ...(heals && { heals }) });
  try {
    await settled(harness);
    const before = critical(harness);
    const began = Date.now();
    const since = () => (Date.now() - began) / 1000;
    harness.cause(name);
    let [due, cured]: (number | undefined)[] = [undefined, undefined];
    while (since() < within && cured === undefined) {
      await pause(1_000);
      const firing = await harness.prometheus.query(`ALERTS{alertname="${remedyDue.alertname}",alertstate="firing"}`);
      if (firing.length > 0) due ??= since();
      else if (due !== undefined) cured = since();
    }
    const actions = entriesIn(path.join(directory, "remediation")).filter(({ what }) => what === "begun").length;
    return { due, cured, woken: critical(harness) - before, actions };
  } finally {
    await harness.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

const critical = ({ discord }: Harness): number =>
  discord.inbox.all.filter(({ embeds }) => embeds.some(({ title }) => title.startsWith("🔴"))).length;
