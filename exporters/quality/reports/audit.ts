import type { Reading } from "../report.ts";
import { Unusable } from "../unusable.ts";
import { createFailure } from "./npm-failure.ts";

const severities: readonly string[] = ["critical", "high", "moderate", "low"];

/**
 * `npm audit --json`: both forms, version 1 (npm 6, pnpm) and 2 (npm 7 and newer), count under `metadata.vulnerabilities`.
 * `info` is no severity of ours (design.md section 4) and is left out.
 * https://docs.npmjs.com/cli/v11/commands/npm-audit
 */
export function readAudit(): Reading {
  const counts = new Map<string, number>();
  const failure = createFailure();
  return {
    see(path, value) {
      const [first, second, third] = path;
      if (first === "metadata" && second === "vulnerabilities" && path.length === 3) {
        if (severities.includes(String(third)) && typeof value === "number") counts.set(String(third), value);
      } else failure.see(path, value);
    },
    end() {
      failure.refuse("npm audit");
      if (counts.size !== severities.length) {
        throw new Unusable(
          "wrong",
          "it has no counts under metadata.vulnerabilities",
          "write it with `npm audit --json`; yarn's form is not known",
        );
      }
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
