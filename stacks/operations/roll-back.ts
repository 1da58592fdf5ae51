import type { Config } from "../../config/load.ts";
import { Mistakes } from "../../kit/model/mistakes.ts";
import { mistakeFrom } from "./failures.ts";
import { followed } from "./follow.ts";
import { ended } from "./host.ts";
import { type DeploymentRecord, deploymentsOf } from "./record.ts";
import { project } from "./terraform.ts";

/** A git command in the project. @throws Mistakes */
async function git(...args: string[]): Promise<string> {
  const { code, out, error } = await ended(["git", "-C", project, ...args]);
  if (code !== 0) throw new Mistakes([mistakeFrom(`git ${args.join(" ")}`, out + error)]);
  return out.trim();
}

/** Whether a commit comes before another one in git's history. */
const isBefore = async (earlier: string, later: string) =>
  (await ended(["git", "-C", project, "merge-base", "--is-ancestor", earlier, later])).code === 0;

/**
 * The deployment to go back to: the last one that succeeded, from a commit that anybody can check out, before the one that
 * was tried last. What the history of git has in between was never deployed, and may not even start.
 * @param records oldest first
 */
export async function goodOne(
  records: readonly DeploymentRecord[],
  before: (earlier: string, later: string) => Promise<boolean> = isBefore,
): Promise<DeploymentRecord | undefined> {
  const last = records.at(-1);
  if (last === undefined) return undefined;
  for (const record of records.toReversed()) {
    if (record.outcome !== "succeeded" || record.modified || record.commit === last.commit) continue;
    // One that is newer is what was rolled back from before.
    if (await before(record.commit, last.commit)) return record;
  }
  return undefined;
}

/**
 * Puts the version before the present one on the engine, as the record of deployments has it: checks its commit out and
 * runs its own `npm run deploy`.
 * @throws Mistakes when there is none, when the checkout has changes that would be lost, or when its deployment fails.
 */
export async function rollBack(config: Config, tell: (line: string) => void): Promise<DeploymentRecord> {
  const { environment } = config;
  const changes = await git("status", "--porcelain", "--untracked-files=no");
  if (changes !== "") {
    const what = `has changes that are not committed:\n    ${changes.replaceAll("\n", "\n    ")}`;
    throw new Mistakes([{ where: project, what, remedy: "commit or stash them, then roll back" }]);
  }
  const target = await goodOne(await deploymentsOf(config));
  if (target === undefined) {
    const what = "no earlier deployment of this history succeeded, so there is nothing to go back to";
    const remedy = `\`npm run deployments -- ${environment}\` lists them; check out what you want and deploy it`;
    throw new Mistakes([{ where: environment, what, remedy }]);
  }
  const packages = await git("diff", "--name-only", "HEAD", target.commit, "--", "package-lock.json");
  tell(`going back to ${target.version} (${target.commit}), deployed ${target.time} by ${target.by}`);
  await git("checkout", "--quiet", "--detach", target.commit);
  if (packages !== "") await followed("npm ci", ["npm", "ci"], tell, project);
  const command = ["npm", "run", "--silent", "deploy", "--", environment];
  await followed(`npm run deploy of ${target.version}`, command, tell, project);
  return target;
}
