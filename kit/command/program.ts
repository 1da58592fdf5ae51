import { ChildNotReady } from "../lab/parts/children.ts";
import { Unavailable } from "../lab/parts/unavailable.ts";
import { Mistakes } from "../model/mistakes.ts";

const acts: Readonly<Record<string, (directory: string, names: readonly string[]) => Promise<void>>> = {
  generate: async (directory) => (await import("./declarations.ts")).generate(directory),
  "one-alertmanager": async (directory, names) => (await import("./declarations.ts")).oneAlertmanager(directory, names),
  check: async (directory) => (await import("./declarations.ts")).check(directory),
  secrets: async (directory) => (await import("./secrets.ts")).secrets(directory),
  start: async (directory) => (await import("./start.ts")).start(directory),
};

const help = `prometheus-monitoring-kit <act> [directory] [environment ...]

  generate          writes <directory>/generated/<environment>/ for the platform that its platform.ts exports
  one-alertmanager  writes <directory>/generated/one-alertmanager/: what one Alertmanager reads that tells of all
                    environments, or of those whose names follow
  check             lets promtool and amtool judge what would be generated, one line a check
  secrets           makes in <directory>/.secrets/ what can be chosen of the secrets of several hosts, and names the others
  start             runs the platform of its local.ts with its monitoring on this machine, until Ctrl-C
`;

/** Runs a command line; the process's exit code says how it went. */
export async function main([name = "", directory = ".", ...names]: readonly string[]): Promise<void> {
  const act = Object.hasOwn(acts, name) ? acts[name] : undefined;
  if (["help", "--help", "-h"].includes(name)) return void process.stdout.write(help);
  if (act === undefined) {
    process.stderr.write(name === "" ? help : `There is no "${name}".\n\n${help}`);
    process.exitCode = 2;
    return;
  }
  try {
    await act(directory, names);
  } catch (error) {
    // What its user can mend is shown without a stack.
    const mendable = [Mistakes, Unavailable, ChildNotReady].some((kind) => error instanceof kind);
    if (!mendable) throw error;
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
