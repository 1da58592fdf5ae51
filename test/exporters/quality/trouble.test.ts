import { mkdirSync, rmSync, symlinkSync, truncateSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
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
  ["wrong", "counts that are texts", good.replace('"high": 2', '"high": "2"')],
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

it("a report that may not be read is not called missing", async () => {
  const directory = temporary();
  mkdirSync(path.join(directory, "api"));
  mkdirSync(path.join(directory, "api", "audit.json"));
  symlinkSync("lint.json", path.join(directory, "api", "lint.json")); // to itself
  const seen = await fromDirectory(directory);
  expect(stateOf(seen, "api", "audit")).toBe("unreachable");
  expect(stateOf(seen, "api", "lint")).toBe("unreachable");
});
