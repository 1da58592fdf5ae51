import type { Reading } from "../report.ts";
import { Unusable } from "../unusable.ts";
import { compareVersions } from "../versions.ts";
import { createFailure } from "./tool-failure.ts";

const manifest = "package.json";
/** The fields of a manifest whose packages `npm outdated` looks at. */
const dependencyFields: readonly string[] = [
  "dependencies",
  "devDependencies",
  "optionalDependencies",
  "peerDependencies",
];

interface Listed {
  current: string | undefined;
  latest: string | undefined;
}

/**
 * `npm outdated --json` (all versions): one key a package, its value an object, or a list of them in a workspace. It does
 * not say how many packages there are: the project's package.json beside it does.
 * https://docs.npmjs.com/cli/v11/commands/npm-outdated
 */
export function readOutdated(): Reading {
  const listed = new Map<string, Listed[]>();
  const named = new Set<string>();
  let isLast = "";
  const failure = createFailure("npm outdated");
  const entry = (name: string, place: string): Listed => {
    const entries = listed.get(name) ?? [];
    listed.set(name, entries);
    if (place !== isLast || entries.length === 0) entries.push({ current: undefined, latest: undefined });
    isLast = place;
    return entries.at(-1) as Listed;
  };
  return {
    see(path, value, file) {
      const name = String(path[0]);
      if (file === manifest) {
        if (path.length === 2 && dependencyFields.includes(name)) named.add(String(path[1]));
        return;
      }
      failure.see(path, value);
      const inList = typeof path[1] === "number";
      const found = entry(name, `${name}/${inList ? path[1] : ""}`);
      if (path.length !== (inList ? 3 : 2) || typeof value !== "string") return;
      const field = path.at(-1);
      if (field === "current") found.current = value;
      if (field === "latest") found.latest = value;
    },
    refuse: failure.refuse,
    end(root) {
      failure.refuse();
      const all = [...listed.values()].flat();
      const understood = all.filter(({ latest }) => latest !== undefined);
      if (root !== "object" || (all.length > 0 && understood.length === 0)) {
        throw new Unusable("wrong", "it is no list of packages", "write it with `npm outdated --json`");
      }
      const present = understood.filter(({ current }) => current !== undefined);
      if (all.length > 0 && present.length === 0) {
        throw new Unusable(
          "wrong",
          "it was made where nothing is installed: every package looks outdated",
          "run `npm ci` before `npm outdated --json`",
        );
      }
      const ages = [...listed.values()].map((entries) => entries.map(ageOf));
      const odd = all.length - understood.length + ages.filter((its) => its.includes("not known")).length;
      // An alias is listed with what it stands for: `mine:npm:theirs@1.0.0`.
      const unnamed = [...listed.keys()].filter((name) => !named.has(name.split(":", 1)[0] ?? "")).length;
      const unknown =
        named.size === 0
          ? `no ${manifest} beside it names a package`
          : `${unnamed} of its packages are not in the ${manifest} beside it, as those of a workspace's members`;
      const isShareKnown = named.size > 0 && unnamed === 0;
      const remarks = [
        ...(odd > 0 ? [`${odd} packages have no versions that can be compared, and are not counted as outdated`] : []),
        ...(isShareKnown ? [] : [`${unknown}: the share of outdated packages is not known`]),
      ];
      return {
        figures: [
          { metric: "outdatedPackages", labels: {}, value: ages.filter((its) => its.includes("outdated")).length },
          ...(isShareKnown ? [{ metric: "packages" as const, labels: {}, value: named.size }] : []),
        ],
        ...(remarks.length > 0 && { remark: remarks.join("; ") }),
      };
    },
  };
}

/** By precedence: whoever tries a prerelease is ahead of `latest`. What comes from git or a link has words for versions. */
function ageOf({ current, latest }: Listed): "outdated" | "present" | "not installed" | "not known" {
  if (current === undefined || latest === undefined) return "not installed";
  const difference = compareVersions(current, latest);
  if (difference === undefined) return current === latest ? "present" : "not known";
  return difference < 0 ? "outdated" : "present";
}
