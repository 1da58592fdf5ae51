import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, symlinkSync, truncateSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { readLastGood } from "../../../exporters/quality/last-good.ts";
import { document, figures, fromDirectory, hour, now, put, stateOf, temporary } from "./read.ts";

const good = document("npm-audit-1.json");
const known = { critical: 1, high: 2, moderate: 0, low: 1 };

it.each([
  ["truncated", "cut off in the middle", good.slice(0, good.length / 2)],
  ["truncated", "empty", ""],
  ["truncated", "blank", "\n \n"],
  ["wrong", "npm's own failure", '{"error": {"code": "ENOLOCK", "summary": "needs a lock file"}}'],
  ["wrong", "what `npm run` prints before a report", `\n> api@1.0.0 audit\n> npm audit --json\n\n${good}`],
  ["wrong", "another report", document("lighthouse-12.json")],
  ["wrong", "an HTML page", "<!doctype html><title>404</title>"],
  ["wrong", "two documents", good + good],
  ["wrong", "UTF-16", Buffer.from(good, "utf16le").toString("latin1")],
  ["wrong", "UTF-16 with a mark", Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(good, "utf16le")])],
  ["wrong", "counts that are texts", good.replace('"high": 2', '"high": "2"')],
  ["wrong", "counts that are below zero", good.replace('"high": 2', '"high": -2')],
  ["wrong", "an audit of nothing", good.replace('"totalDependencies": 158', '"totalDependencies": 0')],
  ["wrong", "an audit without its counts", good.replace('"metadata": {\n', '"meta": {\n')],
  ["wrong", "a list without an end to its depth", "[".repeat(5000)],
])("%s: %s; the last good report is kept with its age", async (state, _, content) => {
  const directory = temporary();
  put(directory, "api", "audit.json", good, now - 3 * hour);
  const before = await fromDirectory(directory);
  put(directory, "api", "audit.json", content, now - hour);
  const after = await fromDirectory(directory, before.lastGood);
  expect(stateOf(after, "api", "audit")).toBe(state);
  expect(figures(after, "quality_vulnerabilities", "api")).toEqual(known);
  expect(figures(after, "quality_report_timestamp_seconds", "api")).toEqual({ audit: now - 3 * hour });
  const line = after.lines.find(({ project, report }) => project === "api" && report === "audit");
  expect(line).toMatchObject({
    level: "warn",
    state,
    keptAgeSeconds: 3 * hour,
    remedy: expect.stringMatching(/.{10}/),
  });
});

const url = "https://reader:pa55word@registry.example/-/npm/v1/security/advisories/bulk";
const lines = (...documents: object[]) => documents.map((one) => `${JSON.stringify(one)}\n`).join("");

it.each<readonly [tool: string, content: string | Buffer, told: string, remedy: string]>([
  ["npm 6", '{"error":{"code":"ENOAUDIT","summary":"Your registry does not","detail":""}}', "ENOAUDIT: Your", "again"],
  ["npm 6", '{"error":{"code":"ENOLOCK","summary":"needs a lock file","detail":"…"}}', "ENOLOCK: needs", "lock file"],
  [
    "npm 7 to 9",
    `{"message":"503 Service Unavailable - POST ${url}","statusCode":503,"body":""}`,
    "503 Service",
    "again",
  ],
  ["npm 7 to 9", '{"method":"POST","headers":{},"statusCode":502,"body":""}', "HTTP 502", "again"],
  [
    "npm 10",
    `{"message":"request to ${url} failed, reason: ","error":{"summary":"","detail":""}}`,
    "request to",
    "again",
  ],
  ["npm 11", '{"error":{"code":"EUSAGE","summary":"","detail":"no such option"}}', "EUSAGE: no such option", "the log"],
  ["a registry", '{"error":"Service Unavailable","statusCode":503}', "HTTP 503: Service Unavailable", "again"],
  ["a registry", '{"errors":[{"status":403,"message":"not licensed"}]}', "not licensed", "the log"],
  [
    "pnpm",
    '{"error":{"code":"ERR_PNPM_AUDIT_BAD_RESPONSE","message":"responded with 500"}}',
    "RESPONSE: responded",
    "again",
  ],
  [
    "yarn",
    lines(
      { type: "warning", data: "No license" },
      { type: "error", data: `An error: "${url}: ECONNREFUSED"` },
      { type: "info", data: "Visit" },
    ),
    "An error:",
    "again",
  ],
  [
    "yarn berry",
    lines({ type: "error", name: 35, displayName: "YN0035", indent: "", data: "not found" }),
    "not found",
    "log",
  ],
  ["yarn", lines({ type: "auditAdvisory", data: {} }, { type: "auditSummary", data: {} }), "yarn's form", "--json"],
  ["npm 6", '{"error":{"code":"EAUDITNOLOCK","summary":"Neither was found"}}', "EAUDITNOLOCK: Neither", "lock file"],
  [
    "pnpm",
    '{"error":{"code":"ERR_PNPM_AUDIT_NO_LOCKFILE","message":"No pnpm-lock.yaml found"}}',
    "NO_LOCKFILE: No",
    "lock file",
  ],
  ["npm", '{"error":{"code":"ENETUNREACH","summary":"connect ENETUNREACH ::1:443"}}', "ENETUNREACH", "did not answer"],
  ["npm", '{"error":{"code":"E401","summary":"Unable to authenticate"}}', "E401", "a token"],
  [
    "npm 6",
    '{"error":{"code":"ENOAUDIT","summary":"Your registry does not support audit requests."}}',
    "ENOAUDIT",
    "answers audits",
  ],
  [
    "npm behind a proxy",
    `{"message":"request to ${url} failed, reason: self-signed certificate in certificate chain"}`,
    "self-signed",
    "NODE_EXTRA_CA_CERTS",
  ],
  ["yarn 4", lines({ value: "lodash", children: { ID: 1 } }, { value: "qs", children: { ID: 2 } }), "yarn's", "npm"],
  ["PowerShell", Buffer.from(good, "utf16le"), "UTF-16", "utf8"],
  ["another tool", '<?xml version="1.0"?><coverage/>', "XML", "its formats"],
  ["a proxy", "\n<!doctype html><title>Sign in</title>", "a page of the web", "a proxy or a login"],
])("what %s prints instead of a report is told as that: %s", async (_, content, told, remedy) => {
  for (const report of ["audit", "outdated"]) {
    const directory = temporary();
    put(directory, "api", `${report}.json`, content);
    const seen = await fromDirectory(directory);
    expect(stateOf(seen, "api", report)).toBe("wrong");
    const line = seen.lines.find((one) => one.project === "api" && one.report === report);
    expect(line?.reason).toContain(told);
    expect(line?.remedy).toContain(remedy);
    expect(JSON.stringify(seen.lines)).not.toContain("pa55word");
  }
});

