import { spawnSync } from "node:child_process";
import { existsSync, symlinkSync } from "node:fs";
import path from "node:path";
import { atEnd } from "../lab/parts/ending.ts";
import { inScratch } from "../lab/parts/scratch.ts";
import type { Deployments } from "./diff.ts";
import { type Deployment, deploymentIn } from "./read/deployment.ts";
import { run } from "./run.ts";

/** What a synthesized stack follows from, beside generated/: its containers are the same where these are. */
const sources = [
  "stacks",
  "config",
  "exporters",
  "signals",
  "parts",
  "kit/model",
  "kit/write/prometheus.ts",
  "package-lock.json",
];

/**
 * What is deployed is not in generated/: the stacks are synthesized at both versions, the earlier one in a worktree of its
 * own with the packages of this one. Where no source of theirs differs, neither do they, and nothing is run.
 * @param commit the earlier version @param repository the root of the later one, as it is on disk
 */
export async function deploymentsSince(commit: string, repository: string): Promise<Deployments> {
  const changed = await run("git", ["diff", "--name-only", commit, "--", ...sources], repository);
  const untracked = await run("git", ["ls-files", "--others", "--exclude-standard", "--", ...sources], repository);
  if (changed.trim() === "" && untracked.trim() === "") return { notes: [] };
  if (!existsSync(path.join(repository, "stacks/main.ts")))
    return { notes: ["there are no stacks here: the deployment was not compared"] };
  return inScratch("monitoring-review", async (directory) => {
    const worktree = path.join(directory, "before");
    const remove = ["worktree", "remove", "--force", worktree];
    // Git keeps a list of its worktrees: interrupted, it is told at once.
    const takeBack = atEnd(() => spawnSync("git", remove, { cwd: repository, stdio: "ignore" }));
    try {
      await run("git", ["worktree", "add", "--detach", "--quiet", worktree, commit], repository);
      symlinkSync(path.join(repository, "node_modules"), path.join(worktree, "node_modules"));
      return { before: await synthesized(worktree), after: await synthesized(repository), notes: [] };
    } catch (error) {
      const { stderr = "" } = error as { stderr?: string };
      const reason = (stderr || (error as Error).message).trim().split("\n").at(0) ?? "";
      return {
        notes: [
          `the deployment was not compared, because the stacks cannot be synthesized at both versions: ${reason}`,
        ],
      };
    } finally {
      await run("git", remove, repository).catch(() => {});
      takeBack();
    }
  });
}

async function synthesized(project: string): Promise<Deployment> {
  return inScratch("monitoring-synth", async (out) => {
    await run(process.execPath, ["--import", "tsx", "stacks/main.ts"], project, { CDKTF_OUTDIR: out });
    return deploymentIn(out);
  });
}
