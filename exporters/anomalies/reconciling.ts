import type { Active } from "./alertmanager.ts";
import { type Anomaly, currentEpisode, isOpen } from "./anomaly.ts";
import { withoutLost } from "./decide.ts";
import type { RecorderOptions } from "./recording.ts";
import { type Records, withSymptoms } from "./records.ts";
import type { Work } from "./work.ts";

/** ms for which an alert must be missing in Alertmanager before its end counts as lost: usually it is about to be told. */
const lostAfter = 90_000;

/** What ended while nobody could tell, symptoms that came later, and records that people deleted although their alert fires. */
export function createReconciling<Ref>(
  { policy, active, history, now = () => new Date() }: RecorderOptions<Ref>,
  records: Records<Ref>,
  { onItsOwn }: Work,
): () => Promise<void> {
  const { memory, create, change } = records;
  /** Fingerprint of an alert that Alertmanager does not know any more -> since when, in ms. */
  let missing = new Map<string, number>();

  /** What goes on although its record was deleted or damaged; of what has ended, nothing is left to do. */
  const recordAnew = async ({ fingerprints }: Active): Promise<void> => {
    for (const { id: _, ...anomaly } of records.orphans.splice(0)) {
      const alerts = Object.fromEntries(
        Object.entries(anomaly.alerts).filter(([one, [, ended]]) => ended === undefined && fingerprints.has(one)),
      );
      // Whoever told of it again meanwhile has recorded it.
      if (Object.keys(alerts).length === 0 || memory.of(anomaly.key).some((one) => isOpen(one.anomaly))) continue;
      const { detectedAt } = currentEpisode(anomaly as Anomaly);
      await onItsOwn(create({ ...anomaly, alerts, episodes: [{ detectedAt, openedAt: now().toISOString() }] }));
    }
  };

  return async () => {
    const open = memory.all().filter(({ anomaly }) => isOpen(anomaly) && anomaly.detection === "automatic");
    if (open.length === 0 && records.orphans.length === 0) return;
    const [firing, titles] = await Promise.all([active(), history?.titles()]);
    if (!firing) return;
    const ongoing = open.flatMap(({ anomaly: { alerts } }) =>
      Object.keys(alerts).filter((one) => alerts[one]?.[1] === undefined),
    );
    const gone = firing.complete ? ongoing.filter((one) => !firing.fingerprints.has(one)) : [];
    missing = new Map(gone.map((one) => [one, missing.get(one) ?? now().getTime()]));
    const lost = new Set([...missing].filter(([, since]) => now().getTime() - since >= lostAfter).map(([one]) => one));
    await recordAnew(firing);
    for (const { ref, anomaly } of open) {
      const over = (it: Anomaly) => withoutLost(it, lost, policy, now());
      const symptoms = withSymptoms(anomaly, firing, titles);
      if (over(anomaly).kind === "change") await onItsOwn(change(ref, "close", over));
      else if (symptoms.symptoms.length > anomaly.symptoms.length)
        await onItsOwn(
          change(ref, "update", (fresh) => ({
            kind: "change",
            anomaly: withSymptoms(fresh, firing, titles),
            events: [],
          })),
        );
    }
  };
}
