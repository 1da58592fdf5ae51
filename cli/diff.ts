import { existsSync } from "node:fs";
import path from "node:path";
import { reviewOf } from "../kit/review/diff.ts";
import { deploymentIn } from "../kit/review/read/deployment.ts";
import { markdownOf } from "../kit/review/render/markdown.ts";
import { textOf } from "../kit/review/render/text.ts";
import { type Report, reportOf } from "../kit/review/report.ts";
import { deploymentsSince } from "../kit/review/synthesized.ts";
import { commitOf, type Version, versionAt, versionIn } from "../kit/review/version.ts";
import { repositoryHere } from "./repository.ts";

interface Asked {
  /** A git ref, or the earlier of two directories. */
  readonly before: string;
  readonly after: string | undefined;
  readonly effect: boolean;
  readonly markdown: boolean;
  readonly json: boolean;
}

/** What a change means. Ends by its gravest part: docs/review.md. */
export async function diff({ before: first, after: second, ...asked }: Asked): Promise<void> {
  const compared = second === undefined ? await sinceRef(first) : directories(first, second);
  const { before, after } = compared;
  const review = reviewOf(before, after, compared.deployments);
  const environments = [...new Set([...before.environments.keys(), ...after.environments.keys()])];
  const effect = asked.effect ? await replayed(before, after) : undefined;
  const report = reportOf(review, environments, effect);
  process.stdout.write(render(report, asked));
  process.exitCode = report.exitCode;
}

async function sinceRef(ref: string) {
  const repository = await repositoryHere();
  const before = await versionAt(ref, repository);
  const after = versionIn(path.join(repository, "generated"), "this working tree");
  return { before, after, deployments: await deploymentsSince(await commitOf(ref, repository), repository) };
}

/** A directory may hold synthesized stacks beside the environments. */
function directories(first: string, second: string) {
  const [before, after] = [versionIn(first), versionIn(second)];
  const both = [first, second].every((directory) => existsSync(path.join(directory, "stacks")));
  const deployments = both
    ? { before: deploymentIn(first), after: deploymentIn(second), notes: [] }
    : { notes: ["the deployment was not compared: the directories hold no synthesized stacks (stacks/)"] };
  return { before: withoutStacks(before), after: withoutStacks(after), deployments };
}

function withoutStacks({ name, environments }: Version): Version {
  return { name, environments: new Map([...environments].filter(([environment]) => environment !== "stacks")) };
}

async function replayed(before: Version, after: Version) {
  const { effectOf } = await import("../kit/review/effect/effect.ts");
  const { rehearsal } = await import("../simulator/rehearsal.ts");
  return effectOf(before, after, (line) => console.error(line), rehearsal);
}

function render(report: Report, { markdown, json }: Pick<Asked, "markdown" | "json">): string {
  if (json) return `${JSON.stringify(report, undefined, 2)}\n`;
  return markdown ? `${markdownOf(report)}\n` : textOf(report);
}
