import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { z } from "zod";
import { parseYaml } from "../../kit/yaml.ts";

const project = path.resolve(import.meta.dirname, "../..");
const read = (file: string) => readFileSync(path.join(project, file), "utf8");
const step = z.looseObject({ id: z.string().optional(), run: z.string().optional(), uses: z.string().optional() });
const { jobs } = z
  .object({ jobs: z.object({ release: z.looseObject({ steps: z.array(step) }) }) })
  .parse(parseYaml(read(".github/workflows/release.yml")));
const { steps } = jobs.release;
const manifest = z
  .object({ version: z.string(), dependencies: z.record(z.string(), z.string()) })
  .parse(JSON.parse(read("package.json")));

interface Component {
  readonly purl: string;
  readonly properties?: readonly { readonly name: string; readonly value: string }[];
}
const isForDevelopment = ({ properties = [] }: Component) =>
  properties.some(({ name, value }) => name === "cdx:npm:package:development" && value === "true");

it("what is released is signed for: the sources, and what they are made of", () => {
  const used = steps.flatMap(({ uses }) => (uses === undefined ? [] : [uses.split("@")[0]]));
  expect(used).toEqual(expect.arrayContaining(["actions/attest-build-provenance", "actions/attest-sbom"]));
  expect(steps.some(({ run }) => run?.includes("--is-ancestor HEAD origin/main"))).toBe(true);
});

it("its files are made: notes of the version, two SBOMs of what is shipped, the sources, their sums", () => {
  // A repository of its own, in which the present state is the release 9.0.0.
  const directory = mkdtempSync(path.join(tmpdir(), "release-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const left = new Set([".git", ".cache", "node_modules", "cdktf.out", "docs", "generated", "test"]);
  for (const part of readdirSync(project).filter((name) => !left.has(name)))
    cpSync(path.join(project, part), path.join(directory, part), { recursive: true });
  symlinkSync(path.join(project, "node_modules"), path.join(directory, "node_modules"));
  writeFileSync(path.join(directory, ".gitignore"), "node_modules\nrelease\n");
  const run = (command: string, ...args: string[]) => {
    const env = { ...process.env, TAG: "v9.0.0", GIT_CONFIG_GLOBAL: "/dev/null" };
    const { status, stdout, stderr } = spawnSync(command, args, { cwd: directory, encoding: "utf8", env });
    expect(status, `${command} ${args.join(" ")}: ${stderr}`).toBe(0);
    return stdout;
  };
  run("npm", "run", "--silent", "changelog", "--", "--release", "9.0.0");
  run("git", "init", "--quiet");
  run("git", "add", ".");
  run("git", "-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "--quiet", "--message", "Release 9.0.0");
  run("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", steps.find(({ id }) => id === "files")?.run ?? "");

  const name = "benevoclic-monitoring-v9.0.0";
  const made = (file: string) => readFileSync(path.join(directory, "release", file), "utf8");
  expect(readdirSync(path.join(directory, "release")).sort()).toEqual(
    ["SHA256SUMS", `${name}.cdx.json`, `${name}.spdx.json`, `${name}.tar.gz`, "notes.md"].sort(),
  );
  expect(made("notes.md")).toMatch(/^### Added\n\n- /);
  expect(made("notes.md")).not.toContain("Unreleased");
  const { bomFormat, metadata, components } = JSON.parse(made(`${name}.cdx.json`)) as {
    bomFormat: string;
    metadata: { component: { version: string } };
    components: Component[];
  };
  expect([bomFormat, metadata.component.version]).toEqual(["CycloneDX", "9.0.0"]);
  const shipped = new Set(
    components.filter((one) => !isForDevelopment(one)).map(({ purl }) => decodeURIComponent(purl)),
  );
  for (const [one, version] of Object.entries(manifest.dependencies)) {
    expect(shipped).toContain(`pkg:npm/${one}@${version}`);
  }
  expect([...shipped].filter((purl) => /vitest|biome|\/pm2@/.test(purl))).toEqual([]);
  expect(JSON.parse(made(`${name}.spdx.json`))).toHaveProperty("spdxVersion");
  expect(made("SHA256SUMS").trim().split("\n")).toHaveLength(3);
  const listed = execFileSync("tar", ["-tzf", path.join(directory, "release", `${name}.tar.gz`)], { encoding: "utf8" });
  expect(listed).toContain(`${name}/package-lock.json\n`);
});
