import type { Log } from "../program/log.ts";
import { budgetLeft, coolingFor, isWithin, someoneIsAtIt } from "./budget.ts";
import { courseOf, type Fault, faultsIn } from "./fault.ts";
import type { Journal, Outcome } from "./journal.ts";
import type { Permission } from "./permission.ts";
import { type Healed, keyOf, type Plan, type Step } from "./plan.ts";
import { Declined, type Powers, powerFor } from "./powers/power.ts";
import type { Signals } from "./signal.ts";
import { inTurns } from "./turns.ts";

/** What the world looks like to whoever repairs it; tests have another one. */
export interface World {
  readonly signals: Signals;
  readonly permission: Permission;
  readonly powers: Powers;
  readonly now: () => Date;
  /** ms since some moment, by a clock that nobody sets. */
  readonly elapsed: () => number;
  /** @throws when the program ends */
  readonly pause: (ms: number) => Promise<void>;
}

export interface Conductor {
  /** Takes up what is due, once each; what goes on under way or is over is known. On the disk when it returns. */
  due(faults: readonly Omit<Fault, "what" | "at">[]): void;
  /** Goes on with what was under way when the program ended. */
  resume(): void;
  /** What is under way: begun, and not yet seen to have helped or not. */
  readonly running: ReadonlySet<string>;
  /** Faults that go on and about which nothing more is done. */
  readonly givenUp: readonly { readonly target: string; readonly level: string }[];
  /** Resolves when nothing is under way. */
  settled(): Promise<void>;
}

/** ms between two looks. */
const look = 2_000;
/** ms: what was taken for healed and is told again after that is not healed. */
const again = 20_000;

/** Why a step may not be done now, and perhaps later. */
class Held extends Error {}
/** Why a step would bring nothing, now or later. */
class Vain extends Error {}
/** So many starts by itself while a step waits are a loop, which one start more does not end. */
const loop = 3;

