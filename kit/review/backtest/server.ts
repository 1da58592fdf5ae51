import { z } from "zod";
import type { RuleGroup } from "../../lab/recording/rule-groups.ts";
import { fetchAs } from "../../model/login.ts";

/** Values of a series: moments in seconds since the epoch, and what was seen then. */
export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly samples: readonly (readonly [at: number, value: number])[];
}

export interface Answer {
  readonly series: readonly Series[];
  /** What the engine took, in seconds, by its own clock; 0 where the server does not tell. */
  readonly engine: number;
  readonly bytes: number;
}

/** The server cannot answer now, or not so much at once: ask for less, later. */
export class Overloaded extends Error {}
/** The server will never answer this: the query itself is refused. */
export class Refused extends Error {}

/** More points of a series than this are refused. https://github.com/prometheus/prometheus/blob/main/web/api/v1/api.go */
export const mostPoints = 11_000;

/** Seconds after which the server gives up a query of ours, and we the answer. */
const engineTimeout = 30;

const matrix = z.object({
  status: z.literal("success"),
  data: z.object({
    result: z.array(
      z.object({
        metric: z.record(z.string(), z.string()),
        values: z.array(z.tuple([z.number(), z.string()])),
      }),
    ),
    stats: z.object({ timings: z.object({ evalTotalTime: z.number() }) }).optional(),
  }),
});
const vector = z.object({ status: z.literal("success"), data: z.object({ result: z.array(z.unknown()) }) });
const rules = z.object({
  status: z.literal("success"),
  data: z.object({
    groups: z.array(
      z.object({
        name: z.string(),
        interval: z.number(),
        rules: z.array(
          z.object({
            type: z.enum(["alerting", "recording"]),
            name: z.string(),
            query: z.string(),
            labels: z.record(z.string(), z.string()).optional(),
            duration: z.number().default(0),
            keepFiringFor: z.number().default(0),
          }),
        ),
      }),
    ),
  }),
});

/** What a replay asks of a Prometheus. https://prometheus.io/docs/prometheus/latest/querying/api/ */
export function server(base: string) {
  const address = base.replace(/\/+$/, "");
  const ask = async (path: string, parameters: Readonly<Record<string, string>>): Promise<string> => {
    let response: Response;
    let body: string;
    try {
      response = await fetchAs(`${address}/api/v1/${path}`, {
        ...(Object.keys(parameters).length > 0 && { method: "POST", body: new URLSearchParams(parameters) }),
        signal: AbortSignal.timeout((engineTimeout + 5) * 1000),
      });
      body = await response.text();
    } catch (error) {
      const { message, cause } = error as Error;
      throw new Overloaded(
        `${new URL(address).host} does not answer: ${cause instanceof Error ? cause.message : message}`,
      );
    }
    if (response.ok) return body;
    const what = `${response.status} ${body.slice(0, 200)}`;
    // 422 is an expression that failed: for want of memory or time it may succeed over a shorter span.
    const tooMuch = response.status === 422 && /too many samples|timed out|timeout/i.test(body);
    if (response.status >= 500 || response.status === 429 || tooMuch) throw new Overloaded(what);
    throw new Refused(what);
  };
  return {
    /** Evaluates an expression at each step from one moment to another, both included; seconds. */
    async range(query: string, from: number, to: number, step: number): Promise<Answer> {
      const parameters = {
        query,
        start: `${from}`,
        end: `${to}`,
        step: `${step}`,
        timeout: `${engineTimeout}s`,
        stats: "all",
      };
      const body = await ask("query_range", parameters);
      const { result, stats } = matrix.parse(JSON.parse(body)).data;
      const series = result.map(({ metric, values }) => ({
        labels: metric,
        samples: values.map(([at, value]) => [at, numberOf(value)] as const),
      }));
      return { series, engine: stats?.timings.evalTotalTime ?? 0, bytes: Buffer.byteLength(body) };
    },
    /** Whether an expression has a result at a moment. */
    async holds(query: string, at: number): Promise<boolean> {
      const body = await ask("query", { query, time: `${at}`, timeout: `${engineTimeout}s` });
      return vector.parse(JSON.parse(body)).data.result.length > 0;
    },
    /** The rules that the server runs. */
    async rules(): Promise<RuleGroup[]> {
      const { groups } = rules.parse(JSON.parse(await ask("rules", {}))).data;
      return groups.map(({ name, interval, rules: loaded }) => ({
        name,
        interval,
        rules: loaded.map((rule) =>
          rule.type === "recording"
            ? { record: rule.name, expr: rule.query }
            : {
                alert: rule.name,
                expr: rule.query,
                for: `${rule.duration}s`,
                keep_firing_for: `${rule.keepFiringFor}s`,
                labels: rule.labels ?? {},
              },
        ),
      }));
    },
  };
}

export type Server = ReturnType<typeof server>;

function numberOf(text: string): number {
  if (text === "+Inf") return Number.POSITIVE_INFINITY;
  return text === "-Inf" ? Number.NEGATIVE_INFINITY : Number(text);
}
