import type { Duration } from "./durations.ts";
import type { Place } from "./place.ts";
import type { Text } from "./text.ts";
import type { Unit } from "./unit.ts";
import type { Harmless } from "./ways.ts";

// One knot: an expression is made of metrics and signals, and both are declared with expressions.

/** A PromQL expression whose metrics and signals are values, so that it can be checked and rendered later. */
export interface Promql {
  readonly parts: readonly Part[];
}

export type Part = string | Metric | Signal | Promql | Selection;

/** The series of a metric that match. */
export interface Selection {
  readonly metric: Metric;
  /** As PromQL writes them: `status=~"5.."`. */
  readonly matchers: readonly string[];
  /** `_bucket`, `_sum` or `_count` of a histogram, or nothing. */
  readonly suffix: string;
}

export type MetricType = "gauge" | "counter" | "histogram";

/** What a metric's declaration says of it. */
export interface MetricDeclaration {
  readonly name: string;
  readonly type: MetricType;
  /** One line: what a sample means. */
  readonly about: string;
  /** Every label but `job` and `instance`, each with a value it really takes; rule tests use that value. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Upper bounds of a histogram's buckets, without +Inf. */
  readonly buckets?: readonly number[];
  /** Its buckets may name a trace that fell into them: what is drawn of it leads to that, where an environment has traces. */
  readonly exemplars?: true;
  /**
   * Its job exposes it from the first scrape on and at any time, whatever happens to what it measures. When it vanishes
   * although its target answers, an alert tells; never so for what exists only after an event.
   */
  readonly alwaysPresent?: true;
  /**
   * The same from the moment on when the API has answered so many visitors' requests since its start: what each of them may
   * bring about has happened by then.
   */
  readonly presentAfterRequests?: number;
  /** Why it may be missing although all is well. One of the three is said of each metric that an alert reads (a test enforces it). */
  readonly comesAndGoes?: string;
  /** It is 0 or 1: it cannot double, drift or step back, only turn to its other side. */
  readonly isSwitch?: true;
  /** The ways in which it may go wrong without anybody being told, each with its reason; any other must be told. */
  readonly harmless?: Harmless;
}

/** A declared metric. Interpolated in `promql`, it is the selector of its series of its job. */
export interface Metric extends MetricDeclaration {
  readonly labels: Readonly<Record<string, string>>;
  /** The scrape job that produces it; `every` for what Prometheus adds to each of them. */
  readonly job: string | "every";
  /** The selector narrowed by matchers: `requests.where('status=~"5.."', userRoutes)`. */
  where(...matchers: readonly string[]): Promql;
}

/** One sample of a test series; `null` is a scrape that was missed. */
export type Sample = number | null;

/** A series for the rule tests: one sample per interval from the start of the test. */
export interface TestSeries {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly samples: readonly Sample[];
}

/** Which values are good, as they are promised. */
export type Objective = { readonly below: number } | { readonly above: number };

/** How a test wants the signal to behave: one value per interval. */
export interface Behaviour {
  /** `null` where the scrape is missed. */
  readonly values: readonly Sample[];
  /** Seconds between two values. */
  readonly interval: number;
  /** Labels that the series must carry, `instance` among them. */
  readonly labels: Readonly<Record<string, string>>;
}

/** What people read of a signal. */
export interface Prose {
  readonly title: Text;
  readonly about: Text;
  /**
   * It has a rule of its own, whoever reads it. What an alert is on, and what several rules read, has one anyway; this is for what
   * panels read more than once, and reads a long past itself.
   */
  readonly recordingRule?: true;
}

/** What every kind of signal answers for itself. */
export interface SignalDefinition extends Prose {
  readonly unit: Unit;
  /** The labels that remain; checked against the expression. */
  readonly per: readonly string[];
  /** Of `per`, those that the metrics carry under another name, because an alert would overwrite it: `{ audit: "category" }`. */
  readonly renamed?: Readonly<Record<string, string>>;
  readonly expr: Promql;
  readonly objective?: Objective;
  /** How much of the past the expression reads: the window of its rate, the trend that it prolongs. */
  readonly over?: Duration;
  /** How long a bad time that is over can still show, where that is not all of `over`: of two windows, the shorter decides. */
  readonly remembers?: Duration;
  /**
   * Recorded this often, whoever uses it, so that an expression may take a range or an earlier value of it; its alerts
   * are evaluated as often. For what reads a long past, or changes slowly. Under 5 minutes: Prometheus forgets a sample
   * after that. https://prometheus.io/docs/prometheus/latest/querying/basics/#staleness
   */
  readonly every?: Duration;
  /** Its value means something only once all of `over` has passed, as with a trend or a count; a ratio says something at once. */
  readonly needsAllOfIt?: true;
  /** Series of the underlying metrics that give the signal these values. Without it, examples must bring series. */
  readonly produce?: (behaviour: Behaviour) => TestSeries[];
  /** What the reader should know about a limit that this kind of signal cannot read well. */
  readonly cautions?: (limit: number) => string[];
}

/** A named, unit-carrying expression over declared metrics: what is observed. */
export interface Signal extends SignalDefinition {
  /** `level:metric:operation`, the name of its recording rule. */
  readonly name: string;
  readonly place: Place;
}
