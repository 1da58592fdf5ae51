import { command } from "../command.ts";
import { address, environment, json, number, otherwise, required, text, toggle } from "../takings.ts";

const days = number("days", "how far back", { from: 0.01, to: 100 });
const ofProduction = otherwise("production", environment);

/** What a change means, and what was. */
export const review = [
  command("diff", {
    does: "Says what a change means: what is weaker, who is woken, what it costs. docs/review.md says more.",
    arguments: {
      before: required(text("git ref | directory", "what the working tree is compared with, or the earlier of two")),
      after: text("directory", "the later one of two such as generated/"),
    },
    options: {
      effect: toggle("replay both versions over the healthy day and the faults"),
      markdown: toggle("for a pull request"),
      json,
    },
    example: "main --effect",
    exits: {
      0: "nothing changed that means anything",
      2: "harmless",
      3: "it changes who is woken, or when",
      4: "it weakens detection or its protection",
      5: "it changes what is done without a person, and weakens nothing",
    },
    // 2 is an answer here.
    misuse: 1,
    run: async (asked) => (await import("../diff.ts")).diff(asked),
  }),
  command("backtest", {
    does: "Says how often the rules would have fired over a Prometheus' real past, beside those that it runs.",
    options: {
      url: required(address("the Prometheus; npm run tunnel brings production's here")),
      days: otherwise(14, days),
      environment: ofProduction,
      against: text("git ref", "compare with its rules, not with those that run"),
      concurrency: otherwise(1, number("questions", "asked at once", { from: 1, to: 4, whole: true })),
      json,
    },
    example: "--url http://127.0.0.1:9090 --days 7",
    run: async (asked) => (await import("../backtest.ts")).backtestRules(asked),
  }),
  command("history", {
    does: "Says when and why an alert's definition changed, and how often it really fired.",
    arguments: { alert: required(text("alert", "its name, such as HostDiskFilling")) },
    options: {
      environment: ofProduction,
      url: address("also ask this Prometheus how often it fired"),
      days: otherwise(30, days),
      json,
    },
    example: "HostDiskFilling --url http://127.0.0.1:9090 --days 30",
    run: async (asked) => (await import("../history.ts")).history(asked),
  }),
];
