import { reportGoodFor } from "../../signals/metrics/quality-exporter.ts";
import { readJson } from "./json-events.ts";
import type { Kept } from "./last-good.ts";
import { largestFile, type Project, type ReportKind } from "./report.ts";
import type { Found, Source } from "./source.ts";
import { type ReportState, Unusable } from "./unusable.ts";

/** Seconds that a report may be ahead of this machine's clock. */
const clocksDiffer = 600;

interface Outcome {
  readonly state: ReportState;
  /** What is known of the report now: newly read, or kept from before. */
  readonly kept?: Kept;
  /** Why the state is not good, and what to do. */
  readonly why?: string;
  readonly remedy?: string;
}

/** Looks for the report of a project. A state other than `good` and `old` leaves the last good one as it is. */
export async function look(
  source: Source,
  project: Project,
  kind: ReportKind,
  last: Kept | undefined,
  now: number,
): Promise<Outcome> {
  let found: Found | undefined;
  try {
    found = await source.find(project, kind);
    const present = found.id === last?.id ? last : await readReport(found, kind, now);
    if (last !== undefined && present.madeAt < last.madeAt) {
      const why = "it is older than the one that was read before, which is kept";
      return { state: "old", kept: last, why, remedy: "see why an earlier report came back" };
    }
    if (now - present.madeAt > reportGoodFor[kind.report]) {
      const hours = Math.floor((now - present.madeAt) / 3600);
      return {
        state: "old",
        kept: present,
        why: `it is ${hours} h old`,
        remedy: "see why the workflow made no newer one",
      };
    }
    return { state: "good", kept: present };
  } catch (error) {
    if (!(error instanceof Unusable)) throw error;
    const { state, message, remedy } = error;
    return { state, why: message, remedy, ...(last && { kept: last }) };
  } finally {
    await found?.close();
  }
}

async function readReport(found: Found, { files, read }: ReportKind, now: number): Promise<Kept> {
  const reading = read();
  const [first, ...others] = files;
  const chunks = await found.open(first);
  if (chunks === undefined) {
    throw new Unusable("missing", `it has no ${first} in it`, `let the workflow write ${first}`);
  }
  const readFile = (file: string, content: AsyncIterable<Uint8Array>) =>
    readJson(content, (path, value) => reading.see(path, value, file), largestFile);
  const root = await readFile(first, chunks).catch((error: unknown) => {
    if (error instanceof Unusable && error.state === "wrong") reading.refuse?.();
    throw error;
  });
  for (const file of others) {
    const more = await found.open(file);
    if (more !== undefined)
      await readFile(file, more).catch((error: unknown) => {
        throw error instanceof Unusable
          ? new Unusable(error.state, `${file} beside it: ${error.message}`, `mend ${file}, or take it away`)
          : error;
      });
  }
  const { figures, madeAt = found.madeAt, remark } = reading.end(root);
  if (madeAt > now + clocksDiffer) {
    throw new Unusable("wrong", "it is from the future", "mend the clock of the machine that made it, or of this one");
  }
  return { id: found.id, madeAt, figures: [...figures], ...(remark !== undefined && { remark }) };
}
