import { severities } from "../../model/level.ts";
import type { Report } from "../report.ts";

/** The labels that the review sets and takes away again; all others are left alone. */
export const reviewLabels: readonly string[] = [
  ...severities.map((severity) => `alerts: ${severity}`),
  "review: weakens",
  "review: woken",
  "self-healing",
  "deployment",
];

/** The labels that a report asks for: the severities of the alerts touched, the gravest class, and whether what is done without a person, or the deployment, changes. */
export function labelsFor({ changes, class: grave }: Report): string[] {
  const touched = new Set(changes.flatMap(({ severities: own }) => own));
  const wanted = [
    ...severities.filter((severity) => touched.has(severity)).map((severity) => `alerts: ${severity}`),
    `review: ${grave}`,
    ...(changes.some(({ class: own }) => own === "heals") ? ["self-healing"] : []),
    ...(changes.some(({ area }) => area === "deployment") ? ["deployment"] : []),
  ];
  return wanted.filter((label) => reviewLabels.includes(label));
}