export function createConductor(plan: Plan, journal: Journal, world: World, log: Log): Conductor {
  const { signals, permission, powers, now, elapsed, pause } = world;
  const working = new Map<string, Promise<void>>();
  const running = new Set<string>();
  const inTurn = inTurns();
  /** When targets were seen to have started while their fault goes on, by incident; ms. */
  const startsSeen = new Map<string, Set<number>>();
  const at = () => now().toISOString();

  const tell = (fault: Fault, index: number, step: Step, outcome: Outcome, why: string): void => {
    const { action, target } = step;
    const { incident, alert } = fault;
    journal.write({ what: "outcome", at: at(), incident, alert, step: index, action, target, outcome, why });
    const say = outcome === "failed" || outcome === "refused" ? log.warn : log.info;
    const words = {
      healed: "healed",
      failed: "did not help",
      refused: "was not done",
      dry_run: `would have been done: ${step.said} ${target}`,
    };
    say(`${action} ${target} ${words[outcome]}`, { alert, why });
  };

  /** Waits until nothing is against a step, or the fault is over, or the step would be in vain. */
  const free = async (fault: Fault, healed: Healed, index: number, step: Step): Promise<"free" | "well" | "vain"> => {
    let said: string | undefined;
    for (;;) {
      const health = await signals.health(healed, fault.labels);
      if (health === "well") return "well";
      try {
        if (health === "unknown") throw new Held("Prometheus does not know how it is");
        await against(fault, healed, step);
        return "free";
      } catch (error) {
        if (error instanceof Vain) {
          tell(fault, index, step, "refused", error.message);
          return "vain";
        }
        const why =
          error instanceof Held ? error.message : `it cannot be asked whether it may be: ${(error as Error).message}`;
        // Counted once, however long it lasts.
        if (why !== said) log.info(`${keyOf(step)} waits`, { alert: fault.alert, why });
        if (said === undefined && why.startsWith("a person")) tell(fault, index, step, "refused", why);
        said = why;
      }
      await pause(look);
    }
  };

  const against = async (fault: Fault, healed: Healed, step: Step): Promise<void> => {
    const hold = (why: string | undefined) => {
      if (why !== undefined) throw new Held(why);
    };
    const { fingerprint, alert, labels, incident } = fault;
    hold(await permission.against({ fingerprint, alert, level: healed.level, labels }));
    const cause = await signals.explainedBy(healed, labels);
    hold(cause && `${cause} explains it`);
    const cooling = coolingFor(step, journal.entries, now());
    hold(cooling > 0 ? "the target was acted upon a moment ago" : undefined);
    // A target that somebody else has just started gets its usual time as well: a deploy, a person, PM2 itself.
    const started = await powerFor(powers, step)
      ?.startedAt?.(step.target)
      .catch(() => undefined);
    const starting = started && now().getTime() - started.getTime() < step.startsWithin * 1000;
    const starts = startsSeen.get(incident) ?? new Set<number>();
    if (starting) startsSeen.set(incident, starts.add(started.getTime()));
    if (starts.size >= loop && step.action === "restart") throw new Vain("it starts again and again by itself");
    // What is to end a loop need not wait for its end.
    hold(starting && starts.size < loop ? "the target is starting" : undefined);
  };

  /** Whether a step is one for this fault at all. */
  const isFor = async ({ labels }: Fault, step: Step): Promise<boolean> => {
    if (!Object.entries(step.only).every(([label, value]) => labels[label] === value)) return false;
    if (step.whenDeployedWithin === undefined) return true;
    const deployed = await powerFor(powers, step)
      ?.deployedAt?.(step.target)
      .catch(() => undefined);
    return deployed !== undefined && isWithin(step.whenDeployedWithin, deployed, now());
  };

  /** Looks until the signal has been well for two looks, or it is too late for a cure to show. */
  const verified = async (fault: Fault, healed: Healed, step: Step, since: Date): Promise<boolean> => {
    // An evaluation and a look later than the declaration reckons with.
    const patience = step.shownWithin * 1000;
    // Before a crash as well; a clock that was set meanwhile neither ends the wait nor makes it longer.
    const end = elapsed() + patience - Math.min(patience, Math.max(0, now().getTime() - since.getTime())) + 5 * look;
    let well = 0;
    while (well < 2) {
      await pause(look);
      const health = await signals.health(healed, fault.labels);
      well = health === "well" ? well + 1 : 0;
      if (well === 0 && elapsed() > end) return false;
    }
    return true;
  };

  /** @returns whether the fault is over; undefined when something has come against it meanwhile */
  const act = async (fault: Fault, healed: Healed, index: number, step: Step): Promise<boolean | undefined> => {
    const { incident, alert } = fault;
    const { action, target } = step;
    const about = { incident, alert, step: index, action, target };
    if (courseOf(journal, incident).begun?.step !== index) {
      try {
        await against(fault, healed, step);
      } catch {
        return undefined;
      }
      if (someoneIsAtIt(step, journal.entries, now())) {
        tell(fault, index, step, "refused", "somebody is at it: it was started by hand more than once");
        return false;
      }
      if (budgetLeft(step, alert, journal.entries, now()) === 0) {
        tell(fault, index, step, "refused", `its budget of ${step.atMost} is used up`);
        return false;
      }
      const power = powerFor(powers, step);
      if (power === undefined) {
        tell(fault, index, step, "refused", "nobody here can do it");
        return false;
      }
      journal.write({ what: "begun", at: at(), ...about });
      running.add(keyOf(step));
      const problem = await power.act(action, target).then(
        () => undefined,
        (error: Error) => error,
      );
      const said = problem !== undefined && { problem: problem.message };
      journal.write({ what: "ended", at: at(), ...about, ...said });
      if (problem instanceof Declined) {
        running.delete(keyOf(step));
        tell(fault, index, step, "refused", problem.message);
        return false;
      }
      log.info(`${action} ${target} was done`, { alert, ...said });
    }
    running.add(keyOf(step));
    try {
      const since = new Date(courseOf(journal, incident).begun?.at ?? now());
      const helped = await verified(fault, healed, step, since);
      tell(
        fault,
        index,
        step,
        helped ? "healed" : "failed",
        helped ? "its signal is well again" : "its signal is as bad as before",
      );
      return helped;
    } finally {
      running.delete(keyOf(step));
    }
  };

  /** @returns whether the fault is over */
  const take = async (fault: Fault, healed: Healed, index: number, step: Step): Promise<boolean> => {
    // Begun before a crash: it may have been done, and is not done again; what it brought is seen.
    const isBegun = courseOf(journal, fault.incident).begun?.step === index;
    if (!isBegun && !step.acts) {
      tell(fault, index, step, "dry_run", "config/ does not allow it here: remediation.act");
      return false;
    }
    for (;;) {
      // Nobody waits in the target's turn: what explains this fault may need it.
      const found = isBegun ? "free" : await free(fault, healed, index, step);
      if (found !== "free") return found === "well";
      const over = await inTurn(step.target, () => act(fault, healed, index, step));
      if (over !== undefined) return over;
    }
  };

  const work = async (fault: Fault): Promise<void> => {
    const healed = plan.alerts[fault.alert];
    if (healed === undefined) return;
    const { incident } = fault;
    const course = courseOf(journal, incident);
    for (let index = course.begun?.step ?? course.next; index < healed.steps.length; index++) {
      const step = healed.steps[index] as Step;
      if (course.begun?.step !== index && !(await isFor(fault, step))) continue;
      if (await take(fault, healed, index, step)) {
        journal.write({ what: "over", at: at(), incident });
        return;
      }
    }
    const { tried, givenUp } = courseOf(journal, incident);
    // Else people are told in their time.
    if (tried && !givenUp) {
      journal.write({ what: "given up", at: at(), incident });
      log.warn("given up: a person must look", { alert: fault.alert });
    }
    while ((await signals.health(healed, fault.labels)) !== "well") await pause(look);
    journal.write({ what: "over", at: at(), incident });
  };

  const begin = (fault: Fault): void => {
    if (working.has(fault.incident)) return;
    const mine = work(fault)
      .catch((error: Error) => {
        if (error.name === "AbortError") return;
        // A full disk is none of ours; Alertmanager tells the fault again.
        if ("code" in error) log.error("the journal cannot be written: nothing is done", { why: error.message });
        else log.error("unexpected failure: this is a defect", { error: error.name, alert: fault.alert });
      })
      .finally(() => {
        working.delete(fault.incident);
        startsSeen.delete(fault.incident);
      });
    working.set(fault.incident, mine);
  };

  return {
    due: (faults) => {
      for (const told of faults) {
        if (plan.alerts[told.alert] === undefined) continue;
        const { over } = courseOf(journal, told.incident);
        const known = faultsIn(journal).some(({ incident }) => incident === told.incident);
        // Told for as long as it fires: what ended a moment ago may be told once more.
        if (known && (over === undefined || now().getTime() - Date.parse(over.at) < again)) {
          if (over === undefined) begin({ ...told, what: "seen", at: at() });
          continue;
        }
        const fault: Fault = { what: "seen", at: at(), ...told };
        journal.write(fault);
        log.info("a fault may be repaired", { alert: fault.alert, since: fault.startsAt });
        begin(fault);
      }
    },
    resume: () => {
      for (const fault of faultsIn(journal)) if (courseOf(journal, fault.incident).over === undefined) begin(fault);
    },
    running,
    get givenUp() {
      return faultsIn(journal).flatMap((fault) => {
        const { givenUp, over, outcomes } = courseOf(journal, fault.incident);
        const healed = plan.alerts[fault.alert];
        return givenUp && over === undefined && healed
          ? [...new Set(outcomes.map(({ target }) => target))].map((target) => ({ target, level: healed.level }))
          : [];
      });
    },
    settled: async () => {
      while (working.size > 0) await Promise.all(working.values());
    },
  };
}
