import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { figures, fromDirectory, put, stateOf, temporary } from "./read.ts";
import { startRegistry } from "./registry.ts";

const repository = path.resolve(import.meta.dirname, "../../..");
const program = (name: string) => path.join(repository, "node_modules/.bin", name);

/** What the tool prints, whatever its exit code: tools that found something end with 1. */
const printed = (command: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}) =>
  new Promise<string>((resolve, reject) => {
    execFile(command, args, { cwd, env: { ...process.env, ...env }, maxBuffer: 2 ** 26 }, (error, stdout) => {
      if (error && typeof error.code !== "number") reject(error);
      else resolve(stdout);
    });
  });

/** A project in which the tools find something. */
function project(files: Readonly<Record<string, string>>): string {
  const directory = temporary();
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(directory, file)), { recursive: true });
    writeFileSync(path.join(directory, file), text);
  }
  return directory;
}

it("ESLint with eslint-plugin-security, both JSON formats", async () => {
  const directory = project({
    "eslint.config.mjs": `import security from "eslint-plugin-security"; export default [
  security.configs.recommended,
  { rules: { "no-unused-vars": "warn", "no-debugger": "error", "security/detect-eval-with-expression": "error" } },
];`,
    "unsafe.js": `const unused = 1;
debugger;
export const run = (code) => eval(code);
export const at = (list, place) => list[place];
export const other = (code) => eval(code); // eslint-disable-line security/detect-eval-with-expression -- reviewed`,
    "broken.js": "const = ;",
    "fine.js": "export const two = 2;",
  });
  symlinkSync(path.join(repository, "node_modules"), path.join(directory, "node_modules"));
  for (const format of ["json", "json-with-metadata"]) {
    const reports = temporary();
    put(reports, "api", "lint.json", await printed(program("eslint"), ["--format", format, "."], directory));
    const seen = await fromDirectory(reports);
    expect(stateOf(seen, "api", "lint"), format).toBe("good");
    // Errors: the debugger, eval, and the file that cannot be parsed.
    expect(figures(seen, "quality_lint_problems", "api"), format).toEqual({ error: 3, warning: 2 });
    expect(figures(seen, "quality_security_findings", "api"), format).toEqual({ error: 1, warning: 1 });
  }
});

it("Vitest's coverage by v8, written by istanbul's json-summary", async () => {
  const directory = project({
    "package.json": '{"type": "module"}',
    "half.mjs": `export function used(value) {
  return value > 0 ? "more" : "less";
}
export function unused() {
  return "never";
}
`,
    "half.test.mjs": `import { expect, it } from "vitest";
import { used } from "./half.mjs";
it("works", () => expect(used(1)).toBe("more"));`,
  });
  symlinkSync(path.join(repository, "node_modules"), path.join(directory, "node_modules"));
  const coverage = ["enabled", "provider=v8", "reporter=json-summary", "include=half.mjs"];
  const args = ["run", "--root", ".", ...coverage.map((option) => `--coverage.${option}`)];
  await printed(program("vitest"), args, directory, { VITEST: "", VITEST_POOL_ID: "", VITEST_WORKER_ID: "" });
  const reports = temporary();
  const summary = readFileSync(path.join(directory, "coverage/coverage-summary.json"), "utf8");
  put(reports, "web", "coverage.json", summary);
  const seen = await fromDirectory(reports);
  expect(stateOf(seen, "web", "coverage")).toBe("good");
  expect(figures(seen, "quality_coverage_ratio", "web")).toEqual({
    lines: 0.5,
    functions: 0.5,
    branches: 0.5,
    statements: 0.5,
  });
});

it("npm audit and npm outdated of the npm that is here", async () => {
  const registry = await startRegistry();
  onTestFinished(() => registry.stop());
  const dependencies = { leaky: "^1.0.0", steady: "^1.0.0" };
  const installed = (name: string) => `{"name": "${name}", "version": "1.0.0"}`;
  const locked = (name: string) => ({ version: "1.0.0", resolved: `${registry.url}/${name}/-/${name}-1.0.0.tgz` });
  const directory = project({
    "package.json": JSON.stringify({ name: "project", version: "1.0.0", dependencies }),
    "package-lock.json": JSON.stringify({
      name: "project",
      version: "1.0.0",
      lockfileVersion: 3,
      requires: true,
      packages: {
        "": { name: "project", version: "1.0.0", dependencies },
        "node_modules/leaky": locked("leaky"),
        "node_modules/steady": locked("steady"),
      },
    }),
    "node_modules/leaky/package.json": installed("leaky"),
    "node_modules/steady/package.json": installed("steady"),
  });
  const npm = (command: string) =>
    printed("npm", [command, "--json"], directory, {
      npm_config_registry: registry.url,
      npm_config_cache: path.join(directory, "cache"),
      npm_config_userconfig: path.join(directory, "npmrc"),
      npm_config_audit: "true",
    });
  const [audit, outdated] = await Promise.all([npm("audit"), npm("outdated")]);
  const reports = temporary();
  put(reports, "monitoring", "audit.json", audit);
  put(reports, "monitoring", "outdated.json", outdated);
  put(reports, "monitoring", "package.json", readFileSync(path.join(directory, "package.json"), "utf8"));
  const seen = await fromDirectory(reports);
  expect(stateOf(seen, "monitoring", "audit")).toBe("good");
  expect(stateOf(seen, "monitoring", "outdated")).toBe("good");
  // npm 7 and newer count packages, by their worst vulnerability.
  const none = { high: 0, moderate: 0, low: 0 };
  expect(figures(seen, "quality_vulnerabilities", "monitoring")).toEqual({ ...none, critical: 1 });
  expect(figures(seen, "quality_outdated_packages", "monitoring")).toEqual({ "": 1 });
  expect(figures(seen, "quality_packages", "monitoring")).toEqual({ "": 2 });

  await registry.stop();
  put(reports, "monitoring", "audit.json", await npm("audit"));
  const offline = await fromDirectory(reports, seen.lastGood);
  expect(stateOf(offline, "monitoring", "audit")).toBe("wrong");
  expect(figures(offline, "quality_vulnerabilities", "monitoring")).toEqual({ ...none, critical: 1 });
});

it.skip("Lighthouse itself: it wants Node 22 and a Chrome; documents of two forms stand in (forms.test.ts)");
