import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import { collect } from "../../../exporters/quality/collect.ts";
import { directorySource } from "../../../exporters/quality/directory.ts";
import type { Kept } from "../../../exporters/quality/last-good.ts";
import type { Project } from "../../../exporters/quality/report.ts";
import type { Source } from "../../../exporters/quality/source.ts";

export const now = Date.parse("2026-11-23T12:00:00Z") / 1000;
export const hour = 3600;

export const document = (name: string) => readFileSync(path.join(import.meta.dirname, "documents", name), "utf8");

export function temporary(): string {
  const directory = mkdtempSync(path.join(tmpdir(), "quality-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** Writes a report as CI would, an hour ago unless told. */
export function put(
  directory: string,
  project: Project,
  file: string,
  content: string | Buffer,
  madeAt = now - hour,
): void {
  mkdirSync(path.join(directory, project), { recursive: true });
  const target = path.join(directory, project, file);
  writeFileSync(target, content);
  utimesSync(target, madeAt, madeAt);
}

export interface Seen {
  /** Value by series, as in the exposition. */
  readonly series: ReadonlyMap<string, number>;
  readonly lastGood: ReadonlyMap<string, Kept>;
  readonly lines: readonly Readonly<Record<string, unknown>>[];
}

export async function collected(
  source: Source,
  before: ReadonlyMap<string, Kept> = new Map(),
  at = now,
): Promise<Seen> {
  const lines: Record<string, unknown>[] = [];
  const told =
    (level: string) =>
    (message: string, fields: object = {}) =>
      void lines.push({ level, message, ...fields });
  const log = { info: told("info"), warn: told("warn"), error: told("error") };
  const { metrics, lastGood } = await collect(source, before, { log, now: at });
  return { series: seriesOf(metrics), lastGood, lines };
}

export const fromDirectory = async (directory: string, before?: ReadonlyMap<string, Kept>, at?: number) =>
  collected(await directorySource(directory), before, at);

export function seriesOf(metrics: string): ReadonlyMap<string, number> {
  const samples = metrics.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return new Map(
    samples.map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.slice(line.lastIndexOf(" ")))]),
  );
}

/** The present state of a report. */
export function stateOf({ series }: Seen, project: string, report: string): string {
  const start = `quality_report_state{project="${project}",report="${report}",state="`;
  const present = [...series].filter(([name, value]) => name.startsWith(start) && value === 1);
  return present.map(([name]) => name.slice(start.length, -2)).join(" and ");
}

/** The figures of a project's metric: label value (none: "") to value. */
export function figures({ series }: Seen, metric: string, project: string): Record<string, number> {
  const start = `${metric}{project="${project}"`;
  return Object.fromEntries(
    [...series].flatMap(([name, value]) => {
      if (!name.startsWith(start)) return [];
      return [[/^,\w+="(.*)"}$/.exec(name.slice(start.length))?.[1] ?? "", value]];
    }),
  );
}
