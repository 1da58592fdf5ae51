import type { RuleGroup } from "../../lab/recording/rule-groups.ts";
import { grouped } from "../../model/grouped.ts";
import { fetchAs } from "../../model/login.ts";
import { type Evaluation, prometheusBy } from "../../model/prometheus.ts";

/** The server cannot answer now, or not so much at once: ask for less, later. */
export class Overloaded extends Error {}
/** The server will never answer this: the query itself is refused. */
export class Refused extends Error {}

/** More points of a series than this are refused. https://github.com/prometheus/prometheus/blob/main/web/api/v1/api.go */
export const mostPoints = 11_000;

/** Seconds after which the server gives up a query of ours, and we the answer. */
const engineTimeout = 30;

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
  const { evaluate, rules } = prometheusBy(async (path, parameters) => ({
    status: 200,
    text: await ask(path, parameters),
  }));
  const timeout = `${engineTimeout}s`;
  return {
    /** Evaluates an expression at each step from one moment to another, both included; seconds. */
    range: (query: string, from: number, to: number, step: number): Promise<Evaluation> =>
      evaluate("query_range", { query, start: `${from}`, end: `${to}`, step: `${step}`, timeout, stats: "all" }),
    /** Whether an expression has a result at a moment. */
    holds: async (query: string, at: number): Promise<boolean> =>
      (await evaluate("query", { query, time: `${at}`, timeout })).series.length > 0,
    /** The rules that the server runs. */
    async rules(): Promise<RuleGroup[]> {
      const groups = grouped(await rules(), ({ group, interval }) => `${group} ${interval}`);
      return [...groups.values()].map((loaded) => ({
        name: loaded[0]?.group ?? "",
        interval: loaded[0]?.interval ?? 0,
        rules: loaded.map(({ type, name, query, labels, duration, keepFiringFor }) =>
          type === "recording"
            ? { record: name, expr: query }
            : { alert: name, expr: query, for: `${duration}s`, keep_firing_for: `${keepFiringFor}s`, labels },
        ),
      }));
    },
  };
}

export type Server = ReturnType<typeof server>;
