import type { LogLevel, LogSource, message } from "../logs/log-source.ts";
import type { Duration } from "./durations.ts";
import type { Metric } from "./metric.ts";
import { selector } from "./promql.ts";
import type { Harmless } from "./ways.ts";

/** What a field of a counted line must be: one of these texts, or a text in which the expression is found. */
export type Wanted = string | readonly string[] | RegExp;

/** A line as its program writes it into its file, at a moment: the examples of a count are judged now. */
export type WrittenLine = (at: Date) => string;

/** The fields that lines of every one of these sources may carry. */
type FieldOf<Source extends LogSource> = keyof Source["format"]["fields"] & string;

interface LogCountDefinition<Source extends LogSource> {
  /** One line: what a sample means. */
  readonly about: string;
  /** Whose lines are looked at; of several, only what all of them carry can be asked for. */
  readonly sources: readonly Source[];
  /** What a line must be to be counted; without it, any line counts. */
  readonly where?: Readonly<Partial<Record<FieldOf<Source> | typeof message, Wanted>>> & {
    readonly level?: LogLevel | readonly LogLevel[];
  };
  /** The fields whose values are counted apart. Of few values: each is a series. */
  readonly by?: readonly (FieldOf<Source> | "service" | "level")[];
  /**
   * What is said is counted apart as well, as the label `line`: the message's first line without its numbers, and of these the so many
   * most frequent. A message that names something else each time is a new series each time: of no more at once.
   */
  readonly kinds?: number;
  /** The lines of this long before each moment. */
  readonly over: Duration;
  /** What wrote a line this long before still counts, as 0: what has fallen silent is seen, and not only missing. */
  readonly remembers?: Duration;
  /** Lines that are counted, and lines that are not though they look alike. The real programs judge them. */
  readonly examples: { readonly counted: readonly WrittenLine[]; readonly not: readonly WrittenLine[] };
  readonly harmless?: Harmless;
}

/** How many lines say something: a metric, that the rules over logs record under `logs:<what>:count<over>`. */
export interface LogCount extends Metric {
  readonly count: Omit<LogCountDefinition<LogSource>, "about" | "harmless">;
}

/**
 * Declares counts of the job that records them. What they look for is written with the names of declared fields: another name is
 * refused by the compiler.
 */
export function logCountsOf(job: string) {
  return <Source extends LogSource>(what: string, definition: LogCountDefinition<Source>): LogCount => {
    const { about, harmless, ...count } = definition as unknown as LogCountDefinition<LogSource>;
    const { sources, over } = count;
    const values: Readonly<Record<string, string>> = {
      ...{ service: sources[0]?.service ?? "", level: "error", [kind]: "connection timed out after … ms" },
      ...sources[0]?.format.fields,
    };
    const metric: LogCount = {
      name: `logs:${what}:count${over}`,
      type: "gauge",
      about,
      labels: Object.fromEntries(countedBy(count).map((label) => [label, values[label] ?? ""])),
      job,
      comesAndGoes: "nothing is counted while no line says it, or while no logs are collected",
      ...(harmless && { harmless }),
      where: (...matchers) => selector(metric, matchers),
      count,
    };
    return metric;
  };
}

/** The label that holds what lines of one kind say. */
export const kind = "line";
/** Of a kind, in characters: a message tells three. */
export const longestKind = 300;

/** The labels of a count. */
export const countedBy = ({ by = [], kinds }: Pick<LogCount["count"], "by" | "kinds">): readonly string[] => [
  ...by,
  ...(kinds === undefined ? [] : [kind]),
];

export const isLogCount = (metric: Metric): metric is LogCount => "count" in metric;
