import { setTimeout as pause } from "node:timers/promises";
import type { Config } from "../../config/load.ts";
import { Mistakes } from "../../kit/model/mistakes.ts";
import { NoPrometheus } from "../../kit/model/prometheus.ts";
import { renderPromql } from "../../kit/model/promql.ts";
import type { Signal } from "../../kit/model/signal.ts";
import { apiReachable, responseTime, serverErrors } from "../../signals/api.ts";
import { webReachable } from "../../signals/web.ts";
import { prometheusIn } from "./ask.ts";
import { type Host, hostOf } from "./host.ts";
import { newAlerts } from "./new-alerts.ts";
import { statusOf } from "./status.ts";

/** Beyond which a version is rolled back: benevoclic.md section 8. */
export const limits: readonly { signal: Signal; isBeyond: (value: number) => boolean; says: string }[] = [
  { signal: serverErrors, isBeyond: (value) => value > 0.05, says: "more than 5 % of the requests fail" },
  { signal: responseTime, isBeyond: (value) => value > 0.5, says: "responses take more than 500 ms (P95)" },
  { signal: apiReachable, isBeyond: (value) => value < 1, says: "the API's health check fails" },
  { signal: webReachable, isBeyond: (value) => value < 1, says: "the web site's health check fails" },
];

/** A value beyond its limit must be seen as often in a row: one missed packet rolls nothing back. */
const inARow = 3;
const everySeconds = 5;

/**
 * Watches a deployment that has just been made.
 * @param seconds how long it must be well
 * @param options.alerts serious alerts that begin to fire in that time count as well
 * @returns what speaks for a roll-back, at once when it is certain; nothing when all was well to the end.
 */
export async function probe(
  config: Config,
  seconds: number,
  tell: (line: string) => void,
  { alerts = false }: { readonly alerts?: boolean } = {},
): Promise<string[]> {
  const host = hostOf(config.deployment.engine);
  const since = Date.now() / 1000;
  const begun = async () =>
    alerts ? (await newAlerts(host, config, since)).map((name) => `${name} has begun to fire`) : [];
  const until = Date.now() + seconds * 1000;
  const seen = new Map<string, number>();
  for (;;) {
    const found = new Set(await faults(config, host, begun));
    for (const fault of seen.keys()) if (!found.has(fault)) seen.delete(fault);
    for (const fault of found) seen.set(fault, (seen.get(fault) ?? 0) + 1);
    for (const fault of found) tell(`${fault} (${seen.get(fault)} of ${inARow})`);
    const certain = [...seen].filter(([, times]) => times >= inARow).map(([fault]) => fault);
    if (certain.length > 0) return certain;
    // What has begun to look wrong is looked at to its end.
    if (Date.now() >= until && found.size === 0) return [];
    await pause(everySeconds * 1000);
  }
}

async function faults(config: Config, host: Host, begun: () => Promise<string[]>): Promise<string[]> {
  const { services } = await statusOf(config, { compare: false });
  const unhealthy = services
    .filter(({ health }) => health !== "healthy")
    .map(({ service, health }) => `${service} is ${health}`);
  const beyond = await Promise.all([
    begun(),
    ...limits.map(async ({ signal, isBeyond, says }) => {
      const found = await prometheusIn(host, config).query(renderPromql(signal.expr, new Set()));
      return found.some(({ value }) => isBeyond(value)) ? [says] : [];
    }),
  ]).catch((error: unknown) => {
    if (error instanceof Mistakes || error instanceof NoPrometheus) return [["Prometheus does not answer"]];
    throw error;
  });
  return [...unhealthy, ...beyond.flat()];
}
