import { Mistakes } from "../../kit/model/mistakes.ts";
import { mistakeFrom } from "./failures.ts";
import { followed } from "./follow.ts";
import { ended } from "./host.ts";
import { project } from "./terraform.ts";

/**
 * Puts the version before the present one on the engine: checks its tag out and runs its own `npm run deploy`.
 * @returns the tag.
 * @throws Mistakes when there is none, when the checkout has changes that would be lost, or when its deployment fails.
 */
export async function rollBack(environment: string, tell: (line: string) => void): Promise<string> {
  const git = async (...args: string[]) => {
    const { code, out, error } = await ended(["git", "-C", project, ...args]);
    if (code !== 0) throw new Mistakes([mistakeFrom(`git ${args.join(" ")}`, out + error)]);
    return out.trim();
  };
  const changes = await git("status", "--porcelain", "--untracked-files=no");
  if (changes !== "") {
    const what = `has changes that are not committed:\n    ${changes.replaceAll("\n", "\n    ")}`;
    throw new Mistakes([{ where: project, what, remedy: "commit or stash them, then roll back" }]);
  }
  const tag = await git("describe", "--tags", "--abbrev=0", "--match=v*", "HEAD^");
  const packages = await git("diff", "--name-only", "HEAD", tag, "--", "package-lock.json");
  tell(`going back to ${tag}`);
  await git("checkout", "--quiet", "--detach", tag);
  if (packages !== "") await followed("npm ci", ["npm", "ci"], tell, project);
  await followed(`npm run deploy of ${tag}`, ["npm", "run", "--silent", "deploy", "--", environment], tell, project);
  return tag;
}
