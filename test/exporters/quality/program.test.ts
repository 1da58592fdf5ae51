import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { Mistake } from "../../../exporters/program/mistake.ts";
import { qualitySettings } from "../../../exporters/quality/settings.ts";
import { startChild } from "../../../kit/lab/parts/children.ts";
import { answers } from "../../../kit/lab/parts/http.ts";
import { obtainParts } from "../../../kit/lab/parts/obtain.ts";
import { startOnFreePort } from "../../../kit/lab/parts/ports.ts";
import { quality } from "../../../signals/metrics/quality.ts";
import { qualityExporter } from "../../../signals/metrics/quality-exporter.ts";
import { document, put, seriesOf, temporary } from "./read.ts";

const run = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--import", "tsx", "exporters/quality/main.ts", ...args],
    { encoding: "utf8" },
  );
  return {
    status,
    stdout,
    lines: stderr
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>),
  };
};

function reports(): string {
  const directory = temporary();
  const yesterday = Date.now() / 1000 - 3600;
  put(directory, "web", "lighthouse.json", document("lighthouse-12.json"), yesterday);
  put(directory, "web", "audit.json", document("npm-audit-1.json"), yesterday);
  put(directory, "web", "outdated.json", "{}", yesterday);
  put(directory, "web", "package.json", '{"dependencies": {"nuxt": "^3"}}', yesterday);
  put(directory, "web", "lint.json", '[{"filePath": "a.ts", "messages": []}]', yesterday);
  const part = { total: 10, covered: 9, skipped: 0, pct: 90 };
  const total = { lines: part, branches: part, functions: part, statements: part };
  put(directory, "web", "coverage.json", JSON.stringify({ total }), yesterday);
  return directory;
}

it("writes what is declared, as promtool and a real node-exporter read it", async () => {
  const [directory, target] = [reports(), temporary()];
  const { status, lines } = run("--directory", directory, "--textfile", path.join(target, "quality.prom"));
  expect(status).toBe(0);
  expect(lines.at(-1)).toMatchObject({ level: "info", program: "quality-exporter", message: "written", reports: 5 });
  expect(readdirSync(target).sort()).toEqual(["quality.prom", "quality.prom.last-good.json"]);
  expect(statSync(path.join(target, "quality.prom")).mode & 0o777).toBe(0o644);
  const text = readFileSync(path.join(target, "quality.prom"), "utf8");
  const { promtool, "node-exporter": node } = await obtainParts({ names: ["promtool", "node-exporter"] });
  execFileSync(promtool.command, ["check", "metrics"], { input: text, stdio: ["pipe", "pipe", "pipe"] });

  const { port, child } = await startOnFreePort((free) =>
    startChild({
      name: "node-exporter",
      command: node.command,
      args: [
        `--web.listen-address=127.0.0.1:${free}`,
        "--collector.disable-defaults",
        "--collector.textfile",
        `--collector.textfile.directory=${target}`,
      ],
      logFile: path.join(temporary(), "log"),
      ready: () => answers(`http://127.0.0.1:${free}/`),
    }),
  );
  onTestFinished(() => child.stop());
  const scraped = seriesOf(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text());
  expect(scraped.get("node_textfile_scrape_error")).toBe(0);
  expect(scraped.get('quality_security_score_ratio{project="web"}')).toBeCloseTo(1 - (10 + 2 * 7.5 + 2.5) / 100);
  for (const { name, labels } of [...Object.values(quality), ...Object.values(qualityExporter)]) {
    const own = [...scraped.keys()].filter((series) => series.split("{")[0] === name);
    expect(own, name).not.toEqual([]);
    for (const series of own) {
      const present = [...series.matchAll(/(\w+)="/g)].map(([, label]) => label);
      expect(present.sort(), series).toEqual(Object.keys(labels).sort());
    }
  }
});

it("keeps what it knew over its runs, also when its own file is damaged", () => {
  const [directory, target] = [reports(), temporary()];
  const textfile = path.join(target, "quality.prom");
  run("--directory", directory, "--textfile", textfile);
  writeFileSync(path.join(directory, "web/audit.json"), "{");
  run("--directory", directory, "--textfile", textfile);
  const second = seriesOf(readFileSync(textfile, "utf8"));
  expect(second.get('quality_vulnerabilities{project="web",severity="high"}')).toBe(2);
  expect(second.get('quality_report_state{project="web",report="audit",state="truncated"}')).toBe(1);
  writeFileSync(`${textfile}.last-good.json`, '{"web/audit": {"id": 3}}');
  const { status, lines } = run("--directory", directory, "--textfile", textfile);
  expect(status).toBe(0);
  expect(lines[0]).toMatchObject({ level: "warn", message: expect.stringContaining("forgotten") });
  const third = seriesOf(readFileSync(textfile, "utf8"));
  expect(third.has('quality_vulnerabilities{project="web",severity="high"}')).toBe(false);
  expect(third.get('quality_coverage_ratio{project="web",kind="lines"}')).toBe(0.9);
});

it("--once prints, and writes nothing", () => {
  const [directory, target] = [reports(), temporary()];
  const { status, stdout } = run("--once", "--directory", directory, "--textfile", path.join(target, "quality.prom"));
  expect(status).toBe(0);
  expect(seriesOf(stdout).get('quality_packages{project="web"}')).toBe(1);
  expect(readdirSync(target)).toEqual([]);
});

it.each([
  ["no place for the reports", ["--textfile", "a.prom"], "--directory or --repositories"],
  ["two places", ["--textfile", "a.prom", "--directory", ".", "--repositories", "api=a/b"], "either"],
  ["no token", ["--textfile", "a.prom", "--repositories", "api=a/b"], "--github-token-file"],
  ["an unknown project", ["--textfile", "a.prom", "--repositories", "app=a/b"], "api"],
  ["a name that node-exporter skips", ["--textfile", "a.txt", "--directory", "."], ".prom"],
])("refuses %s", (_, args, words) => {
  let refusal: unknown;
  try {
    qualitySettings({ args, env: {} });
  } catch (error) {
    refusal = error;
  }
  expect(refusal).toBeInstanceOf(Mistake);
  expect(`${(refusal as Mistake).message} ${(refusal as Mistake).remedy}`).toContain(words);
});

it("refuses a directory that is not there, with status 2 and what to do", () => {
  const { status, lines } = run("--textfile", "a.prom", "--directory", "/nowhere");
  expect(status).toBe(2);
  expect(lines).toMatchObject([{ level: "error", remedy: expect.stringContaining("--directory") }]);
  expect(existsSync("a.prom")).toBe(false);
});

it.skipIf(process.getuid?.() === 0)("a directory that cannot be written (skipped for root, who can)", () => {
  const target = path.join(temporary(), "closed");
  mkdirSync(target);
  chmodSync(target, 0o500);
  const { status, lines } = run("--directory", reports(), "--textfile", path.join(target, "quality.prom"));
  expect(status).toBe(2);
  expect(lines.at(-1)).toMatchObject({ level: "error", remedy: expect.stringContaining("disk") });
});
