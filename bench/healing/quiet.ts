import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { entriesIn } from "../../exporters/remediation/journal.ts";
import type { Fault } from "../../kit/lab/fault.ts";
import { remedyDue } from "../../kit/model/routing.ts";
import type { Harness } from "../../simulator/harness.ts";
import type { PlatformApp } from "../../simulator/pm2/apps.ts";
import { actionsIn, counts, inSystem } from "./faults.ts";

/** What happens on a healthy platform now and then, and for how many seconds. */
interface Happening {
  readonly name: string;
  readonly seconds: number;
  begin(harness: Harness): unknown;
}

/** Seconds after which whatever it set off has been done. */
const afterwards = 90;

/** A fault of the library that is over before anybody could open a laptop. */
const brief =
  (...names: readonly Fault["name"][]) =>
  (harness: Harness) => {
    for (const name of names) harness.cause(name);
  };

/**
 * As in the recorded quiet variations (simulator/matrix/quiet.ts), each as it really comes about, and in an order in which no ten
 * minutes have more than three restarts.
 */
const happenings: readonly Happening[] = [
  { name: "a deploy", seconds: 0, begin: ({ pm2 }) => restarted(pm2, "benevoclic-api", "benevoclic-web") },
  { name: "a blip of the network of 40 s", seconds: 40, begin: brief("api-unreachable", "web-down") },
  { name: "an election of the database", seconds: 12, begin: brief("database-errors") },
  { name: "a visit of the press", seconds: 300, begin: brief("traffic-surge") },
  // Both are deployed.
  { name: "40 s of errors after a deploy", seconds: 40, begin: brief("api-errors", "api-slow") },
  {
    name: "a restart of 25 s",
    seconds: 25,
    begin: async (harness) => {
      brief("api-down")(harness);
      await restarted(harness.pm2, "benevoclic-api");
    },
  },
];

async function restarted(pm2: Harness["pm2"], ...apps: readonly PlatformApp[]): Promise<void> {
  for (const app of apps) await pm2.restart(app);
}

/** Lets happen, one after the other in a system that repairs, what must make nobody do anything. */
export async function measureQuiet(): Promise<void> {
  await inSystem(true, async (harness) => {
    for (const { name, seconds, begin } of happenings) {
      const journal = () => entriesIn(path.join(harness.directory, "remediation"));
      const [before, woken] = [journal().length, counts(harness).critical];
      await begin(harness);
      const began = Date.now();
      const passed = () => (Date.now() - began) / 1000;
      let [due, cleared, lastDue] = [0, false, 0];
      while (passed() < Math.max(seconds, lastDue) + afterwards) {
        if (!cleared && passed() >= seconds) {
          harness.clear();
          cleared = true;
        }
        await pause(1_000);
        if (!(await isDue(harness))) continue;
        due++;
        lastDue = passed();
      }
      const entries = journal().slice(before);
      const outcomes = entries.flatMap((one) =>
        one.what === "outcome" ? [`${one.action} ${one.target} ${one.outcome}: ${one.why}`] : [],
      );
      console.log(
        `${name}: due for ${due} s, ${actionsIn(entries)} actions` +
          `${outcomes.length > 0 ? ` (${outcomes.join("; ")})` : ""}, ${counts(harness).critical - woken} critical messages`,
      );
    }
  });
}

const isDue = async ({ prometheus }: Harness) =>
  (await prometheus.query(`ALERTS{alertname="${remedyDue.alertname}",alertstate="firing"}`).catch(() => [])).length > 0;
