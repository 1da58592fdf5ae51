import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { killWithParent } from "../lab/parts/die-with-parent.ts";

const execute = promisify(execFile);

/** What a program writes. @throws Error with what it wrote when it fails. */
export async function run(
  program: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const running = execute(program, [...args], { cwd, env: { ...process.env, ...env }, maxBuffer: 1 << 28 });
  killWithParent(running.child);
  const { stdout } = await running;
  return stdout;
}
