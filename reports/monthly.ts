import type { Anomaly } from "../exporters/anomalies/anomaly.ts";
import { type Severity, severities } from "../kit/model/level.ts";
import type { Text } from "../kit/model/text.ts";
import { count, ratio, seconds, type Unit } from "../kit/model/unit.ts";
import { dayIn, type Month, monthBefore } from "./month.ts";
import { above, atLeast, below, type Objective } from "./objective.ts";
import type { Archive, DayFigures } from "./prometheus.ts";
import { recordFigures } from "./records.ts";

/** One line of the report. */
export interface Line {
  readonly title: Text;
  readonly unit: Unit;
  readonly objective: Objective | undefined;
  readonly value: number | undefined;
  /** Why there is no value, where there is more to say than that nothing was measured. */
  readonly why?: Text;
  /** Of the month before. */
  readonly before: number | undefined;
}

export interface Report {
  readonly month: Month;
  readonly environment: string;
  readonly madeAt: Date;
  readonly lines: readonly Line[];
  /** For pictures. */
  readonly days: readonly Day[];
  /** Those that were detected or closed within the month. */
  readonly anomalies: readonly Anomaly[];
  /** Whether the machine fits what it does, from the 30 days before its end. */
  readonly sizing: readonly Text[];
}

/** A day's figures, and the anomalies that were detected on it. */
interface Day extends DayFigures {
  readonly anomalies: Readonly<Record<Severity, number>>;
}

interface ReportSources {
  readonly environment: string;
  readonly anomalies: readonly Anomaly[];
  readonly archive: Archive;
  readonly sizing?: readonly Text[];
  readonly now: Date;
}

/** The monthly report of benevoclic.md section 8. */
export async function monthlyReport(
  month: Month,
  { environment, anomalies, archive, sizing = [], now }: ReportSources,
): Promise<Report> {
  const [lines, before, measured] = await Promise.all([
    linesOf(month, { anomalies, archive, now }),
    linesOf(monthBefore(month), { anomalies, archive, now }),
    archive.days(month, now),
  ]);
  const within = (at: string | undefined) => at !== undefined && new Date(at) >= month.from && new Date(at) < month.to;
  return {
    ...{ month, environment, madeAt: now, sizing },
    lines: lines.map((line, index) => ({ ...line, before: before[index]?.value })),
    days: measured.map((one) => ({ ...one, anomalies: detectedOn(one.day, month, anomalies) })),
    anomalies: anomalies.filter(({ episodes }) =>
      episodes.some(({ detectedAt, closedAt }) => within(detectedAt) || within(closedAt)),
    ),
  };
}

function detectedOn(day: number, { name }: Month, anomalies: readonly Anomaly[]): Day["anomalies"] {
  const date = `${name}-${String(day).padStart(2, "0")}`;
  const detected = anomalies.filter(({ episodes: [first] }) => first && dayIn(new Date(first.detectedAt)) === date);
  return Object.fromEntries(
    severities.map((severity) => [severity, detected.filter((one) => one.severity === severity).length]),
  ) as Record<Severity, number>;
}

/** The shortest time of which a mean time between failures says anything: a week, in seconds. */
const longEnough = 7 * 86_400;
const tooShort: Text = { fr: "trop court pour le dire", en: "too short to say" };

async function linesOf(
  month: Month,
  { anomalies, archive, now }: Omit<ReportSources, "environment" | "sizing">,
): Promise<Omit<Line, "before">[]> {
  const [{ uptime, downtime, watched }, figures] = await Promise.all([
    archive.availability(month, now),
    archive.figures(month, now),
  ]);
  const records = recordFigures(anomalies, month, { until: now, watched });
  const { critical, warning, info } = records.detected;
  const line = (fr: string, en: string, unit: Unit, value: number | undefined, objective?: Objective) => ({
    title: { fr, en },
    unit,
    value,
    objective,
  });
  return [
    line("Disponibilité", "Uptime", ratio, uptime, atLeast(0.999)),
    line("Indisponibilité (les trous de mesure comptent)", "Downtime (gaps in the data count)", seconds, downtime),
    line(
      "MTTR (critiques : jusqu'au rétablissement)",
      "MTTR (critical: until service was restored)",
      seconds,
      records.timeToRestore,
      below(300),
    ),
    ...(watched < longEnough
      ? [{ ...line("MTBF", "MTBF", seconds, undefined, above(720 * 3600)), why: tooShort }]
      : [line("MTBF", "MTBF", seconds, records.betweenFailures, above(720 * 3600))]),
    line("Anomalies détectées", "Anomalies detected", count, critical + warning + info),
    line("… critiques", "… critical", count, critical),
    line("… avertissements", "… warnings", count, warning),
    line("… mineures", "… minor", count, info),
    line("… réparées sans intervention", "… healed by themselves", count, records.healed),
    line("… qui ont réveillé quelqu'un", "… that woke somebody", count, records.woke),
    line("Anomalies résolues", "Anomalies resolved", count, records.resolved),
    line("Anomalies ouvertes à la fin du mois", "Anomalies open at the end of the month", count, records.open),
    line("Délai moyen de résolution", "Mean resolution time", seconds, records.timeToResolve, below(4 * 3600)),
    line("Délai moyen de détection", "Mean time to detect", seconds, records.timeToDetect, below(300)),
    line("Délai moyen de prise en charge", "Mean time to acknowledge", seconds, records.timeToAcknowledge),
    line("Trouvées avant les utilisateurs", "Found before users reported", ratio, records.foundFirst, above(0.95)),
    line("Fausses alertes", "False alarms", ratio, records.falseAlarms, below(0.05)),
    line("Anomalies revenues", "Anomalies that returned", ratio, records.returned),
    ...figures.map(({ title, unit, objective, value }) => ({ title, unit, objective, value })),
  ];
}
