import { command } from "../command.ts";
import { oneOf, required, text } from "../takings.ts";

/** This repository, and this program itself. */
export const house = [
  command("changelog", {
    does: "Says whether CHANGELOG.md is as it should be, prints a version's notes, or makes a version.",
    options: {
      notes: text("version", "print what is said of it"),
      release: text("version", "make it of what is not released"),
    },
    example: "--release 1.2.0",
    run: async (asked) => (await import("../changelog.ts")).changelog(asked),
  }),
  command("tracing", {
    does: "Writes the set-up of tracing as one file, which the API and the site add with node --import (docs/traces.md).",
    arguments: { file: required(text("file", "where it is written")) },
    example: "../benevoclic-api/tracing.mjs",
    run: async ({ file }) => (await import("../tracing.ts")).tracing({ file }),
  }),
  command("review-comment", {
    does: "In the workflow Review comment: posts what npm run diff found on the pull request.",
    arguments: { report: required(text("file", "what npm run diff -- --json wrote")) },
    example: "review.json",
    run: async (asked) => (await import("../review-comment.ts")).reviewComment(asked),
  }),
  command("completion", {
    does: "Prints what makes a shell complete commands and options: source <(npx benevoclic-monitoring completion bash)",
    arguments: { shell: required(oneOf("shell", ["bash", "zsh"], "the one that is to complete")) },
    example: "bash",
    run: async ({ shell }, groups) => {
      const { completions } = await import("../completion.ts");
      process.stdout.write(completions[shell](groups.flatMap(({ commands }) => commands)));
    },
  }),
];
