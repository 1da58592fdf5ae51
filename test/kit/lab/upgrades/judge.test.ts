import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { obtainParts } from "../../../../kit/lab/parts/obtain.ts";
import { judgeUpgrade, type Subject } from "../../../../kit/lab/upgrades/judge.ts";
import { served } from "../../../served.ts";

const generated = path.resolve(import.meta.dirname, "../../../../generated/production");
const architecture = process.arch === "x64" ? "amd64" : process.arch;

function temporary(): string {
  const directory = mkdtempSync(path.join(tmpdir(), "upgrades-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** A release's archive with these programs, each a script that runs a real one. */
function archiveOf(name: string, version: string, programs: Readonly<Record<string, string>>): Buffer {
  const directory = temporary();
  const inside = `${name}-${version}.linux-${architecture}`;
  mkdirSync(path.join(directory, inside));
  for (const [program, script] of Object.entries(programs)) {
    writeFileSync(path.join(directory, inside, program), `#!/bin/sh\n${script}\n`);
    chmodSync(path.join(directory, inside, program), 0o755);
  }
  execFileSync("tar", ["-czf", "archive.tar.gz", inside], { cwd: directory });
  return readFileSync(path.join(directory, "archive.tar.gz"));
}

/** GitHub, as far as releases go. https://docs.github.com/en/rest/releases/releases#list-releases */
async function github(repository: string, tags: readonly string[], files: Readonly<Record<string, Buffer | string>>) {
  const address = await served((request, response) => {
    const url = new URL(request.url ?? "", `http://${request.headers.host}`);
    const file = files[decodeURIComponent(url.pathname.replace("/download/", ""))];
    if (url.pathname === `/repos/${repository}/releases`) {
      const assets = Object.keys(files).map((name) => ({
        name,
        browser_download_url: `${url.origin}/download/${name}`,
      }));
      const releases = tags.map((tag) => ({
        tag_name: tag,
        draft: false,
        prerelease: tag.includes("-rc"),
        html_url: `https://github.com/${repository}/releases/tag/${tag}`,
        published_at: "2026-11-02T10:00:00Z",
        assets,
      }));
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(releases));
    } else if (file !== undefined) response.end(file);
    else response.writeHead(404).end();
  });
  return { url: address };
}

const prometheusArchive = `prometheus-3.99.0.linux-${architecture}.tar.gz`;
const subject: Subject = {
  service: "prometheus",
  image: "quay.io/prometheus/prometheus:v3.13.0",
  flags: ["--config.file=/etc/prometheus/prometheus.yml", "--web.enable-admin-api"],
};

async function judged(
  programs: Readonly<Record<string, string>>,
  { sum, one = subject }: { sum?: string; one?: Subject } = {},
) {
  const archive = archiveOf("prometheus", "3.99.0", programs);
  const sha256 = sum ?? createHash("sha256").update(archive).digest("hex");
  const releases = await github("prometheus/prometheus", ["v3.100.0-rc.0", "v2.99.9", "v3.99.0", "v3.20.0"], {
    [prometheusArchive]: archive,
    "sha256sums.txt": `${"0".repeat(64)}  other.tar.gz\n${sha256}  ${prometheusArchive}\n`,
  });
  const cache = temporary();
  const verdict = await judgeUpgrade(one, { generated, cache, github: releases, slow: false });
  return { verdict, cache };
}

it("an image that is behind, whose latest version takes everything of ours", async () => {
  const { prometheus, promtool } = await obtainParts({ names: ["prometheus", "promtool"] });
  const programs = { prometheus: `exec ${prometheus.command} "$@"`, promtool: `exec ${promtool.command} "$@"` };
  const { verdict, cache } = await judged(programs);
  expect(verdict).toMatchObject({ behind: true, latest: { version: "3.99.0", date: "2026-11-02" } });
  expect(verdict.tried).toEqual(["flags", "configuration", "rules"].map((what) => ({ what, wrong: "" })));
  expect(readdirSync(cache)).toEqual(["prometheus-3.99.0"]);
});

it("a flag and a rule that the latest version refuses, in its own words", async () => {
  const { prometheus, promtool } = await obtainParts({ names: ["prometheus", "promtool"] });
  const { verdict } = await judged(
    {
      prometheus: `exec ${prometheus.command} "$@"`,
      // As if it no longer knew a function that our rules use.
      promtool: `[ "$2" = rules ] && { echo 'unknown function with name "quantile_over_time"' >&2; exit 1; }\nexec ${promtool.command} "$@"`,
    },
    { one: { ...subject, flags: ["--storage.tsdb.retention=1d"] } },
  );
  const wrong = Object.fromEntries(verdict.tried.map((one) => [one.what, one.wrong]));
  expect(wrong.flags).toContain("unknown long flag '--storage.tsdb.retention'");
  expect(wrong.rules).toContain("quantile_over_time");
  expect(wrong.configuration).toBe("");
});

it("programs that are not what their sum says are not run", async () => {
  const { verdict, cache } = await judged({ prometheus: "exit 0", promtool: "exit 0" }, { sum: "1".repeat(64) });
  expect(verdict).toMatchObject({ behind: true, tried: [], unknown: expect.stringContaining("not what its sum says") });
  expect(readdirSync(cache)).toEqual([]);
});

it("what cannot be found out is said: the latest, no programs, no versions, a tag that is none, no GitHub", async () => {
  const options = (url: string) => ({ generated, cache: temporary(), github: { url }, slow: false });
  const releases = await github("prometheus/prometheus", ["v3.13.0"], {});
  expect(await judgeUpgrade(subject, options(releases.url))).toMatchObject({
    behind: false,
    latest: { version: "3.13.0" },
  });
  const older = { ...subject, image: "quay.io/prometheus/prometheus:v3.5.0" };
  const bare = await judgeUpgrade(older, options(releases.url));
  expect(bare).toMatchObject({ behind: true, unknown: expect.stringContaining("no sha256sums.txt") });
  const grafana = { service: "grafana", image: "docker.io/grafana/grafana:13.2.0", flags: [] };
  const dashboards = await github("grafana/grafana", ["v13.3.1", "v12.9.9"], {});
  expect(await judgeUpgrade(grafana, options(dashboards.url))).toMatchObject({
    behind: true,
    latest: { version: "13.3.1" },
    unknown: expect.stringContaining("no program"),
  });
  expect(await judgeUpgrade({ ...subject, image: "local/prometheus:latest" }, options(releases.url))).toMatchObject({
    unknown: expect.stringContaining("no version"),
  });
  expect(await judgeUpgrade(subject, options("http://127.0.0.1:1"))).toMatchObject({
    behind: false,
    unknown: expect.stringContaining("GitHub does not tell"),
  });
});