it("missing: never there, gone, or its directory gone", async () => {
  const directory = temporary();
  const never = await fromDirectory(directory);
  expect(stateOf(never, "api", "audit")).toBe("missing");
  expect(figures(never, "quality_vulnerabilities", "api")).toEqual({});
  put(directory, "api", "audit.json", good);
  const before = await fromDirectory(directory);
  rmSync(path.join(directory, "api"), { recursive: true });
  const after = await fromDirectory(directory, before.lastGood);
  expect(stateOf(after, "api", "audit")).toBe("missing");
  expect(figures(after, "quality_vulnerabilities", "api")).toEqual(known);
});

it("old: told, and still used as long as nothing newer is there", async () => {
  const directory = temporary();
  put(directory, "api", "audit.json", good, now - 47 * hour);
  put(directory, "api", "lint.json", '[{"filePath": "a.ts", "messages": []}]', now - 47 * hour);
  expect(stateOf(await fromDirectory(directory), "api", "audit")).toBe("good");
  const later = await fromDirectory(directory, new Map(), now + 2 * hour);
  expect(stateOf(later, "api", "audit")).toBe("old");
  expect(stateOf(later, "api", "lint")).toBe("good");
  expect(figures(later, "quality_vulnerabilities", "api")).toEqual(known);
});

it("an earlier report that comes back does not replace a later one", async () => {
  const directory = temporary();
  put(directory, "api", "audit.json", good, now - hour);
  const before = await fromDirectory(directory);
  put(directory, "api", "audit.json", good.replace('"high": 2', '"high": 0'), now - 9 * hour);
  const after = await fromDirectory(directory, before.lastGood);
  expect(stateOf(after, "api", "audit")).toBe("old");
  expect(figures(after, "quality_vulnerabilities", "api")).toEqual(known);
});

it("a report from the future would never get old: wrong", async () => {
  const directory = temporary();
  put(directory, "api", "audit.json", good, now + 2 * hour);
  expect(stateOf(await fromDirectory(directory), "api", "audit")).toBe("wrong");
});

it("huge: not even begun", async () => {
  const directory = temporary();
  put(directory, "web", "lighthouse.json", "{");
  // A file with a hole: it takes no disk.
  truncateSync(path.join(directory, "web", "lighthouse.json"), 300 * 2 ** 20);
  expect(stateOf(await fromDirectory(directory), "web", "lighthouse")).toBe("huge");
});

it("outdated packages where nothing is installed are no figure", async () => {
  const directory = temporary();
  put(directory, "api", "outdated.json", '{"zod": {"wanted": "4.0.0", "latest": "4.1.0"}}');
  const seen = await fromDirectory(directory);
  expect(stateOf(seen, "api", "outdated")).toBe("wrong");
  expect(seen.lines.find(({ report, state }) => report === "outdated" && state === "wrong")?.remedy).toContain(
    "npm ci",
  );
});

it("a report that may not be read, or is no file, is not called missing", async () => {
  const directory = temporary();
  const at = (file: string) => path.join(directory, "api", file);
  mkdirSync(at("audit.json"), { recursive: true });
  symlinkSync("lint.json", at("lint.json")); // to itself
  execFileSync("mkfifo", [at("coverage.json")]);
  symlinkSync("/dev/zero", at("outdated.json"));
  const seen = await fromDirectory(directory);
  const reasons = Object.fromEntries(
    seen.lines.filter(({ project }) => project === "api").map(({ report, state, reason }) => [report, [state, reason]]),
  );
  expect(reasons).toEqual({
    audit: ["unreachable", "it is a directory, not a file"],
    lint: ["unreachable", "it cannot be read (ELOOP)"],
    coverage: ["unreachable", "it is a pipe, not a file"],
    outdated: ["unreachable", "it is a device, not a file"],
  });
});

it("a pipe beside a report, or in the place of what was known, keeps nobody waiting", async () => {
  const directory = temporary();
  put(directory, "api", "outdated.json", "{}");
  execFileSync("mkfifo", [path.join(directory, "api", "package.json"), path.join(directory, "known.json")]);
  expect(stateOf(await fromDirectory(directory), "api", "outdated")).toBe("unreachable");
  const warnings: string[] = [];
  const log = { info() {}, warn: (message: string) => void warnings.push(message), error() {} };
  expect(await readLastGood(path.join(directory, "known.json"), log)).toEqual(new Map());
  expect(warnings).toEqual([expect.stringContaining("forgotten")]);
});
