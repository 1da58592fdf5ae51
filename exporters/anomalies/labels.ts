import type { Severity } from "../../kit/model/level.ts";
import { type Anomaly, currentEpisode, isAcknowledged, type Resolution } from "./anomaly.ts";
import { firstOf } from "./block.ts";
import { wellFormed } from "./sheet.ts";

/** Marks every record; what lacks it is none. */
export const recordLabel = "anomaly";
/** Marks what people report, until the recorder takes it up: .github/ISSUE_TEMPLATE. */
export const reportLabel = "anomaly-report";
export const acknowledgedLabel = "acknowledged";
/** Stays until somebody has written it and takes the label off. */
export const postMortemLabel = "post-mortem";

/** benevoclic.md section 7 names these. */
const severityLabels: Readonly<Record<Severity, string>> = { critical: "critical", warning: "high", info: "low" };
const resolutionLabels: Readonly<Record<Resolution, string | undefined>> = {
  fixed: undefined,
  false_alarm: "false_alarm",
  duplicate: "duplicate",
  remediation: "remediation",
};

/** The labels that follow from the anomaly. */
export function labelsOf(anomaly: Anomaly): string[] {
  const { severity, category, environment, key } = anomaly;
  const { resolution } = currentEpisode(anomaly);
  const kind = { performance: "performance", security: "security", functionality: "bug", system: "system" }[category];
  const said = resolution && resolutionLabels[resolution];
  return [
    recordLabel,
    ...[kind, severityLabels[severity], firstOf(wellFormed(environment), 50), keyLabel(key)],
    ...(isAcknowledged(anomaly) ? [acknowledgedLabel] : []),
    ...(said ? [said] : []),
  ].filter((label) => label !== "");
}

/** All records of the same key have it. */
const keyLabel = (key: string): string => `anomaly-${key}`;

/** Of those that a record has, the labels that no longer follow from its anomaly. Labels of people are left alone. */
export function outdatedLabels(present: readonly string[], anomaly: Anomaly): string[] {
  const wanted = labelsOf(anomaly);
  const ours = [...Object.values(severityLabels), acknowledgedLabel, ...Object.values(resolutionLabels)];
  return present.filter((label) => ours.includes(label) && !wanted.includes(label));
}

/** What labels say of the end of an anomaly that a person closed. */
export function resolutionIn(labels: readonly string[]): Resolution | undefined {
  const found = Object.entries(resolutionLabels).find(([, label]) => label !== undefined && labels.includes(label));
  return found?.[0] as Resolution | undefined;
}
