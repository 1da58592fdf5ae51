import { z } from "zod";
import { fetchAs } from "../model/login.ts";

const answer = <Data extends z.ZodType>(data: Data) => z.object({ status: z.literal("success"), data });
const vector = answer(
  z.object({
    result: z.array(z.object({ metric: z.record(z.string(), z.string()), value: z.tuple([z.number(), z.string()]) })),
  }),
);
const targets = answer(
  z.object({
    activeTargets: z.array(
      z.object({ labels: z.record(z.string(), z.string()), health: z.string(), lastError: z.string() }),
    ),
  }),
);
const rules = answer(
  z.object({
    groups: z.array(
      z.object({
        name: z.string(),
        interval: z.number(),
        rules: z.array(
          z.object({
            type: z.string(),
            health: z.string(),
            name: z.string(),
            query: z.string(),
            labels: z.record(z.string(), z.string()).optional(),
            evaluationTime: z.number(),
          }),
        ),
      }),
    ),
  }),
);

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
  /** `recording` or `alerting`. */
  readonly type: string;
  /** `ok`, `err`, or `unknown` before the first evaluation. */
  readonly health: string;
  /** The series that it records, or the alert and its severity. */
  readonly name: string;
  readonly query: string;
  readonly group: string;
  /** Seconds between two evaluations. */
  readonly interval: number;
  /** What the last evaluation took. */
  readonly seconds: number;
}

/** What we ask a running Prometheus, at an address with its login. https://prometheus.io/docs/prometheus/latest/querying/api/ */
export function prometheusApi(base: string) {
  const get = async <Result>(path: string, schema: z.ZodType<Result>): Promise<Result> => {
    const response = await fetchAs(`${base}/api/v1/${path}`, { signal: AbortSignal.timeout(10_000) });
    if (!response.ok) throw new Error(`Prometheus answered ${response.status} to ${path}: ${await response.text()}`);
    return schema.parse(await response.json());
  };
  return {
    /** The samples of an instant query: labels and value of each. */
    async query(expression: string): Promise<{ labels: Record<string, string>; value: number }[]> {
      const { data } = await get(`query?${new URLSearchParams({ query: expression })}`, vector);
      return data.result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
    },
    async targets(): Promise<Target[]> {
      const { data } = await get("targets?state=active", targets);
      return data.activeTargets.map(({ labels, health, lastError }) => ({
        job: labels.job ?? "",
        ...(labels.target !== undefined && { probe: labels.target }),
        health,
        lastError,
      }));
    },
    /** Every rule: its kind, its health, and what its last evaluation took. */
    async rules(): Promise<LoadedRule[]> {
      const { data } = await get("rules", rules);
      return data.groups.flatMap(({ name: group, interval, rules: loaded }) =>
        loaded.map(({ type, health, name, query, labels, evaluationTime }) => ({
          ...{ type, health, group, interval, query, seconds: evaluationTime },
          name: labels?.severity === undefined ? name : `${name} ${labels.severity}`,
        })),
      );
    },
    /** Names of the alerts that fire, each once. */
    async firing(): Promise<string[]> {
      const series = await this.query('ALERTS{alertstate="firing"}');
      return [...new Set(series.map(({ labels }) => labels.alertname ?? ""))].sort();
    },
  };
}

export type PrometheusApi = ReturnType<typeof prometheusApi>;
