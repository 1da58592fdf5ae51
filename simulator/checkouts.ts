import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { onPath } from "../kit/lab/parts/programs.ts";

/** What both versions of an app bring: npm finds what it is asked for, and fetches nothing. */
const scripts = { build: "echo built", lint: "echo no problem", test: "echo passed" };

/** Of a new checkout, in the order in which they were deployed. */
const versions = ["1.0.0", "1.1.0"];

/** Nothing of whoever runs this: neither the repository of a hook that started it, nor signatures, nor hooks of theirs. */
const environment = () => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_"))),
  ...{ GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" },
});

/**
 * Puts a checkout of each app where the next steps of a local run look for it: the version before is one step back. Where there is no git,
 * there are no checkouts either, and whoever types such a step is told so by the shell.
 */
export function writeCheckouts(directory: string, apps: readonly string[]): void {
  if (onPath(["git"]).length === 0) return;
  for (const name of apps) {
    const checkout = path.join(directory, "srv", name);
    rmSync(checkout, { recursive: true, force: true });
    mkdirSync(checkout, { recursive: true });
    const identity = ["-c", "user.name=Benevoclic", "-c", "user.email=lead@benevoclic.example"];
    const git = (...args: string[]) =>
      execFileSync("git", [...identity, ...args], {
        ...{ cwd: checkout, env: environment(), stdio: ["ignore", "ignore", "inherit"] },
      });
    git("init", "--quiet");
    for (const version of versions) {
      const named = { name, version };
      const lock = { ...named, lockfileVersion: 3, packages: { "": named } };
      writeFileSync(path.join(checkout, "package.json"), JSON.stringify({ ...named, private: true, scripts }));
      writeFileSync(path.join(checkout, "package-lock.json"), JSON.stringify(lock));
      git("add", ".");
      git("commit", "--quiet", "--message", `Release ${version}`);
    }
  }
}
