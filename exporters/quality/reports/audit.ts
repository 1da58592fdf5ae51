import type { Reading } from "../report.ts";
import { Unusable } from "../unusable.ts";
import { createFailure } from "./tool-failure.ts";

const severities: readonly string[] = ["critical", "high", "moderate", "low"];
/** How many packages were looked at: in version 1 and in version 2. */
const totals: readonly string[] = ["totalDependencies", "dependencies.total"];

/**
 * `npm audit --json`: both forms, version 1 (npm 6, pnpm) and 2 (npm 7 and newer), count under `metadata.vulnerabilities`.
 * `info` is no severity of ours (design.md section 4) and is left out.
 * https://docs.npmjs.com/cli/v11/commands/npm-audit
 */
export function readAudit(): Reading {
  const counts = new Map<string, number>();
  let looked: number | undefined;
  const failure = createFailure("npm audit");
  return {
    see(path, value) {
      const [first, second, third] = path;
      if (first === "metadata" && second === "vulnerabilities" && path.length === 3) {
        if (severities.includes(String(third)) && isCount(value)) counts.set(String(third), value);
      } else if (first === "metadata" && totals.includes(path.slice(1).join("."))) {
        if (isCount(value)) looked = value;
      } else failure.see(path, value);
    },
    refuse: failure.refuse,
    end() {
      failure.refuse();
      if (counts.size !== severities.length) {
        throw new Unusable(
          "wrong",
          "it has no counts under metadata.vulnerabilities",
          "write it with `npm audit --json`; yarn's form is not known",
        );
      }
      if (looked === 0) throw new Unusable("wrong", "it looked at no package", "run it where the lock file is");
      return {
        figures: severities.map((severity) => ({
          metric: "vulnerabilities",
          labels: { severity },
          value: counts.get(severity) ?? 0,
        })),
      };
    },
  };
}

const isCount = (value: unknown): value is number => Number.isInteger(value) && Number(value) >= 0;
