import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { changelogMistakes, notesOf, released } from "../../../cli/release/changelog.ts";

const project = path.resolve(import.meta.dirname, "../../..");
const ours = readFileSync(path.join(project, "CHANGELOG.md"), "utf8");
const present: string = JSON.parse(readFileSync(path.join(project, "package.json"), "utf8")).version;

const sound = `# Changelog

## [Unreleased]

### Fixed

- A wrong limit.

## [1.2.0] - 2026-11-20

### Added

- An alert
  over two lines.
- Another.

### Security

- A password is no longer printed.

## [1.1.9] - 2026-10-01

### Fixed

- A typo.

[Unreleased]: https://github.com/benevoclic/benevoclic-monitoring/compare/v1.2.0...HEAD
[1.2.0]: https://github.com/benevoclic/benevoclic-monitoring/compare/v1.1.9...v1.2.0
[1.1.9]: https://github.com/benevoclic/benevoclic-monitoring/releases/tag/v1.1.9
`;
const told = (text: string, version = "1.2.0") =>
  changelogMistakes(text, version).map(({ where, what }) => `${where} ${what}`);

it("the project's own changelog is as it should be", () => {
  expect(changelogMistakes(ours, present)).toEqual([]);
  expect(told(sound)).toEqual([]);
});

it.each([
  [/^# Changelog/, "# Changes", "CHANGELOG.md:1 does not begin"],
  [/## \[Unreleased\]\n/, "", "no place for what is not released"],
  ["### Fixed", "### Mended", 'CHANGELOG.md:5 "Mended" is no kind'],
  ["- A wrong limit.", "", '"Fixed" has no entry'],
  ["### Security", "### Added", 'CHANGELOG.md:17 "Added" is there twice'],
  ["[1.2.0] - 2026-11-20", "[1.2] - 2026-11-20", '"1.2" is no version'],
  ["2026-11-20", "20.11.2026", '"20.11.2026" is no day'],
  ["2026-11-20", "2026-11-31", '"2026-11-31" is no day'],
  ["2026-11-20", "2026-09-20", "was released before 1.1.9"],
  ["[1.1.9] - ", "[1.3.9] - ", "1.2.0 stands above 1.3.9"],
  ["[1.2.0] - ", "[1.1.10] - ", "1.1.10 after 1.1.9 is no minor version"],
  ["### Security", "### Removed", "1.2.0 after 1.1.9 is no major version"],
  [/^\[1\.1\.9\]: .*\n/m, "", "1.1.9 has no link"],
])("tells of %s -> %s", (from, to, expected) => {
  expect(told(sound.replace(from, to)).join("\n")).toContain(expected);
});

it("the version in package.json is that of the latest release", () => {
  expect(told(sound, "1.3.0")).toEqual(["CHANGELOG.md:9 is 1.2.0, package.json is 1.3.0"]);
});

it("notes are what stands below the heading, and only that", () => {
  const notes = notesOf(sound, "1.2.0", "1.2.0");
  expect(notes).toBe(
    "### Added\n\n- An alert\n  over two lines.\n- Another.\n\n### Security\n\n- A password is no longer printed.",
  );
  expect(notesOf(sound, "1.2.0", "1.1.9")).toBe("### Fixed\n\n- A typo.");
  expect(() => notesOf(sound, "1.2.0", "2.0.0")).toThrow("has no release 2.0.0");
});

it("a release is made of what is not released, with its links, and refused where the number is too small", () => {
  const after = released(sound, { version: "1.2.1", day: "2026-11-23" });
  expect(told(after, "1.2.1")).toEqual([]);
  expect(notesOf(after, "1.2.1", "1.2.1")).toBe("### Fixed\n\n- A wrong limit.");
  expect(after).toContain("[Unreleased]: https://github.com/benevoclic/benevoclic-monitoring/compare/v1.2.1...HEAD\n");
  expect(after).toContain("compare/v1.2.0...v1.2.1\n[1.2.0]:");
  expect(() => released(sound, { version: "1.2.0", day: "2026-11-23" })).toThrow("stands above");
  expect(() => released(after, { version: "1.3.0", day: "2026-11-24" })).toThrow("nothing to release");
  const more = sound.replace("### Fixed", "### Removed");
  expect(() => released(more, { version: "1.3.0", day: "2026-11-23" })).toThrow("no major version");
});

it("the first release of the project would be one", () => {
  expect(told(released(ours, { version: "9.0.0", day: "2030-01-01" }), "9.0.0")).toEqual([]);
});
