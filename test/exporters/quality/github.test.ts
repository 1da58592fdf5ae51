import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { deflateRawSync } from "node:zlib";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { openEntry } from "../../../exporters/quality/archive.ts";
import { githubSource } from "../../../exporters/quality/github.ts";
import type { ReportKind } from "../../../exporters/quality/report.ts";
import { reportKinds } from "../../../exporters/quality/reports/every.ts";
import type { Source } from "../../../exporters/quality/source.ts";
import { freePort } from "../../../kit/lab/parts/ports.ts";
import { onPath } from "../../../kit/lab/parts/programs.ts";
import { type Artifact, startActions } from "./actions.ts";
import { archive } from "./archive.ts";
import { collected, document, figures, now, stateOf, temporary } from "./read.ts";

const token = "github_pat_secret";
const good = document("npm-audit-1.json");
const iso = (secondsAgo: number) => new Date((now - secondsAgo) * 1000).toISOString().replace(".000", "");
const audit = (id: number, secondsAgo: number, high: number, more: Partial<Artifact> = {}): Artifact => ({
  id,
  name: "quality-audit",
  createdAt: iso(secondsAgo),
  content: archive({ "audit.json": good.replace('"high": 2', `"high": ${high}`) }),
  ...more,
});

async function watched(artifacts: readonly Artifact[], given = token) {
  const actions = await startActions(token, { "benevoclic/benevoclic-api": artifacts });
  const quiet = { info() {}, warn() {}, error() {} };
  const source = githubSource({
    url: actions.url,
    token: given,
    repositories: new Map([["api", "benevoclic/benevoclic-api"]]),
    branch: "main",
    log: quiet,
  });
  return { source, ...actions };
}
// Of its own: others may run the same at the same time.
beforeEach(() => void vi.stubEnv("TMPDIR", temporary()));
afterEach(() => void vi.unstubAllEnvs().unstubAllGlobals());
const left = () => readdirSync(tmpdir()).filter((name) => name.startsWith("quality-exporter-"));

it("takes the newest artifact of the branch; none of a pull request, a fork or a past that is over", async () => {
  const { source, requests } = await watched([
    audit(1, 7200, 7),
    audit(2, 3600, 4),
    audit(3, 60, 0, { foreign: true }),
    audit(4, 50, 0, { branch: "feature" }),
    audit(5, 40, 0, { expired: true }),
    audit(6, 30, 0, { name: "quality-audit-2" }),
  ]);
  const seen = await collected(source);
  expect(stateOf(seen, "api", "audit")).toBe("good");
  expect(figures(seen, "quality_vulnerabilities", "api").high).toBe(4);
  expect(figures(seen, "quality_report_timestamp_seconds", "api")).toEqual({ audit: now - 3600 });
  expect(stateOf(seen, "api", "coverage")).toBe("missing");
  expect(stateOf(seen, "web", "audit")).toBe("missing");
  expect(JSON.stringify([...seen.series, ...seen.lines])).not.toContain(token);

  // What was read once is not fetched again.
  const before = requests.length;
  const again = await collected(source, seen.lastGood);
  expect(figures(again, "quality_vulnerabilities", "api").high).toBe(4);
  expect(requests.slice(before).filter((url) => url.endsWith("/zip"))).toEqual([]);
  expect(left()).toEqual([]);
});

it("looks behind a page full of artifacts of pull requests", async () => {
  const pulls = Array.from({ length: 130 }, (_, index) => audit(100 + index, index, 0, { foreign: true }));
  const { source } = await watched([...pulls, audit(1, 7200, 7)]);
  expect(figures(await collected(source), "quality_vulnerabilities", "api").high).toBe(7);
});

it.each([
  ["wrong", "no archive", Buffer.from("<html>")],
  ["wrong", "an archive cut off", archive({ "audit.json": good }).subarray(0, 300)],
  ["missing", "an archive of something else", archive({ "other.json": good })],
  ["truncated", "a report cut off", archive({ "audit.json": good.slice(0, 200) })],
])("%s: %s", async (state, _, content) => {
  const { source } = await watched([audit(1, 60, 0, { content })]);
  expect(stateOf(await collected(source), "api", "audit")).toBe(state);
  expect(left()).toEqual([]);
});

it("an archive whose data is damaged", async () => {
  const content = archive({ "audit.json": good });
  content.fill(0xff, 60, 120);
  const { source } = await watched([audit(1, 60, 0, { content })]);
  expect(stateOf(await collected(source), "api", "audit")).toBe("wrong");
});

const spoiled = (at: (archive: Buffer) => number, value: number) => {
  const content = archive({ "audit.json": good });
  content.writeUInt32LE(value, at(content));
  return content;
};
const inList = (offset: number) => (content: Buffer) => content.lastIndexOf(Buffer.from([0x50, 0x4b, 1, 2])) + offset;
const inEnd = (offset: number) => (content: Buffer) => content.length - 22 + offset;

