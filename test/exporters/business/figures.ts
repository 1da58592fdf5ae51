import { expect } from "vitest";
import type { Figures, Source } from "../../../exporters/business/figures.ts";
import { read } from "../../../exporters/business/refresh.ts";
import type { TestServer } from "./server.ts";

/** Noon in Paris on a Monday in summer. */
export const noon = new Date("2025-08-18T10:00:00Z");

/** What a collection that holds exactly these documents yields; `value` finds a series by its name, without `benevoclic_`, and all of its labels. */
export async function figuresOf(
  { db }: TestServer,
  source: Source,
  documents: readonly object[],
  now = noon,
  leaveOut: readonly string[] = [],
) {
  await db.collection(source.collection).deleteMany({});
  if (documents.length > 0) await db.collection(source.collection).insertMany(documents.map((it) => ({ ...it })));
  const { figures } = await read(db, source, 10_000, leaveOut, now);
  return { value: lookUp(figures), unreadable: figures.unreadable };
}

function lookUp({ samples }: Figures) {
  return (name: string, labels: Readonly<Record<string, string>> = {}): number | undefined => {
    const wanted = JSON.stringify(Object.entries({ ...labels }).sort());
    const found = samples.filter(
      (it) => it.metric.name === `benevoclic_${name}` && JSON.stringify(Object.entries(it.labels).sort()) === wanted,
    );
    expect(found.length).toBeLessThanOrEqual(1);
    return found[0]?.value;
  };
}
