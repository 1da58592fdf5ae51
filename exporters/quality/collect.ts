import { quality } from "../../signals/metrics/quality.ts";
import { qualityExporter, reportStates } from "../../signals/metrics/quality-exporter.ts";
import { exposition, type Sample, sample } from "../program/exposition.ts";
import type { Log } from "../program/log.ts";
import type { Kept } from "./last-good.ts";
import { look } from "./look.ts";
import { projects } from "./report.ts";
import { reportKinds } from "./reports/every.ts";
import { securityScore } from "./score.ts";
import type { Source } from "./source.ts";

interface Collected {
  /** In the exposition format. */
  readonly metrics: string;
  readonly lastGood: ReadonlyMap<string, Kept>;
}

/**
 * Looks at every report of every project, one after the other so that at most one is in memory and on disk, and tells in
 * the log what is not good.
 * @param now seconds since 1970
 */
export async function collect(
  source: Source,
  before: ReadonlyMap<string, Kept>,
  { log, now }: { log: Log; now: number },
): Promise<Collected> {
  const lastGood = new Map<string, Kept>();
  const samples: Sample[] = [sample(qualityExporter.lastRun, now)];
  for (const project of projects) {
    const known: Kept[] = [];
    for (const kind of reportKinds.filter(({ of }) => of.includes(project))) {
      const { report } = kind;
      const name = `${project}/${report}`;
      const { state, kept, why, remedy } = await look(source, project, kind, before.get(name), now);
      for (const one of reportStates) {
        samples.push(sample(qualityExporter.reportState, Number(one === state), { project, report, state: one }));
      }
      if (kept !== undefined) {
        lastGood.set(name, kept);
        known.push(kept);
        samples.push(sample(quality.reportTimestamp, kept.madeAt, { project, report }));
        for (const { metric, labels, value } of kept.figures) {
          samples.push(sample(quality[metric], value, { project, ...labels }));
        }
      }
      const fields = { project, report, state, keptAgeSeconds: kept ? Math.round(now - kept.madeAt) : null };
      if (state !== "good") {
        const message = state === "old" ? "a report is old" : "a report cannot be used";
        log.warn(message, { ...fields, reason: why ?? null, remedy: remedy ?? null });
      }
      if (state === "good" && kept?.remark !== undefined)
        log.warn("a report is not complete", { ...fields, reason: kept.remark });
    }
    const score = securityScore(known.flatMap(({ figures }) => figures));
    if (score !== undefined) samples.push(sample(qualityExporter.securityScore, score, { project }));
  }
  const metrics = [...Object.values(quality), ...Object.values(qualityExporter)];
  return { metrics: await exposition(metrics, samples), lastGood };
}
