import type { Reading } from "../report.ts";
import { Unusable } from "../unusable.ts";
import { createFailure } from "./npm-failure.ts";

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
  const failure = createFailure();
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
      const field = path.at(-1);
      if (path.length < 2 || path.length > 3 || typeof value !== "string") return;
      const found = entry(name, `${name}/${path.length === 3 ? path[1] : ""}`);
      if (field === "current") found.current = value;
      if (field === "latest") found.latest = value;
    },
    end(root) {
      failure.refuse("npm outdated");
      const all = [...listed.values()].flat();
      if (root !== "object" || all.some(({ latest }) => latest === undefined)) {
        throw new Unusable("wrong", "it is no list of packages", "write it with `npm outdated --json`");
      }
      if (all.length > 0 && all.every(({ current }) => current === undefined)) {
        throw new Unusable(
          "wrong",
          "it was made where nothing is installed: every package looks outdated",
          "run `npm ci` before `npm outdated --json`",
        );
      }
      const outdated = [...listed.values()].filter((entries) =>
        entries.some(({ current, latest }) => current !== undefined && current !== latest),
      );
      return {
        figures: [
          { metric: "outdatedPackages", labels: {}, value: outdated.length },
          ...(named.size > 0 ? [{ metric: "packages" as const, labels: {}, value: named.size }] : []),
        ],
        ...(named.size === 0 && {
          remark: `${manifest} is not beside it: the share of outdated packages is not known`,
        }),
      };
    },
  };
}
