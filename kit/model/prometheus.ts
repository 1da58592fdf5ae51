import { z } from "zod";
import { fetchAs } from "./login.ts";

// https://prometheus.io/docs/prometheus/latest/querying/api/

/** A value as text, which may be `NaN`, `+Inf` or `-Inf`. */
const value = z.string().transform((text) => Number(text.replace("Inf", "Infinity")));
const point = z.tuple([z.number(), value]);
const labels = z.record(z.string(), z.string());
const answer = <Data extends z.ZodType>(data: Data) =>
  z.object({
    status: z.literal("success"),
    data,
    warnings: z.array(z.string()).nullish(),
    /** VictoriaMetrics' word for it: https://docs.victoriametrics.com/victoriametrics/cluster-victoriametrics/#cluster-availability */
    isPartial: z.boolean().nullish(),
  });

const evaluation = answer(
  z.object({
    result: z.array(z.object({ metric: labels, value: point.optional(), values: z.array(point).default([]) })),
    stats: z
      .object({
        timings: z.object({ evalTotalTime: z.number() }).optional(),
        samples: z.object({ totalQueryableSamples: z.int() }).optional(),
      })
      .optional(),
  }),
);
const targets = answer(
  z.object({ activeTargets: z.array(z.object({ labels, health: z.string(), lastError: z.string() })) }),
);
const rules = answer(
  z.object({
    groups: z.array(
      z.object({
        name: z.string(),
        interval: z.number(),
        rules: z.array(
          z.object({
            type: z.enum(["alerting", "recording"]),
            health: z.string().default("unknown"),
            // The year one before the first.
            lastEvaluation: z.string().optional(),
            name: z.string(),
            query: z.string(),
            labels: labels.default({}),
            annotations: labels.default({}),
            evaluationTime: z.number().default(0),
            duration: z.number().default(0),
            keepFiringFor: z.number().default(0),
          }),
        ),
      }),
    ),
  }),
);

/** One value of a series. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Values of a series: moments in seconds since the epoch, and what was seen then. */
export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly samples: readonly (readonly [at: number, value: number])[];
}

/** What an expression came to, and what that cost the server, where it tells (`stats: "all"`). */
export interface Evaluation {
  readonly series: readonly Series[];
  /** Seconds, by the engine's own clock. */
  readonly engine: number;
  /** Samples read, at all steps together. */
  readonly read: number;
  /** Of the answer. */
  readonly bytes: number;
}

export interface Target {
  readonly job: string;
  /** The probe's name, for targets of blackbox-exporter. */
  readonly probe?: string;
  /** `up`, `down`, or `unknown` before the first scrape. */
  readonly health: string;
  readonly lastError: string;
}

/** A rule in a running Prometheus. */
export interface LoadedRule {
  readonly type: "recording" | "alerting";
  /** `ok`, `err`, or `unknown` before the first evaluation. */
  readonly health: string;
  /** The series that it records, or the alert. */
  readonly name: string;
  readonly query: string;
  readonly labels: Readonly<Record<string, string>>;
  /** As they are written, templates and all. */
  readonly annotations: Readonly<Record<string, string>>;
  /** `for` and `keep_firing_for` of an alert, in seconds. */
  readonly duration: number;
  readonly keepFiringFor: number;
  readonly group: string;
  /** Seconds between two evaluations. */
  readonly interval: number;
  /** What the last evaluation took. */
  readonly seconds: number;
}

/** A request of the API by its path (`query`, `targets?state=active` …) and parameters, and what came back. */
export type Send = (
  path: string,
  parameters: Readonly<Record<string, string>>,
) => Promise<{ readonly status: number; readonly text: string }>;

/** What can be asked of the samples. @throws Error when Prometheus does not answer, or refuses */
export interface Queries {
  /** Now, or at a moment in seconds since the epoch. */
  query(expression: string, at?: number): Promise<Sample[]>;
  /** At each step from one moment to another, both included; seconds. */
  range(expression: string, from: number, to: number, step: number): Promise<readonly Series[]>;
}

/** No answer to build on: something else than Prometheus answered, such as a page to log in, or it knows that a part is missing. */
export class NoPrometheus extends Error {}

/** The one client of Prometheus' HTTP API. */
export interface Prometheus extends Queries {
  /** With parameters of one's own. */
  evaluate(path: "query" | "query_range", parameters: Readonly<Record<string, string>>): Promise<Evaluation>;
  targets(): Promise<Target[]>;
  rules(): Promise<LoadedRule[]>;
  /** Names of the alerts that fire, each once. */
  firing(): Promise<string[]>;
}

