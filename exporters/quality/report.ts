import type { quality } from "../../signals/metrics/quality.ts";
import type { reportGoodFor } from "../../signals/metrics/quality-exporter.ts";
import type { Path, Root, Scalar } from "./json-events.ts";

export const projects = ["api", "web", "monitoring"] as const;
export type Project = (typeof projects)[number];
export type ReportName = keyof typeof reportGoodFor;

/** Bytes of one file that are read at most; a report of this size takes seconds, not memory. */
export const largestFile = 256 * 2 ** 20;

/** One value that a report gives; the project is added by who asked. */
export interface Figure {
  readonly metric: Exclude<keyof typeof quality, "reportTimestamp">;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

interface Content {
  readonly figures: readonly Figure[];
  /** Seconds since 1970, where the report itself says when it was made. */
  readonly madeAt?: number;
  /** What is not as it should be, though the report can be used. */
  readonly remark?: string;
}

/** Takes what it needs of a report while it passes. */
export interface Reading {
  /** @param file the one of the report's files that is read */
  see(path: Path, value: Scalar, file: string): void;
  /**
   * Asked when a file is not one JSON document: what was seen so far may say why.
   * @throws Unusable with a better reason than that
   */
  refuse?(): void;
  /**
   * @param root of the report's first file
   * @throws Unusable when it is no such report
   */
  end(root: Root): Content;
}

/** A kind of report that CI makes of a project. */
export interface ReportKind {
  readonly report: ReportName;
  /** The projects that have it. */
  readonly of: readonly Project[];
  /** The first is the report; the others may be missing. */
  readonly files: readonly [string, ...string[]];
  readonly read: () => Reading;
}
