import { type Anomaly, currentEpisode, isOpen, type Resolution, type Stored, statusOf } from "./anomaly.ts";
import { lasted } from "./sheet.ts";
import type { Store } from "./store.ts";

export const recordsIn = async (store: Store): Promise<Anomaly[]> =>
  (await store.load()).seen.map(({ anomaly }) => anomaly);

/** One line a record that is not closed, the newest last, or the same as JSON. @param now for their ages */
export function listOf(anomalies: readonly Anomaly[], now: Date, json = false): string {
  const open = anomalies.filter(isOpen);
  if (json)
    return JSON.stringify(
      open.map((anomaly) => {
        const { id, severity, category, component, title } = anomaly;
        return {
          id,
          severity,
          category,
          component,
          title,
          status: statusOf(anomaly),
          since: currentEpisode(anomaly).openedAt,
        };
      }),
      undefined,
      2,
    );
  const lines = open.map((anomaly) => {
    const age = lasted(now.getTime() - Date.parse(currentEpisode(anomaly).openedAt), "en");
    return [anomaly.id, anomaly.severity.padEnd(8), statusOf(anomaly).padEnd(11), age.padStart(12), anomaly.title].join(
      "  ",
    );
  });
  return lines.join("\n") || "No anomaly is open.";
}

/** The record of an id, with or without its "ANOM-". */
export async function recordOf(store: Store, id: string): Promise<Stored | undefined> {
  const wanted = id.toUpperCase().replace(/^(ANOM-)?/, "ANOM-");
  return (await store.load()).seen.find(({ anomaly }) => anomaly.id === wanted);
}

/** What a person says, as a command in the record: the recorder obeys within its look. */
export const acknowledgeCommand = "/ack";
export const closeCommand = (resolution: Resolution): string => `/close ${resolution}`;