/** The one at an address, which may carry its login. @param within milliseconds */
export const prometheusAt = (address: string, within?: number): Prometheus =>
  prometheusBy(sendBy((path, init) => fetchAs(address.replace(/\/+$/, "") + path, init), within));

/** Over HTTP, by something like `fetch`. @param within milliseconds */
export const sendBy =
  (ask: (path: string, init: RequestInit) => Promise<Response>, within = 10_000): Send =>
  async (path, parameters) => {
    const posted = Object.keys(parameters).length > 0 && { method: "POST", body: new URLSearchParams(parameters) };
    const response = await ask(`/api/v1/${path}`, { ...posted, signal: AbortSignal.timeout(within) }).catch(
      (error: Error) => {
        // Why a fetch failed stands in its cause.
        throw error.cause instanceof Error ? new Error(error.cause.message, { cause: error }) : error;
      },
    );
    return { status: response.status, text: await response.text() };
  };

/** @throws NoPrometheus */
function read<Result>(text: string, schema: z.ZodType<Result>): Result {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    throw new NoPrometheus(`what answers is no Prometheus: ${JSON.stringify(text.trim().slice(0, 100))}`);
  }
}

/** Why an answer is only a part, as what stores the samples says; the language's own warnings say nothing of that. */
function missingIn({ warnings, isPartial }: z.output<typeof evaluation>): string | undefined {
  const [warning] = (warnings ?? []).filter((one) => !one.startsWith("PromQL "));
  return warning ?? (isPartial ? "some of what stores samples did not answer" : undefined);
}

/** Over whatever carries the requests. */
export function prometheusBy(send: Send): Prometheus {
  const ask = async <Result>(
    path: string,
    schema: z.ZodType<Result>,
    parameters: Readonly<Record<string, string>> = {},
  ): Promise<{ found: Result; bytes: number }> => {
    const { status, text } = await send(path, parameters);
    if (status !== 200)
      throw new Error(`Prometheus answers ${status} to ${parameters.query ?? path}: ${text.slice(0, 300)}`);
    return { found: read(text, schema), bytes: Buffer.byteLength(text) };
  };
  const evaluate: Prometheus["evaluate"] = async (path, parameters) => {
    const { found, bytes } = await ask(path, evaluation, parameters);
    const missing = missingIn(found);
    if (missing !== undefined) throw new NoPrometheus(`only a part of the answer could be had: ${missing}`);
    const { result, stats } = found.data;
    return {
      series: result.map(({ metric, value: one, values }) => ({ labels: metric, samples: one ? [one] : values })),
      engine: stats?.timings?.evalTotalTime ?? 0,
      read: stats?.samples?.totalQueryableSamples ?? 0,
      bytes,
    };
  };
  const query: Prometheus["query"] = async (expression, at) => {
    const time: Record<string, string> = at === undefined ? {} : { time: String(at) };
    const { series } = await evaluate("query", { query: expression, ...time });
    return series.flatMap(({ labels: own, samples: [first] }) => (first ? [{ labels: own, value: first[1] }] : []));
  };
  return {
    evaluate,
    query,
    range: async (expression, from, to, step) => {
      const times = { start: String(from), end: String(to), step: String(step) };
      return (await evaluate("query_range", { query: expression, ...times })).series;
    },
    targets: async () => {
      const { found } = await ask("targets?state=active", targets);
      return found.data.activeTargets.map(({ labels: { job = "", target }, health, lastError }) => ({
        ...{ job, health, lastError },
        ...(target !== undefined && { probe: target }),
      }));
    },
    rules: async () => {
      const { found } = await ask("rules", rules);
      return found.data.groups.flatMap(({ name: group, interval, rules: loaded }) =>
        loaded.map(({ evaluationTime, lastEvaluation, health, ...rule }) => ({
          ...{ ...rule, group, interval, seconds: evaluationTime },
          // vmalert has every rule in good health from the beginning.
          health: lastEvaluation?.startsWith("0001-") ? "unknown" : health,
        })),
      );
    },
    firing: async () => {
      const series = await query('ALERTS{alertstate="firing"}');
      return [...new Set(series.map(({ labels: { alertname = "" } }) => alertname))].sort();
    },
  };
}
