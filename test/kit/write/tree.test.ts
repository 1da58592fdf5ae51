import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { committedEnvironments, generatedDirectory, loadConfig } from "../../../config/load.ts";
import { environmentOf } from "../../../kit/environment.ts";
import { filesOf } from "../../../kit/write/files.ts";
import { differenceOf, writeTree } from "../../../kit/write/tree.ts";
import { benevoclic } from "../../../platform.ts";
import { forgetDirectories, written } from "../programs.ts";

afterAll(forgetDirectories);

const files = new Map([
  ["a.yml", "a: 1\n"],
  ["deep/er/b.yml", "b: 1\n"],
]);
const nothing = { missing: [], changed: [], surplus: [] };
const listed = (directory: string) => readdirSync(directory, { recursive: true }).map(String).sort();

it.each(
  committedEnvironments,
)("generated/%s is what the declarations generate: otherwise run `npm run generate`", (name) => {
  const generated = filesOf(environmentOf(benevoclic, loadConfig(name)));
  expect(differenceOf(generated, path.join(generatedDirectory, name))).toEqual(nothing);
});

it("writes what is missing, and says so", () => {
  const directory = path.join(written(new Map()), "new");
  expect(differenceOf(files, directory)).toEqual({ ...nothing, missing: ["a.yml", "deep/er/b.yml"] });
  expect(writeTree(files, directory).missing).toEqual(["a.yml", "deep/er/b.yml"]);
  expect(listed(directory)).toEqual(["a.yml", "deep", "deep/er", "deep/er/b.yml"]);
  expect(differenceOf(files, directory)).toEqual(nothing);
});

it("replaces what changed and leaves what did not", () => {
  const directory = written(new Map([...files, ["a.yml", "a: 0\n"]]));
  const inode = (file: string) => statSync(path.join(directory, file)).ino;
  const untouched = inode("deep/er/b.yml");
  expect(writeTree(files, directory)).toEqual({ ...nothing, changed: ["a.yml"] });
  expect(readFileSync(path.join(directory, "a.yml"), "utf8")).toBe("a: 1\n");
  expect(inode("deep/er/b.yml")).toBe(untouched);
});

it("removes what is no longer declared, half-written files, and the directories that become empty", () => {
  const directory = written(new Map([...files, ["gone/for/good.md", ""], ["gone/too.md", ""], ["a.yml.new", "a:"]]));
  expect(writeTree(files, directory).surplus).toEqual(["a.yml.new", "gone/for/good.md", "gone/too.md"]);
  expect(existsSync(path.join(directory, "gone"))).toBe(false);
  expect(differenceOf(files, directory)).toEqual(nothing);
});

it("removes directories that were empty before", () => {
  const directory = written(files);
  mkdirSync(path.join(directory, "left/over"), { recursive: true });
  writeTree(files, directory);
  expect(listed(directory)).toEqual(["a.yml", "deep", "deep/er", "deep/er/b.yml"]);
});

it("a file takes the place of a directory, and a directory that of a file", () => {
  const directory = written(
    new Map([
      ["a.yml/old", ""],
      ["deep", ""],
    ]),
  );
  writeTree(files, directory);
  expect(differenceOf(files, directory)).toEqual(nothing);
});

it("a file that cannot be written leaves the old one whole", () => {
  const directory = written(new Map([["a.yml", "a: 0\n"]]));
  mkdirSync(path.join(directory, "a.yml.new/in-the-way"), { recursive: true });
  writeFileSync(path.join(directory, "a.yml.new/in-the-way/file"), "");
  expect(() => writeTree(new Map([...files, ["a.yml.new/in-the-way/file", ""]]), directory)).toThrow("EISDIR");
  expect(readFileSync(path.join(directory, "a.yml"), "utf8")).toBe("a: 0\n");
});
