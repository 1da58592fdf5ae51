import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { readFlags } from "../simulator/platform/program.ts";
import { measureFaults } from "./healing/faults.ts";
import { startStage } from "./healing/stage.ts";

/** ms: an app that is told to start answers within a second; here it may take longer. */
const patience = 120_000;

/** Kills the remediation in the middle of so many repairs, and tells what became of each. */
async function killed(kills: number): Promise<void> {
  const stage = await startStage();
  const until = async (holds: () => Promise<boolean> | boolean, what: string) => {
    for (const end = Date.now() + patience; !(await holds()); await pause(50))
      if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
  };
  const incidents = () => stage.journal().filter(({ what }) => what === "seen").length;
  const outcomes = () => stage.journal().flatMap((entry) => (entry.what === "outcome" ? [entry] : []));
  let [twice, forgotten, never] = [0, 0, 0];
  const seconds: number[] = [];
  try {
    for (let kill = 0; kill < kills; kill++) {
      await until(stage.healthy, "the app");
      const [before, known, done] = [await stage.restarts(), incidents(), outcomes().length];
      stage.breakIt();
      await until(async () => !(await stage.healthy()), "the fault");
      const startsAt = new Date();
      await stage.tell(startsAt);
      // At any moment of what follows: before the action, in it, while its cure is looked for, afterwards.
      await pause(Math.random() * 6_000);
      await stage.killed();
      await stage.start();
      await stage.tell(startsAt);
      await until(() => outcomes().length > done, "the outcome");
      const restarts = (await stage.restarts()) - before;
      if (restarts > 1) twice += 1;
      if (incidents() === known) forgotten += 1;
      if (outcomes().at(-1)?.outcome !== "healed") never += 1;
      seconds.push((Date.parse(outcomes().at(-1)?.at ?? "") - startsAt.getTime()) / 1000);
      stage.mend();
    }
  } finally {
    await stage.stop();
  }
  seconds.sort((a, b) => a - b);
  console.log(`kills ${kills}: acted twice ${twice}, forgotten ${forgotten}, not healed by it ${never}`);
  console.log(
    `seconds from told to cured, the kill and the new start included: median ${seconds[Math.floor(seconds.length / 2)]?.toFixed(1)}, most ${seconds.at(-1)?.toFixed(1)}`,
  );
}

const asked = readFlags({
  kills: z.coerce.number().int().positive().default(50),
  faults: z.string().default(""),
  within: z.coerce.number().int().positive().default(300),
});
if (asked.faults === "") await killed(asked.kills);
else await measureFaults(asked.faults.split(","), asked.within);
