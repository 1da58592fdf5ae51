import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { text } from "node:stream/consumers";
import { expect, it, onTestFinished } from "vitest";
import { z } from "zod";
import { artifactName } from "../../exporters/quality/github.ts";
import { projects } from "../../exporters/quality/report.ts";
import { reportKinds } from "../../exporters/quality/reports/every.ts";
import { onPath } from "../../kit/lab/parts/programs.ts";
import { parseYaml } from "../../kit/yaml.ts";
import { document, figures, fromDirectory, now, put, stateOf, temporary } from "../exporters/quality/read.ts";
import { startRegistry } from "../exporters/quality/registry.ts";

const project = path.resolve(import.meta.dirname, "../..");
const workflows = path.join(project, ".github/workflows");
const reusable = readdirSync(workflows).filter((file) => file.startsWith("quality-"));

const step = z.looseObject({
  id: z.string().optional(),
  run: z.string().optional(),
  uses: z.string().optional(),
  with: z.record(z.string(), z.unknown()).optional(),
});
const workflow = z.object({
  on: z.object({
    workflow_call: z.object({ inputs: z.record(z.string(), z.looseObject({ default: z.unknown().optional() })) }),
  }),
  permissions: z.strictObject({ contents: z.literal("read") }),
  jobs: z.object({ report: z.looseObject({ steps: z.array(step) }) }),
});
const read = (file: string) => workflow.parse(parseYaml(readFileSync(path.join(workflows, file), "utf8")));
const stepsOf = (file: string) => read(file).jobs.report.steps;

/** Runs what a workflow does between installation and upload, with this machine's tools. */
async function ran(file: string, directory: string, env: NodeJS.ProcessEnv): Promise<string> {
  const script = stepsOf(file).find(({ id }) => id === "report")?.run ?? "";
  const reports = path.join(directory, "reports");
  // As GitHub calls bash.
  const child = spawn("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", script], {
    cwd: directory,
    env: { ...process.env, REPORTS: reports, ...env },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const said = text(child.stderr);
  const code = await new Promise((resolve) => child.once("close", resolve));
  expect(code, await said).toBe(0);
  return reports;
}

function projectWith(files: Readonly<Record<string, string>>): string {
  const directory = temporary();
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(directory, file)), { recursive: true });
    writeFileSync(path.join(directory, file), content);
  }
  return directory;
}

it("every report that the exporter reads is uploaded under its name, with its files, and nothing else is", () => {
  const uploads = reusable.flatMap((file) =>
    stepsOf(file).flatMap(({ uses, with: given }) => {
      if (!uses?.startsWith("actions/upload-artifact@")) return [];
      const files = String(given?.path)
        .trim()
        .split("\n")
        .map((one) => path.posix.basename(one.trim()));
      return [[String(given?.name), files] as const];
    }),
  );
  const wanted = reportKinds.map(({ report, files }) => [artifactName(report), [...files]]);
  expect(uploads.toSorted()).toEqual(wanted.toSorted());
});

it("inputs reach scripts as variables only: a script in which they are pasted could be made to run anything", () => {
  for (const file of reusable) {
    for (const { run } of stepsOf(file)) expect(run ?? "", file).not.toContain("${{");
  }
});

it("this repository's own workflow calls them, and gives them what they ask for", () => {
  const own = z
    .object({
      on: z.looseObject({ schedule: z.array(z.object({ cron: z.string() })) }),
      jobs: z.record(z.string(), z.object({ uses: z.string(), with: z.record(z.string(), z.string()).optional() })),
    })
    .parse(parseYaml(readFileSync(path.join(workflows, "quality.yml"), "utf8")));
  // Daily: the audit is old after two days.
  expect(own.on.schedule[0]?.cron).toMatch(/^\d+ \d+ \* \* \*$/);
  const called = Object.values(own.jobs).map(({ uses }) => path.basename(uses));
  const expected = reusable.filter((file) => file !== "quality-lighthouse.yml");
  expect(called.toSorted()).toEqual(expected);
  for (const { uses, with: given = {} } of Object.values(own.jobs)) {
    const { inputs } = read(path.basename(uses)).on.workflow_call;
    for (const name of Object.keys(given)) expect(inputs).toHaveProperty(name);
    for (const [name, { default: preset }] of Object.entries(inputs)) {
      if (preset === undefined) expect(given, uses).toHaveProperty(name);
    }
  }
  expect(projects).toContain("monitoring");
});

