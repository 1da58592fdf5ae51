import { type Mistake, Mistakes, refuse } from "../../kit/model/mistakes.ts";
import { bumpOf, compareVersions, isAtLeast, neededBump, parseVersion } from "./version.ts";

/** https://keepachangelog.com/en/1.1.0/ */
const sectionNames: readonly string[] = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"];
const repository = "https://github.com/benevoclic/benevoclic-monitoring";

interface Release {
  /** `Unreleased` or `1.2.3`. */
  readonly name: string;
  /** `2026-11-23`; empty for what is not released. */
  readonly date: string;
  readonly line: number;
  readonly sections: readonly { readonly name: string; readonly entries: number; readonly line: number }[];
  /** What stands below its heading. */
  readonly notes: string;
}

interface Changelog {
  /** The latest first. */
  readonly releases: readonly Release[];
  /** Link definitions by their name. */
  readonly links: ReadonlyMap<string, string>;
}

const heading = /^## \[?([^\]\s]+)\]?(?: - (\S+))?\s*$/;

/** Reads whatever form it has: `changelogMistakes` tells what is wrong with it. */
function parseChangelog(text: string): Changelog {
  const lines = text.split("\n");
  const links = new Map<string, string>();
  const releases: (Omit<Release, "sections"> & {
    sections: { name: string; entries: number; line: number }[];
    body: string[];
  })[] = [];
  for (const [index, line] of lines.entries()) {
    const link = /^\[([^\]]+)\]: (\S+)$/.exec(line);
    const [, name, date = ""] = heading.exec(line) ?? [];
    const present = releases.at(-1);
    if (link) links.set(link[1] ?? "", link[2] ?? "");
    else if (line.startsWith("## ")) {
      releases.push({ name: name ?? line.slice(3), date, line: index + 1, sections: [], notes: "", body: [] });
    } else if (present) {
      if (line.startsWith("### ")) present.sections.push({ name: line.slice(4).trim(), entries: 0, line: index + 1 });
      const section = present.sections.at(-1);
      if (line.startsWith("- ") && section) section.entries++;
      present.body.push(line);
    }
  }
  return { releases: releases.map(({ body, ...release }) => ({ ...release, notes: body.join("\n").trim() })), links };
}

/** What is wrong with the changelog, against Keep a Changelog, SemVer and the version in package.json. */
export function changelogMistakes(text: string, packageVersion: string): Mistake[] {
  const { releases, links } = parseChangelog(text);
  const mistakes: Mistake[] = [];
  const wrong = (line: number, what: string, remedy: string) =>
    mistakes.push({ where: `CHANGELOG.md:${line}`, what, remedy });

  if (!text.startsWith("# Changelog\n")) wrong(1, "does not begin with its title", "begin with `# Changelog`");
  const [first, ...released] = releases;
  if (first?.name !== "Unreleased") {
    wrong(first?.line ?? 1, "has no place for what is not released", "begin the list with `## [Unreleased]`");
  }
  for (const { sections } of releases) {
    for (const { name, entries, line } of sections) {
      if (!sectionNames.includes(name))
        wrong(line, `"${name}" is no kind of change`, `choose of ${sectionNames.join(", ")}`);
      if (entries === 0) wrong(line, `"${name}" has no entry`, "write `- What changed.`, or remove the heading");
      if (sections.find((one) => one.name === name)?.line !== line) {
        wrong(line, `"${name}" is there twice`, "put the entries together");
      }
    }
  }
  for (const [index, { name, date, line, sections }] of released.entries()) {
    const version = parseVersion(name);
    if (version === undefined) {
      wrong(line, `"${name}" is no version`, "write `## [1.2.3] - 2026-11-23`, three numbers by semver.org");
      continue;
    }
    if (!isDay(date)) wrong(line, `"${date}" is no day`, "write the day of the release as 2026-11-23");
    if (sections.length === 0) wrong(line, "says nothing of what changed", "list the changes");
    if (!links.has(name)) wrong(line, `${name} has no link`, `add \`[${name}]: ${repository}/compare/…\` at the end`);
    const before = released[index + 1];
    const earlier = before && parseVersion(before.name);
    if (before === undefined || earlier === undefined) continue;
    if (compareVersions(version, earlier) <= 0)
      wrong(line, `${name} stands above ${before.name}`, "put the latest first");
    else {
      const needed = neededBump(
        earlier,
        sections.map((one) => one.name),
      );
      if (!isAtLeast(bumpOf(earlier, version), needed)) {
        wrong(
          line,
          `${name} after ${before.name} is no ${needed} version, and its changes ask for one`,
          "raise it (semver.org)",
        );
      }
    }
    if (date < before.date) wrong(line, `was released before ${before.name}`, "mend one of the two days");
  }
  const latest = released[0];
  if (latest && latest.name !== packageVersion) {
    wrong(
      latest.line,
      `is ${latest.name}, package.json is ${packageVersion}`,
      "`npm run changelog -- --release <version>` writes both",
    );
  }
  return mistakes;
}

/**
 * The notes of a version, for its release.
 * @throws Mistakes when the changelog is wrong or has no such version
 */
export function notesOf(text: string, packageVersion: string, version: string): string {
  refuse(changelogMistakes(text, packageVersion));
  const release = parseChangelog(text).releases.find(({ name }) => name === version);
  if (release !== undefined) return release.notes;
  const remedy = `\`npm run changelog -- --release ${version}\` before the tag`;
  throw new Mistakes([{ where: "CHANGELOG.md", what: `has no release ${version}`, remedy }]);
}

/**
 * Turns what is not released into a release.
 * @param day `2026-11-23`
 * @throws Mistakes when the version does not follow the one before, or there is nothing to release
 */
export function released(text: string, { version, day }: { version: string; day: string }): string {
  const { releases, links } = parseChangelog(text);
  const [unreleased, latest] = releases;
  const where = "CHANGELOG.md";
  if (unreleased?.name !== "Unreleased" || unreleased.sections.length === 0) {
    throw new Mistakes([{ where, what: "has nothing to release", remedy: "list the changes under [Unreleased]" }]);
  }
  const withHeading = text.replace(/^## \[Unreleased\]\n/m, `## [Unreleased]\n\n## [${version}] - ${day}\n`);
  const withoutLinks = withHeading.replace(/^\[[^\]]+\]: \S+\n?/gm, "").trimEnd();
  const defined = new Map([
    ["Unreleased", `${repository}/compare/v${version}...HEAD`],
    [
      version,
      latest ? `${repository}/compare/v${latest.name}...v${version}` : `${repository}/releases/tag/v${version}`,
    ],
    ...[...links].filter(([name]) => name !== "Unreleased"),
  ]);
  const definitions = [...defined].map(([name, url]) => `[${name}]: ${url}`);
  const after = `${withoutLinks}\n\n${definitions.join("\n")}\n`;
  refuse(changelogMistakes(after, version));
  return after;
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text) === true;
}
