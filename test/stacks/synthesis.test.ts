import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { temporaryDirectory } from "./synthesized.ts";

const repository = path.resolve(import.meta.dirname, "../..");

/** The sources in another place, as another clone of them stands there. */
function elsewhere(): string {
  const copy = path.join(temporaryDirectory(), "a copy, deeper down");
  mkdirSync(copy);
  const asked = [
    "ls-files",
    "-z",
    "--cached",
    "--others",
    "--exclude-standard",
    "--",
    ".",
    ":!test",
    ":!bench",
    ":!docs",
  ];
  const files = execFileSync("git", asked, { cwd: repository, encoding: "utf8" }).split("\0");
  for (const file of files.filter((one) => one !== "" && existsSync(path.join(repository, one))))
    cpSync(path.join(repository, file), path.join(copy, file));
  symlinkSync(path.join(repository, "node_modules"), path.join(copy, "node_modules"));
  return copy;
}

/** What a process of its own synthesizes for production: every file of it, by its path. */
function synthesizedIn(checkout: string): Map<string, string> {
  const out = temporaryDirectory();
  const program = `const { synthesize } = await import("./stacks/synthesize.ts"); synthesize(["production"]);`;
  execFileSync(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", program], {
    cwd: checkout,
    env: { ...process.env, CDKTF_OUTDIR: out },
  });
  const files = readdirSync(out, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files
      .map((entry) => path.join(entry.parentPath, entry.name))
      .map((file): [string, string] => [path.relative(out, file), readFileSync(file, "utf8")])
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );
}

// Nobody has to ask what a plan shows that no declaration changed: Terraform compares what is synthesized by its text.
it("is the same to the byte in another process and in another clone", () => {
  const here = synthesizedIn(repository);
  const there = synthesizedIn(elsewhere());
  expect([...there.keys()]).toEqual([...here.keys()]);
  expect(here.get("stacks/monitoring-production/cdk.tf.json")).toContain("docker_container");
  expect([...here].filter(([file, text]) => there.get(file) !== text).map(([file]) => file)).toEqual([]);
}, 240_000);