it("packages: what the script writes is read", async () => {
  const registry = await startRegistry();
  onTestFinished(() => registry.stop());
  const manifest = { name: "p", version: "1.0.0", dependencies: { leaky: "^1.0.0" } };
  const directory = projectWith({
    "package.json": JSON.stringify(manifest),
    "package-lock.json": JSON.stringify({
      ...{ name: "p", version: "1.0.0", lockfileVersion: 3 },
      packages: { "": manifest, "node_modules/leaky": { version: "1.0.0" } },
    }),
    "node_modules/leaky/package.json": '{"name": "leaky", "version": "1.0.0"}',
  });
  const npm = {
    npm_config_registry: registry.url,
    npm_config_cache: path.join(directory, "cache"),
    npm_config_userconfig: path.join(directory, "npmrc"),
  };
  const reports = await ran("quality-packages.yml", directory, npm);
  const seen = await collectedFrom(reports);
  expect(figures(seen, "quality_vulnerabilities", "api")).toMatchObject({ critical: 1, high: 0 });
  expect(figures(seen, "quality_outdated_packages", "api")).toEqual({ "": 1 });
  expect(figures(seen, "quality_packages", "api")).toEqual({ "": 1 });
});

it.each([
  ["without a configuration of its own", {}, { error: 1, warning: 1 }],
  [
    "with its own, whose word is the last",
    {
      "eslint.config.mjs": `const rule = "security/detect-object-injection";
 export default Promise.resolve([{ rules: { [rule]: "off" } }]);`,
    },
    { error: 1, warning: 0 },
  ],
])("code: a repository %s", async (_, configuration, findings) => {
  const directory = projectWith({
    "package.json": "{}",
    "src/a.js": "export const run = (code) => eval(code);\nexport const at = (list, place) => list[place];",
    ...configuration,
  });
  symlinkSync(path.join(project, "node_modules"), path.join(directory, "node_modules"));
  const reports = await ran("quality-lint.yml", directory, { LINTED: "src", PREPARE: "true" });
  expect(figures(await collectedFrom(reports), "quality_security_findings", "api")).toEqual(findings);
  expect(readdirSync(directory)).not.toContain("quality.eslint.config.mjs");
});

it("tests: the summary is taken from where the command writes it", async () => {
  const part = '{"total": 4, "covered": 3, "skipped": 0, "pct": 75}';
  const total = ["lines", "branches", "functions", "statements"].map((kind) => `"${kind}": ${part}`).join(",");
  const directory = projectWith({ "made.json": `{"total": {${total}}}` });
  const reports = await ran("quality-coverage.yml", directory, {
    COMMAND: "mkdir -p coverage && cp made.json coverage/coverage-summary.json",
    SUMMARY: "coverage/coverage-summary.json",
  });
  expect(figures(await collectedFrom(reports), "quality_coverage_ratio", "api")).toMatchObject({ lines: 0.75 });
});

it.skipIf(onPath(["jq"]).length === 0)(
  "pages: one list of all (skipped without jq; Lighthouse is a stand-in)",
  async () => {
    const directory = projectWith({
      "bin/lighthouse": `#!/bin/sh\nfor option; do case "$option" in --output-path=*) cp page.json "\${option#*=}";; esac; done`,
      "page.json": document("lighthouse-12.json"),
    });
    chmodSync(path.join(directory, "bin/lighthouse"), 0o755);
    const reports = await ran("quality-lighthouse.yml", directory, {
      PATH: `${path.join(directory, "bin")}:${process.env.PATH}`,
      URLS: "https://www.benevoclic.fr/ https://www.benevoclic.fr/annonces",
    });
    const written = readFileSync(path.join(reports, "lighthouse.json"), "utf8");
    expect(JSON.parse(written)).toHaveLength(2);
    const all = temporary();
    put(all, "web", "lighthouse.json", written);
    expect(stateOf(await fromDirectory(all), "web", "lighthouse")).toBe("good");
  },
);

async function collectedFrom(reports: string) {
  const all = temporary();
  for (const file of readdirSync(reports))
    put(all, "api", file, readFileSync(path.join(reports, file), "utf8"), now - 60);
  return fromDirectory(all);
}
