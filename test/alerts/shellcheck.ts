import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { machineMirror, openSuite } from "../../kit/lab/parts/debian.ts";
import { onPath } from "../../kit/lab/parts/programs.ts";

const cached = fileURLToPath(new URL("../../.cache/shellcheck", import.meta.url));

/**
 * ShellCheck: on PATH, else unpacked from the machine's own Debian release, whose libraries it needs. https://www.shellcheck.net
 * @throws Error when neither has it
 */
export async function shellcheck(): Promise<string> {
  const [there] = onPath(["shellcheck"]);
  if (there !== undefined) return there;
  const program = path.join(cached, "usr/bin/shellcheck");
  if (existsSync(program)) return program;
  const release = /^VERSION_CODENAME=(\w+)$/m.exec(readFileSync("/etc/os-release", "utf8"))?.[1] ?? "stable";
  const [lists, unpacked] = [`${cached}-lists-${process.pid}`, `${cached}-${process.pid}`];
  try {
    for (const directory of [lists, unpacked]) mkdirSync(directory, { recursive: true });
    const suite = await openSuite(release, await machineMirror(), ["shellcheck"], lists);
    await suite.unpack("shellcheck", unpacked);
    if (!existsSync(program)) renameSync(unpacked, cached);
    return program;
  } finally {
    for (const directory of [lists, unpacked]) rmSync(directory, { recursive: true, force: true });
  }
}
