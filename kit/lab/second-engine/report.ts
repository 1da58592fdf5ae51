import type { SecondVerdict } from "./differences.ts";

/** The committed summary, from the root of the repository. */
export const secondEngineFile = "docs/second-engine.md";

/** Differences without a reason, and reasons without a difference, a line each. */
export function unexplained(verdicts: readonly SecondVerdict[], reasons: Readonly<Record<string, string>>): string[] {
  const differ = new Map(
    verdicts.filter(({ late }) => late === undefined).map((verdict) => [verdict.alert, verdict] as const),
  );
  return [
    ...[...differ.values()]
      .filter(({ alert }) => reasons[alert] === undefined)
      .map(({ alert, words }) => `${alert} differs without a reason:\n${words}`),
    ...Object.keys(reasons)
      .filter((alert) => !differ.has(alert))
      .map((alert) => `${alert} has a reason to differ, and does not`),
  ];
}

/** In Markdown, by the names of the alerts: a review shows what a change makes different. */
export function secondEngineSummary(
  verdicts: readonly SecondVerdict[],
  reasons: Readonly<Record<string, string>>,
): string {
  const byName = [...verdicts].sort((one, other) => (one.alert < other.alert ? -1 : 1));
  const late = byName.filter((verdict) => verdict.late !== undefined && verdict.late > 0);
  const differ = byName.filter((verdict) => verdict.late === undefined);
  return [
    "# What a second rule engine makes of the rule tests",
    "",
    "Written by `npm run second-engine`, never by hand: production's rule tests in VictoriaMetrics' engine (`vmalert-tool`), with the rules",
    "as they are written for it ([scaling](scaling.md)). Left out are the tests whose evaluations are more than five minutes apart, longer",
    "than a sample lives.",
    "",
    `${byName.length} alerts: ${byName.length - late.length - differ.length} the same, ${late.length} later, ${differ.length} different.`,
    "",
    ...(late.length === 0
      ? []
      : [
          "## Later",
          "",
          "| alert | evaluations later |",
          "|---|---|",
          ...late.map(({ alert, late }) => `| ${alert} | ${late} |`),
          "",
        ]),
    "## Different",
    "",
    "| alert | why |",
    "|---|---|",
    ...differ.map(({ alert }) => `| ${alert} | ${reasons[alert] ?? "**no reason**"} |`),
    "",
  ].join("\n");
}
