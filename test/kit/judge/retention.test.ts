import { expect, it } from "vitest";
import { type Config, loadConfig } from "../../../config/load.ts";
import { environmentOf } from "../../../kit/environment.ts";
import { Mistakes } from "../../../kit/model/mistakes.ts";
import { benevoclic } from "../../../platform.ts";

const production = loadConfig("production");
const keeping = (retention: string): Config => ({
  ...production,
  prometheus: { ...production.prometheus, retention },
});

function mistakesOf(config: Config) {
  try {
    environmentOf(benevoclic, config);
  } catch (error) {
    if (error instanceof Mistakes) return error.mistakes;
    throw error;
  }
  return [];
}

it("refuses a retention shorter than what a signal reads, and says which one", () => {
  const found = mistakesOf(keeping("22d"));
  expect(found).toContainEqual({
    where: expect.stringMatching(/^config\/production\.yaml:\d+$/),
    what: expect.stringMatching(
      /^prometheus\.retention: found 22d; allowed: at least 5\d\dh, which instance:registrations_of_usual:ratio of signals\/business\.ts:\d+ reads$/,
    ),
    remedy: expect.stringContaining("keep metrics for longer"),
    check: "retention-long-enough",
  });
  expect(found.map(({ what }) => what).join()).not.toContain("active_users_of_usual");
});

it("accepts one that covers them all", () => {
  expect(mistakesOf(keeping("91d"))).toEqual([]);
});
