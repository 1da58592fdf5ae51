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
 * @param taken the ids of all anomalies, and names that look like one; what is no number of that day is passed over
 */
export function nextId(detectedAt: Date, taken: Iterable<string>): string {
  const prefix = `ANOM-${dayInParis(detectedAt)}-`;
  const numbers = new Set<number>();
  for (const id of taken) {
    const [, number] = id.startsWith(prefix) ? (/^(\d{3,6})$/.exec(id.slice(prefix.length)) ?? []) : [];
    if (number !== undefined) numbers.add(Number(number));
  }
  let next = Math.max(0, ...[...numbers].filter((number) => number < highestGiven)) + 1;
  while (numbers.has(next)) next++;
  return `${prefix}${String(next).padStart(3, "0")}`;
}

/** No day has so many: a higher number was not given here. */
const highestGiven = 100_000;
