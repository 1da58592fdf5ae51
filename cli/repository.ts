import { run } from "../kit/review/run.ts";
import { UserError } from "./explain.ts";

/** The root of the git repository in which a command is run. */
export async function repositoryHere(): Promise<string> {
  try {
    return (await run("git", ["rev-parse", "--show-toplevel"], process.cwd())).trim();
  } catch (error) {
    throw new UserError(`git does not know a repository here: ${(error as Error).message.trim()}`, "run it in a clone");
  }
}
