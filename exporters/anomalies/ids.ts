/** Benevoclic's days begin at midnight in Paris; the form is `2026-11-23`. */
const inParis = new Intl.DateTimeFormat("sv-SE", {
  timeZone: "Europe/Paris",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
});

export const dayInParis = (instant: Date): string => inParis.format(instant);

/**
 * The next id of the day on which an anomaly was detected: one more than the highest, so that ids are given once whatever
 * the order of days.
 *
 * @param taken the ids of all anomalies
 */
export function nextId(detectedAt: Date, taken: Iterable<string>): string {
  const prefix = `ANOM-${dayInParis(detectedAt)}-`;
  let highest = 0;
  for (const id of taken) if (id.startsWith(prefix)) highest = Math.max(highest, Number(id.slice(prefix.length)));
  return `${prefix}${String(highest + 1).padStart(3, "0")}`;
}
