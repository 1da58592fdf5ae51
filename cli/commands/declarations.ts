import { command } from "../command.ts";
import { environment, json, otherwise, platform } from "../takings.ts";

const ofProduction = otherwise("production", environment);

/** What the declarations say, and whether it is right. */
export const declarations = [
  command("generate", {
    does: "Writes generated/ and docs/commands.md, which are committed with what they were made of.",
    options: { platform },
    example: "--platform examples/shop",
    run: async ({ platform }, groups) => {
      if (platform !== undefined) return (await import("../../kit/command/declarations.ts")).generate(platform);
      (await import("../generate.ts")).generate();
      (await import("../reference.ts")).writeReference(groups);
    },
  }),
  command("check", {
    does: "Lets promtool, amtool and blackbox-exporter judge what is generated, one line a check.",
    options: { json, platform },
    example: "--platform examples/shop",
    exits: { 1: "a check failed" },
    run: async ({ json, platform }) =>
      platform === undefined
        ? (await import("../check.ts")).check({ json })
        : (await import("../../kit/command/declarations.ts")).check(platform),
  }),
  command("routes", {
    does: "Says who is told of each alert, when, and what silences it.",
    arguments: { environment: ofProduction },
    options: { json },
    example: "staging",
    run: async (asked) => (await import("../routes.ts")).routes(asked),
  }),
  command("dashboards", {
    does: "Lists what each dashboard shows and for whom, in the environment's language.",
    arguments: { environment: ofProduction },
    options: { json },
    example: "production",
    run: async (asked) => (await import("../dashboards.ts")).dashboards(asked),
  }),
  command("coverage:rules", {
    does: "Says which alerts, branches and labels the rules' tests try, and which wrong rules they would not notice.",
    options: { json },
    example: "--json",
    exits: { 1: "an alert has no example, or too few wrong rules are noticed" },
    run: async (asked) => (await import("../coverage-rules.ts")).coverageOfRules(asked),
  }),
  command("coverage:faults", {
    does: "Makes every metric wrong in every way, says which alert tells it, and writes docs/fault-coverage.md.",
    options: { json },
    example: "--json",
    exits: { 1: "something goes wrong that nobody is told of, or a quiet variation wakes somebody" },
    run: async (asked) => (await import("../coverage-faults.ts")).coverageOfFaults(asked),
  }),
  command("second-engine", {
    does: "Runs the rules' tests in VictoriaMetrics' engine as well, and writes docs/second-engine.md.",
    options: { json },
    example: "--json",
    exits: { 1: "a test comes out otherwise there, and nothing says why" },
    run: async (asked) => (await import("../second-engine.ts")).secondEngine(asked),
  }),
];
