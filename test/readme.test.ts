import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { loadConfig } from "../config/load.ts";
import { environmentOf } from "../kit/environment.ts";
import type { Alert } from "../kit/model/alert.ts";
import { filesOf } from "../kit/write/files.ts";
import { benevoclic } from "../platform.ts";

const project = path.resolve(import.meta.dirname, "..");
const read = (file: string) => readFileSync(path.join(project, file), "utf8");

it("the alert of the README, pasted where it says, is generated", async () => {
  const [, file = ""] = /One declaration in one file, for instance in `([^`]+)`/.exec(read("README.md")) ?? [];
  const [, example = ""] = /```ts\n(export const \w+ = alert\(.*?)```/s.exec(read("README.md")) ?? [];
  const biome = path.join(project, "node_modules/.bin/biome");
  expect(execFileSync(biome, ["format", `--stdin-file-path=${file}`], { input: example, encoding: "utf8" })).toBe(
    example,
  );
  const [, variable = "", name = ""] = /export const (\w+) = alert\("(\w+)"/.exec(example) ?? [];
  // What the file imports, and its own alerts that the example names.
  const imports = (read(file).match(/^import .*?;$/gms) ?? []).map((one) =>
    one.replace(/"(\.[^"]+)"/, (_, from: string) => JSON.stringify(path.resolve(project, path.dirname(file), from))),
  );
  const own = [...example.matchAll(/because\((\w+)\)/g)].map(([, cause]) => cause);
  const directory = mkdtempSync(path.join(tmpdir(), "readme-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const pasted = path.join(directory, "pasted.ts");
  const here = `import { ${own.join(", ")} } from ${JSON.stringify(path.join(project, file))};`;
  writeFileSync(pasted, [...imports, here, example].join("\n"));
  const alert = ((await import(pasted)) as Record<string, Alert>)[variable];
  if (alert === undefined) throw new Error(`the README declares no ${variable}`);

  const alerts = new Map(
    [...benevoclic.alerts].map(
      ([domain, all]) => [domain, all.map((one) => (one.name === name ? alert : one))] as const,
    ),
  );
  const files = filesOf(environmentOf({ ...benevoclic, alerts }, loadConfig("production")));
  expect(files.get("prometheus/rules/host.yml")).toContain(`alert: ${name}`);
  expect(files.get(`runbooks/${name}.md`)).toContain("pm2 restart benevoclic-api");
});

it("its overrides are those of an environment", () => {
  const [, example = ""] = /```yaml\nalerts:\n(.*?)```/s.exec(read("README.md")) ?? [];
  const named = [...example.matchAll(/^ {2}(\w+):/gm)].map(([, name]) => name);
  const known = [...benevoclic.alerts.values()].flat().map(({ name }) => name);
  expect(named.length).toBeGreaterThan(1);
  for (const name of named) expect(known).toContain(name);
});
