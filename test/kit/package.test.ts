import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";

const repository = path.resolve(import.meta.dirname, "../..");
const manifest = (file: string): { name: string; dependencies: Record<string, string> } =>
  JSON.parse(readFileSync(path.join(repository, file), "utf8"));
const { name, dependencies } = manifest("kit/package.json");

it("asks for the versions that this repository is tested with", () => {
  const tested = manifest("package.json").dependencies;
  expect(dependencies).toEqual(Object.fromEntries(Object.keys(dependencies).map((one) => [one, tested[one]])));
});

it("packed and put into an empty folder, it builds the second platform", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "kit-package-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  execFileSync("npm", ["pack", "--silent", "--pack-destination", folder], { cwd: path.join(repository, "kit") });
  const [archive = ""] = readdirSync(folder);
  const modules = path.join(folder, "node_modules");
  mkdirSync(path.join(modules, name), { recursive: true });
  execFileSync("tar", ["-xzf", path.join(folder, archive), "--strip-components=1", "-C", path.join(modules, name)]);
  const reference = readFileSync(path.join(modules, name, "API.md"), "utf8");
  for (const offered of [
    "function platform(name: string,",
    "function alert(name: string,",
    "function errorRatio(",
    "interface Channel",
  ])
    expect(reference).toContain(`    ${offered}`);
  // What npm would install beside it, as it is tested here.
  for (const dependency of Object.keys(dependencies)) {
    mkdirSync(path.dirname(path.join(modules, dependency)), { recursive: true });
    symlinkSync(path.join(repository, "node_modules", dependency), path.join(modules, dependency));
  }
  cpSync(path.join(modules, name, "example"), path.join(folder, "shop"), { recursive: true });
  const command = path.join(modules, name, "command/main.js");
  const said = execFileSync(process.execPath, [command, "generate", "shop"], { cwd: folder, encoding: "utf8" });
  expect(said).toMatch(/shop\/generated\/production {2}\d+ files/);
  const rules = readFileSync(path.join(folder, "shop/generated/production/prometheus/rules/shop.yml"), "utf8");
  expect(rules).toContain("alert: ShopDown");
  expect(failure(command, ["generate", "."], folder)).toContain("platform.ts  exports no platform");
  expect(failure(command, [], folder)).toMatch(/generate +writes/);
});

/** What a command that fails writes for people. */
function failure(command: string, args: readonly string[], cwd: string): string {
  const { status, stderr } = spawnSync(process.execPath, [command, ...args], { cwd, encoding: "utf8" });
  expect(status).not.toBe(0);
  return stderr;
}
