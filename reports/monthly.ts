import type { Anomaly } from "../exporters/anomalies/anomaly.ts";
import type { Text } from "../kit/model/text.ts";
import { count, ratio, seconds, type Unit } from "../kit/model/unit.ts";
import { type Month, monthBefore } from "./month.ts";
import type { Archive } from "./prometheus.ts";
import { recordFigures } from "./records.ts";

/** One line of the report. */
export interface Line {
  readonly title: Text;
  readonly unit: Unit;
  readonly objective: string | undefined;
  readonly value: number | undefined;
  /** Of the month before. */
  readonly before: number | undefined;
}

export interface Report {
  readonly month: Month;
  readonly environment: string;
  readonly madeAt: Date;
  readonly lines: readonly Line[];
  /** Those that were detected or closed within the month. */
  readonly anomalies: readonly Anomaly[];
  /** Whether the machine fits what it does, from the 30 days before its end. */
  readonly sizing: readonly Text[];
}

export interface ReportSources {
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
  const [lines, before] = await Promise.all(
    [month, monthBefore(month)].map((one) => linesOf(one, { anomalies, archive, now })),
  );
  const within = (at: string | undefined) => at !== undefined && new Date(at) >= month.from && new Date(at) < month.to;
  return {
    ...{ month, environment, madeAt: now, sizing },
    lines: (lines ?? []).map((line, index) => ({ ...line, before: before?.[index]?.value })),
    anomalies: anomalies.filter(({ episodes }) =>
      episodes.some(({ detectedAt, closedAt }) => within(detectedAt) || within(closedAt)),
    ),
  };
}

async function linesOf(
  month: Month,
  { anomalies, archive, now }: Omit<ReportSources, "environment" | "sizing">,
): Promise<Omit<Line, "before">[]> {
  const [{ uptime, downtime }, figures] = await Promise.all([
    archive.availability(month, now),
    archive.figures(month, now),
  ]);
  const records = recordFigures(anomalies, month, now);
  const { critical, warning, info } = records.detected;
  const line = (fr: string, en: string, unit: Unit, value: number | undefined, objective?: string) => ({
    title: { fr, en },
    unit,
    value,
    objective,
  });
  return [
    line("Disponibilité", "Uptime", ratio, uptime, "99.9 %"),
    line("Indisponibilité (les trous de mesure comptent)", "Downtime (gaps in the data count)", seconds, downtime),
    line(
      "MTTR (critiques : jusqu'au rétablissement)",
      "MTTR (critical: until service was restored)",
      seconds,
      records.timeToRestore,
      "< 5 min",
    ),
    line("MTBF", "MTBF", seconds, records.betweenFailures, "> 720 h"),
    line("Anomalies détectées", "Anomalies detected", count, critical + warning + info),
    line("… critiques", "… critical", count, critical),
    line("… avertissements", "… warnings", count, warning),
    line("… mineures", "… minor", count, info),
    line("Anomalies résolues", "Anomalies resolved", count, records.resolved),
    line("Anomalies ouvertes à la fin du mois", "Anomalies open at the end of the month", count, records.open),
    line("… réparées sans intervention", "… healed by themselves", count, records.healed),
    line("… qui ont réveillé quelqu'un", "… that woke somebody", count, records.woke),
    line("Délai moyen de résolution", "Mean resolution time", seconds, records.timeToResolve, "< 4 h"),
    line("Délai moyen de détection", "Mean time to detect", seconds, records.timeToDetect, "< 5 min"),
    line("Délai moyen de prise en charge", "Mean time to acknowledge", seconds, records.timeToAcknowledge),
    line("Trouvées avant les utilisateurs", "Found before users reported", ratio, records.foundFirst, "> 95 %"),
    line("Fausses alertes", "False alarms", ratio, records.falseAlarms, "< 5 %"),
    line("Anomalies revenues", "Anomalies that returned", ratio, records.returned),
    ...figures.map(({ title, unit, objective, value }) => ({ title, unit, objective, value })),
  ];
}
