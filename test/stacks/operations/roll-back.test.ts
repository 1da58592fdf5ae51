import { expect, it } from "vitest";
import type { DeploymentRecord } from "../../../stacks/operations/record.ts";
import { goodOne } from "../../../stacks/operations/roll-back.ts";

type Outcome = DeploymentRecord["outcome"];
const deployment = (commit: string, outcome: Outcome = "succeeded", modified = false): DeploymentRecord => ({
  time: "2026-05-01T10:00:00.000Z",
  environment: "production",
  by: "camille",
  from: "laptop",
  version: `v-${commit}`,
  commit,
  modified,
  plan: [],
  outcome,
  seconds: 9,
});
/** Commits are named in the order of the history. */
const before = async (earlier: string, later: string) => earlier < later;

it.each<[string, DeploymentRecord[], string | undefined]>([
  ["a bad version", [deployment("a"), deployment("c")], "a"],
  ["one that failed", [deployment("a"), deployment("b", "failed")], "a"],
  ["one that was interrupted", [deployment("a"), deployment("b", "interrupted")], "a"],
  ["several that failed", [deployment("a"), deployment("b", "failed"), deployment("c", "failed")], "a"],
  ["the same one deployed again", [deployment("a"), deployment("b"), deployment("b")], "a"],
  [
    "one after a checkout with changes of its own",
    [deployment("a"), deployment("b", "succeeded", true), deployment("c")],
    "a",
  ],
  [
    "what was already rolled back to",
    [deployment("a"), deployment("b"), deployment("c", "failed"), deployment("b")],
    "a",
  ],
  ["the first one", [deployment("a", "failed")], undefined],
  ["nothing", [], undefined],
])("from %s, back to the one that worked before", async (_, records, commit) => {
  expect((await goodOne(records, before))?.commit).toBe(commit);
});
