import type { Target, Variable } from "./model.ts";
import { type Period, rateInterval } from "./time.ts";

/** A query's series: its name in the legend, its labels, and its points in seconds since 1970. */
export interface Series {
  readonly refId: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly points: readonly (readonly [time: number, value: number])[];
}

/** The values that the reader chose, by variable; `$__all` stands for all of them. */
export type Chosen = Readonly<Record<string, readonly string[]>>;

/** Grafana's variables in a text, as its Prometheus data source fills them in. */
export function filledIn(text: string, variables: readonly Variable[], chosen: Chosen, step: number): string {
  const filled = text.replaceAll("$__rate_interval", `${rateInterval(step)}s`).replaceAll("$__interval", `${step}s`);
  return variables.reduce((result, { name, multi, allValue = ".*" }) => {
    const values = chosen[name] ?? [];
    const escaped = values.map((value) => value.replace(/[\\^$*+?.()|[\]{}]/g, "\\\\$&"));
    const value = values.includes("$__all") ? allValue : multi ? `(${escaped.join("|")})` : (values[0] ?? "");
    return result.replace(new RegExp(`\\$\\{${name}(:\\w+)?\\}|\\$${name}\\b`, "g"), () => value);
  }, filled);
}

/** Asks one query; Prometheus is reached through the server of this page. */
export async function ask({ refId, instant, legendFormat }: Target, expr: string, period: Period): Promise<Series[]> {
  const { from, to, step } = period;
  const parameters: Record<string, string> = instant
    ? { query: expr, time: String(Math.min(to + step, Date.now() / 1000)) }
    : { query: expr, start: String(from), end: String(to), step: String(step) };
  const result = await get<Answer>(`${instant ? "query" : "query_range"}?${new URLSearchParams(parameters)}`);
  return result.result.map(({ metric, values, value }) => ({
    refId,
    labels: metric,
    name: legendOf(legendFormat ?? "", metric),
    points: (values ?? (value ? [value] : [])).map(([time, text]) => [time, Number(text)]),
  }));
}

interface Answer {
  readonly result: readonly {
    readonly metric: Readonly<Record<string, string>>;
    readonly values?: readonly [number, string][];
    readonly value?: [number, string];
  }[];
}

/** The values of a variable: `label_values(<selector>, <label>)`. */
export async function valuesOf(query: string): Promise<string[]> {
  const [, selector = "", label = ""] = /^label_values\((.*),\s*(\w+)\)$/.exec(query) ?? [];
  return get<string[]>(`label/${label}/values?${new URLSearchParams({ "match[]": selector })}`);
}

async function get<Result>(path: string): Promise<Result> {
  const response = await fetch(`/prometheus/${path}`);
  const answer = (await response.json()) as { status: string; data: Result; error?: string };
  if (answer.status !== "success") throw new Error(answer.error ?? response.statusText);
  return answer.data;
}

/** `{{mountpoint}}` stands for the label's value. */
function legendOf(format: string, labels: Readonly<Record<string, string>>): string {
  if (format !== "") return format.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, label: string) => labels[label] ?? "");
  const pairs = Object.entries(labels).filter(([label]) => label !== "__name__");
  return `{${pairs.map(([label, value]) => `${label}="${value}"`).join(", ")}}`;
}
