import { type Anomaly, currentEpisode, isOpen, type Resolution, type Stored, statusOf } from "./anomaly.ts";
import { lasted } from "./sheet.ts";
import type { Store } from "./store.ts";

/** One line a record that is not closed, the newest last. @param now for their ages */
export const openRecords = async (store: Store, now: Date): Promise<string[]> =>
  linesOf(
    (await store.load()).seen.map(({ anomaly }) => anomaly),
    now,
  );

export function linesOf(anomalies: readonly Anomaly[], now: Date): string[] {
  return anomalies.filter(isOpen).map((anomaly) => {
    const age = lasted(now.getTime() - Date.parse(currentEpisode(anomaly).openedAt), "en");
    return [anomaly.id, anomaly.severity.padEnd(8), statusOf(anomaly).padEnd(11), age.padStart(12), anomaly.title].join(
      "  ",
    );
  });
}

/** The record of an id, with or without its "ANOM-". */
export async function recordOf(store: Store, id: string): Promise<Stored | undefined> {
  const wanted = id.toUpperCase().replace(/^(ANOM-)?/, "ANOM-");
  return (await store.load()).seen.find(({ anomaly }) => anomaly.id === wanted);
}

/** What a person says, as a command in the record: the recorder obeys within its look. */
export const acknowledgeCommand = "/ack";
export const closeCommand = (resolution: Resolution): string => `/close ${resolution}`;
