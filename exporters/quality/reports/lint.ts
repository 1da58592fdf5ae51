import type { Reading } from "../report.ts";
import { Unusable } from "../unusable.ts";

/** Plugins whose rules are about security: `security/detect-eval-with-expression`. */
const securityPlugins: readonly string[] = [
  "security",
  "security-node",
  "no-secrets",
  "no-unsanitized",
  "@microsoft/sdl",
];
const severities = ["warning", "error"] as const;

/**
 * ESLint's formats `json` and `json-with-metadata`, of all versions. What a comment in the code suppresses is not counted,
 * as ESLint does not. A file that it cannot parse counts as an error.
 * https://eslint.org/docs/latest/use/formatters/#json
 */
export function readLint(): Reading {
  const problems = { warning: 0, error: 0 };
  const findings = { warning: 0, error: 0 };
  /** ESLint's own sums of each file's messages, where it gives them. */
  const summed = { warningCount: 0, errorCount: 0 };
  let files = 0;
  let message = { place: "", rule: "", severity: 0 };
  const count = () => {
    const severity = severities[message.severity - 1];
    if (severity === undefined) return;
    problems[severity]++;
    const plugin = message.rule.slice(0, message.rule.lastIndexOf("/"));
    if (securityPlugins.includes(plugin)) findings[severity]++;
  };
  return {
    see(path, value) {
      const start = path[0] === "results" ? 1 : 0;
      const depth = path.length - start;
      if (depth === 2 && path[start + 1] === "filePath") files++;
      const sum = path[start + 1];
      if (depth === 2 && (sum === "warningCount" || sum === "errorCount")) summed[sum] += Number(value);
      const field = path[start + 3];
      if (depth !== 4 || path[start + 1] !== "messages" || (field !== "ruleId" && field !== "severity")) return;
      const place = `${path[start]}/${path[start + 2]}`;
      if (place !== message.place) {
        count();
        message = { place, rule: "", severity: 0 };
      }
      if (field === "ruleId") message.rule = value === null ? "" : String(value);
      else message.severity = Number(value);
    },
    end() {
      count();
      if (files === 0) {
        throw new Unusable("wrong", "it is no report of ESLint on any file", "write it with `eslint --format json .`");
      }
      if (!(summed.errorCount <= problems.error && summed.warningCount <= problems.warning)) {
        throw new Unusable(
          "wrong",
          "it counts problems that are not listed",
          "write it with ESLint's own formatter `json`, all of its messages included",
        );
      }
      return {
        figures: severities.flatMap((severity) => [
          { metric: "lintProblems" as const, labels: { severity }, value: problems[severity] },
          { metric: "securityFindings" as const, labels: { severity }, value: findings[severity] },
        ]),
      };
    },
  };
}
