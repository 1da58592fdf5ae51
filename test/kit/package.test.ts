import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
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
  const shop = path.join(folder, "shop");
  cpSync(path.join(repository, "examples/shop"), shop, { recursive: true });
  for (const file of readdirSync(shop).filter((one) => one.endsWith(".ts"))) {
    const text = readFileSync(path.join(shop, file), "utf8").replaceAll('"../../kit/', `"${name}/`);
    writeFileSync(path.join(shop, file), text);
  }
  writeFileSync(path.join(folder, "package.json"), JSON.stringify({ type: "module" }));
  writeFileSync(
    path.join(folder, "generate.ts"),
    `import { environmentOf } from "${name}/environment.ts";
import { filesOf } from "${name}/write/files.ts";
import { shop } from "./shop/platform.ts";
console.log([...filesOf(environmentOf(shop, shop.environments.load("production"))).keys()].join("\\n"));
`,
  );
  const tsx = path.join(repository, "node_modules/tsx/dist/cli.mjs");
  const said = execFileSync(process.execPath, [tsx, "generate.ts"], { cwd: folder, encoding: "utf8" });
  expect(said).toContain("prometheus/rules/shop.yml");
  expect(said).toContain("runbooks/ShopDown.md");
});
