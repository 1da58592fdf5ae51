import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { faults, type PlatformFault } from "../../../simulator/faults.ts";
import { readFaults, type WatchedFaults, watchFaults, writeFaults } from "../../../simulator/platform/faults-file.ts";

const directory = mkdtempSync(join(tmpdir(), "faults-"));
const since = "2026-03-02T19:00:00.000Z";
const listOf = (...names: string[]) => ({ active: names.map((name) => ({ name, since })) });
/** The tests beside this one want the machine as well. */
const patience = { timeout: 20_000 };
let watched: WatchedFaults | undefined;
const activeNow = () => faults.flatMap(({ name }) => (watched?.active(name as PlatformFault) ? [name] : []));

afterEach(() => {
  watched?.close();
  vi.restoreAllMocks();
  rmSync(directory, { recursive: true, force: true });
});

test("no file is no fault", () => {
  watched = watchFaults(directory);
  expect(activeNow()).toEqual([]);
});

test("a program that starts again still knows the faults, and others' faults do not disturb it", () => {
  writeFaults(directory, listOf("api-slow", "mail-refused"));
  watched = watchFaults(directory);
  expect(activeNow()).toEqual(["api-slow"]);
});

test("what ailed the process before this one is gone with it, what happens to this one is not", () => {
  writeFaults(directory, listOf("web-down"));
  watched = watchFaults(directory);
  expect(watched.active("web-down")).toBe(false);
  watched.close();
  writeFaults(directory, { active: [{ name: "web-down", since: new Date().toISOString() }] });
  watched = watchFaults(directory);
  expect(watched.active("web-down")).toBe(true);
});

test("a change is seen, and so is the end of the file", async () => {
  const onChange = vi.fn();
  watched = watchFaults(directory, onChange);
  writeFaults(directory, listOf("api-slow"));
  await vi.waitUntil(() => watched?.active("api-slow"), patience);
  expect(onChange).toHaveBeenCalledTimes(1);
  rmSync(directory, { recursive: true });
  await vi.waitUntil(() => !watched?.active("api-slow"), patience);
  expect(onChange).toHaveBeenCalledTimes(2);
});

test("a half-written file changes nothing and is told once; the whole one is taken", async () => {
  const told = vi.spyOn(console, "error").mockImplementation(() => {});
  writeFaults(directory, listOf("api-slow"));
  watched = watchFaults(directory);
  writeFileSync(join(directory, "faults.json"), '{ "active": [{ "name": "api-err');
  await vi.waitUntil(() => told.mock.calls.length > 0, patience);
  expect(watched.active("api-slow")).toBe(true);
  writeFaults(directory, listOf("api-errors"));
  await vi.waitUntil(() => watched?.active("api-errors"), patience);
  expect(watched.active("api-slow")).toBe(false);
  expect(told).toHaveBeenCalledTimes(1);
  expect(told.mock.calls[0]?.[0]).toMatch(/faults\.json is not a valid list of faults.*Write it again or delete it/);
});

test.each([
  ["not JSON", "{"],
  ["no list", "{}"],
  ["an unknown key", '{ "active": [], "passive": [] }'],
  ["a date that is none", '{ "active": [{ "name": "api-slow", "since": "yesterday" }] }'],
])("%s is refused with what to do", (_, content) => {
  writeFaults(directory, listOf());
  writeFileSync(join(directory, "faults.json"), content);
  expect(() => readFaults(directory)).toThrow(/Write it again or delete it/);
});
