import { setTimeout as pause } from "node:timers/promises";
import { median } from "../figures.ts";
import { startStage, type Victim } from "./stage.ts";

/** ms: an app that is told to start answers within a second; here it may take longer. */
const patience = 120_000;
/** ms: Prometheus tells Alertmanager again at each evaluation. */
const evaluation = 1_000;
/** ms: before the action, in it, while its cure is looked for, afterwards. */
const longest = 6_000;

/** Kills one program in the middle of so many repairs, at random, and tells what became of each. */
export async function measureKills(victim: Victim, kills: number): Promise<void> {
  const stage = await startStage({ ...(victim === "alertmanager" && { alertmanager: "real" as const }) });
  const until = async (holds: () => Promise<boolean> | boolean) => {
    for (const end = Date.now() + patience; !(await holds()); await pause(50)) if (Date.now() > end) return false;
    return true;
  };
  const must = async (holds: () => Promise<boolean> | boolean, what: string) => {
    if (!(await until(holds))) throw new Error(`waited in vain for ${what}`);
  };
  let [twice, forgotten, never, untouched] = [0, 0, 0, 0];
  const seconds: number[] = [];
  try {
    for (let kill = 0; kill < kills; kill++) {
      await must(stage.healthy, "the app");
      const [restarts, entries] = [await stage.restarts(), stage.journal().length];
      const now = () => stage.journal().slice(entries);
      stage.breakIt();
      await must(async () => !(await stage.healthy()), "the fault");
      const startsAt = new Date();
      const telling = new AbortController();
      const told = (async () => {
        while (!telling.signal.aborted) {
          await stage.tell(startsAt);
          await pause(evaluation, undefined, { signal: telling.signal }).catch(() => {});
        }
      })();
      await pause(Math.random() * longest);
      await stage.killedAndStarted(victim);
      const over = await until(() => now().some(({ what }) => what === "over"));
      seconds.push((Date.now() - startsAt.getTime()) / 1000);
      telling.abort();
      await told;
      await stage.resolve(startsAt);
      stage.mend();
      const begun = now().filter(({ what }) => what === "begun").length;
      // A PM2 that was killed starts its app anew by itself, which is not counted as a restart.
      const more = victim === "pm2" ? 0 : (await stage.restarts()) - restarts;
      if (Math.max(begun, more) > 1) twice += 1;
      if (begun === 0) untouched += 1;
      if (!now().some(({ what }) => what === "seen")) forgotten += 1;
      if (!over) never += 1;
    }
  } finally {
    await stage.stop();
  }
  console.log(
    `${victim} killed ${kills} times: acted twice ${twice}, forgotten ${forgotten}, not over ${never}; well again without an action ${untouched}`,
  );
  console.log(
    `seconds from told to over, the kill and the new start included: median ${median(seconds).toFixed(1)}, most ${Math.max(...seconds).toFixed(1)}`,
  );
}
