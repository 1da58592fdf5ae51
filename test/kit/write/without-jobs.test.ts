import { expect, it } from "vitest";
import { components } from "../../../alerts/components.ts";
import { type Config, loadConfig } from "../../../config/load.ts";
import { configSchema } from "../../../config/schema.ts";
import { environmentOf } from "../../../kit/environment.ts";
import { componentOf } from "../../../kit/model/alert.ts";
import { Mistakes } from "../../../kit/model/mistakes.ts";
import { ruleFile } from "../../../kit/write/rules.ts";
import { benevoclic } from "../../../platform.ts";

const production = loadConfig("production");
const reason = "the front end runs in Docker here";

/** Production that does not scrape PM2. */
function withoutPm2(withoutJobs: Config["withoutJobs"]): Config {
  const { pm2: _, ...jobs } = production.jobs;
  return { ...production, jobs, withoutJobs: { ...production.withoutJobs, ...withoutJobs } };
}

it("alerts on a job that the environment says it has not are left out, and all others stay", () => {
  const [whole, less] = [environmentOf(benevoclic, production), environmentOf(benevoclic, withoutPm2({ pm2: reason }))];
  const names = ({ alerts }: typeof whole) => alerts.map(({ alert }) => alert.name);
  expect(whole.alerts.filter(({ alert }) => componentOf(components, alert) === "processes")).not.toEqual([]);
  // What the logs say of a process is not PM2's.
  const ofPm2 = (name: string) =>
    name.startsWith("Process") && !["ProcessUncaughtExceptions", "ProcessMessageBurst"].includes(name);
  expect(names(less)).toEqual(names(whole).filter((name) => !ofPm2(name)));
  expect(ruleFile(less, "processes")).not.toContain("alert:");
});

it("a job that is neither scraped nor said to be missing is refused, with both remedies", () => {
  let mistakes: Mistakes["mistakes"] = [];
  try {
    environmentOf(benevoclic, withoutPm2({}));
  } catch (error) {
    if (error instanceof Mistakes) ({ mistakes } = error);
  }
  expect(mistakes.map(({ what }) => what)).toContain(
    "instance:pm2_daemon_up:min needs pm2_up, but nothing produces it in production: job pm2 is not scraped",
  );
  expect(mistakes[0]?.remedy).toMatch(/add pm2 under config\/production.yaml:\d+, or say under `withoutJobs` why/);
});

it.each([
  ["a job that is scraped", { pm2: reason }, "jobs that do not stand under `jobs` as well"],
  ["a job without which there is no monitoring", { prometheus: reason }, "unrecognized_keys"],
  ["no reason", { anomalies: "no" }, "a reason of at least 10 characters"],
])("%s is refused", (_, withoutJobs, said) => {
  const { at: _at, ...values } = production;
  const parsed = configSchema.safeParse({ ...values, withoutJobs });
  expect(JSON.stringify(parsed.error?.issues)).toContain(said);
});
