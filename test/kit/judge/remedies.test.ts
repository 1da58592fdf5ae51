import { expect, it } from "vitest";
import { loadConfig } from "../../../config/load.ts";
import { type AlertDefinition, alert, because } from "../../../kit/model/alert.ts";
import { healingsOf } from "../../../kit/model/healing.ts";
import { Mistakes } from "../../../kit/model/mistakes.ts";
import { action, type Target } from "../../../kit/model/remedy.ts";
import { environmentWith, productionWith, sound, text, use } from "../declared.ts";

const again = action("again", { on: ["thing"], said: text });
const thing: Target<"thing"> = { name: "thing", kind: "thing", startsWithin: "10s" };
/** Production with somebody who repairs. */
const healed = (act: string[] = []) => {
  const config = productionWith({});
  const { remediation: _, ...withoutJobs } = config.withoutJobs;
  return { ...config, withoutJobs, jobs: { ...config.jobs, remediation: "remediation:9854" }, remediation: { act } };
};
const environmentOf = (definition: Partial<AlertDefinition>, config = healed()) => {
  const declared = alert("HostFull", { ...sound, ...definition });
  const causes = (declared.causes ?? []).map((one) => one.alert);
  return environmentWith({ alerts: [declared, ...causes], signals: [declared.on] }, config);
};
function saidOf(definition: Partial<AlertDefinition>, config = healed()): string[] {
  try {
    environmentOf(definition, config);
    return [];
  } catch (error) {
    if (!(error instanceof Mistakes)) throw error;
    return error.mistakes.map(({ what, check }) => `${what} [${check}]`);
  }
}

it("what is bounded, and shows its cure before people are told, may heal", () => {
  const environment = environmentOf({ heals: [again(thing, { atMost: 2, per: "1h" })] });
  const [healing] = healingsOf(environment);
  expect(healing?.after).toBe("10s");
  // It starts within 10 s, and a job of 15 s is seen twice.
  expect(healing?.steps).toMatchObject([{ perDay: 6, coolDown: "40s", acts: false }]);
});

it.each<[string, Partial<AlertDefinition>, string | RegExp]>([
  ["nothing", { heals: [] }, "HostFull heals by nothing [heal-something]"],
  [
    "an action without target",
    { heals: [again({ ...thing, name: " " })] },
    'HostFull heals by "again" of nothing [heal-something]',
  ],
  [
    "an action without bound",
    { heals: [again(thing, { atMost: 0 })] },
    'HostFull heals by "again thing" without a bound [heal-bounded]',
  ],
  [
    "words for one language only",
    { heals: [{ ...again(thing), said: { fr: "encore", en: "" } }] },
    'HostFull heals by "again thing", which is not said in "en" [heal-translated]',
  ],
  [
    "a cool-down that is over while the signal still shows what was",
    { heals: [again(thing, { coolDown: "30s" })] },
    'HostFull may "again thing" again after 30s, while its signal still shows what is over [heal-cool-down]',
  ],
  [
    "a label that the alert has not",
    { heals: [again(thing, { only: { app: "x" } })] },
    'HostFull heals by "again thing" those with the label "app", which it does not have [heal-label]',
  ],
  [
    "a cure slower than the time until people are told",
    { heals: [again({ ...thing, startsWithin: "5m" })] },
    'HostFull tells people after 5m, and "again thing" shows its cure only after 340s [heal-in-time]',
  ],
  [
    "a signal that cannot show the cure",
    { on: { ...use, over: "30m" }, tellsLate: "a long past", healsLate: "a long past", heals: [again(thing)] },
    "HostFull heals, but instance:t_use:ratio remembers 30m: it shows no cure within 15m [heal-shows]",
  ],
  [
    "a reason for what is not late",
    { healsLate: "no reason", heals: [again(thing)] },
    "HostFull says why it heals late, and does not [heal-late-reason]",
  ],
])("%s is refused", (_, definition, said) => {
  expect(saidOf(definition)).toEqual([said]);
});

it("an action on what explains the alert is refused; of one and the same part it is not", () => {
  const heals = [again(thing)];
  const cause = (name: string) => alert(name, { ...sound, heals });
  expect(saidOf({ heals, causes: [because(cause("HostBusy"))] })).toEqual([]);
  expect(saidOf({ heals, causes: [because(cause("DatabaseBusy"))] })).toEqual([
    "HostFull heals thing, as DatabaseBusy does, which explains it [heal-cause]",
  ]);
});

it("an environment allows only what is declared, and nothing by default", () => {
  const heals = [again(thing)];
  expect(saidOf({ heals }, healed(["agian thing"]))).toEqual([
    'remediation.act: no alert heals by "agian thing" [heal-allowed]',
  ]);
  expect(healingsOf(environmentOf({ heals }, healed(["again thing"])))[0]?.steps[0]?.acts).toBe(true);
  for (const name of ["production", "staging"]) expect(loadConfig(name).remediation.act).toEqual([]);
});