it.each([
  ["wrong", "another checksum", spoiled(inList(16), 1)],
  ["wrong", "more in it than its list says", spoiled(inList(24), 3)],
  ["wrong", "less in it than its list says", spoiled(inList(24), 10_000_000)],
  ["huge", "a report of 4 GB", spoiled(inList(24), 0xfffffffe)],
  ["wrong", "data behind its end", spoiled(inList(20), 0xfffffffe)],
  ["wrong", "another compression", spoiled(inList(8), 0x000c0008)],
  ["wrong", "65,000 files", spoiled(inEnd(8), 0xfde8fde8)],
  ["wrong", "a list that is elsewhere", spoiled(inEnd(16), 0xfffffff0)],
])("an archive with a wrong list is %s: %s", async (state, _, content) => {
  const { source } = await watched([audit(1, 60, 0, { content })]);
  const seen = await collected(source);
  expect(stateOf(seen, "api", "audit")).toBe(state);
  expect(seen.lines.find(({ project, report }) => project === "api" && report === "audit")?.remedy).toBeTruthy();
  expect(left()).toEqual([]);
});

it("one artifact that is not understood does not hide the others", async () => {
  const { source } = await watched([audit(1, 60, 3), { ...audit(2, 30, 9), createdAt: "soon" }]);
  expect(figures(await collected(source), "quality_vulnerabilities", "api").high).toBe(3);
});

it("what fails on this machine, or is no answer of GitHub, is not told as its outage", async () => {
  const { source } = await watched([audit(1, 60, 3)]);
  vi.stubEnv("TMPDIR", "/nonexistent/tmp");
  const kind = reportKinds[0] as ReportKind;
  const reason = async (from: Source) => {
    const found = await from.find("api", kind).catch((error: Error) => error.message);
    return typeof found === "string" ? found : found.open("audit.json").catch((error: Error) => error.message);
  };
  expect(await reason(source)).toBe("it cannot be kept in /nonexistent/tmp (ENOENT)");
  const repositories = new Map([["api", "benevoclic/benevoclic-api"]] as const);
  const quiet = { info() {}, warn() {}, error() {} };
  const at = (url: string) => githubSource({ url, token, repositories, branch: "main", log: quiet });
  vi.stubGlobal("fetch", async () => Response.json({ hello: "you" }));
  expect(await reason(at("http://api.example"))).toContain("is not understood");
  vi.unstubAllGlobals();
  expect(await reason(at(`http://127.0.0.1:${await freePort()}`))).toMatch(/: ECONNREFUSED$/);
});

it("an archive with a file of a wrong name beside the report", async () => {
  const content = archive({ "..\\..\\evil": "x", "/etc/passwd": "x", "audit.json": good });
  const { source } = await watched([audit(1, 60, 0, { content })]);
  expect(stateOf(await collected(source), "api", "audit")).toBe("good");
});

it("a small archive that unfolds without end is given up at the limit", async () => {
  const directory = temporary();
  const [file, piece] = [path.join(directory, "archive.zip"), deflateRawSync(Buffer.alloc(2 ** 24))];
  writeFileSync(file, archive({ "audit.json": Buffer.alloc(2 ** 24) }));
  expect(readFileSync(file).length).toBeLessThan(piece.length + 300);
  let unfolded = 0;
  for await (const chunk of (await openEntry(file, "audit.json")) ?? []) {
    unfolded += chunk.length;
    if (unfolded > 2 ** 20) break;
  }
  expect(unfolded).toBeLessThan(2 ** 21);
});

it("a token that is refused, and an outage: unreachable, with what to do; the last good report is kept", async () => {
  const refused = await watched([audit(1, 60, 3)], "another");
  const seen = await collected(refused.source);
  expect(stateOf(seen, "api", "audit")).toBe("unreachable");
  const line = seen.lines.find(({ report, project }) => report === "audit" && project === "api");
  expect(line).toMatchObject({ reason: expect.stringContaining("401"), remedy: expect.stringContaining("token") });

  const { source, failures } = await watched([audit(1, 60, 3)]);
  const before = await collected(source);
  failures.push(...Array.from({ length: 4 }, () => 404));
  const after = await collected(source, before.lastGood);
  expect(stateOf(after, "api", "audit")).toBe("unreachable");
  expect(figures(after, "quality_vulnerabilities", "api").high).toBe(3);
});

it.skipIf(onPath(["zip"]).length === 0)("an archive that the program zip made (skipped without zip)", async () => {
  const directory = temporary();
  writeFileSync(path.join(directory, "audit.json"), good);
  writeFileSync(path.join(directory, "a"), "");
  execFileSync("zip", ["-q", "archive.zip", "a", "audit.json"], { cwd: directory });
  const pieces: Uint8Array[] = [];
  for await (const chunk of (await openEntry(path.join(directory, "archive.zip"), "audit.json")) ?? [])
    pieces.push(chunk);
  expect(Buffer.concat(pieces).toString()).toBe(good);
});
