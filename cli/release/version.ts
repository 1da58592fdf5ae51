/** Major, minor and patch: https://semver.org, without pre-releases, which this project has none of. */
type Version = readonly [number, number, number];

/** Of `1.2.3`; undefined for anything else. */
export function parseVersion(text: string): Version | undefined {
  const [, ...parts] = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/.exec(text) ?? [];
  return parts.length === 3 ? [Number(parts[0]), Number(parts[1]), Number(parts[2])] : undefined;
}

export function compareVersions(one: Version, other: Version): number {
  const place = one.findIndex((number, index) => number !== other[index]);
  return place === -1 ? 0 : (one[place] ?? 0) - (other[place] ?? 0);
}

type Bump = "major" | "minor" | "patch";
const bumps: readonly Bump[] = ["major", "minor", "patch"];

/** Which number rises from one version to a later one. */
export function bumpOf(from: Version, to: Version): Bump {
  return bumps[to.findIndex((number, index) => number !== from[index])] ?? "patch";
}

/**
 * What the changes of a release ask for: what is removed breaks users (major), what is added or changed is new (minor).
 * Before 1.0.0 everything may change with a minor version (SemVer, item 4).
 * @param sections headings of Keep a Changelog
 */
export function neededBump(from: Version, sections: readonly string[]): Bump {
  const breaks = sections.includes("Removed");
  if (breaks && from[0] > 0) return "major";
  return breaks || sections.some((name) => ["Added", "Changed", "Deprecated"].includes(name)) ? "minor" : "patch";
}

export const isAtLeast = (bump: Bump, needed: Bump): boolean => bumps.indexOf(bump) <= bumps.indexOf(needed);
