import { setTimeout as pause } from "node:timers/promises";
import { fetchAs } from "../../model/login.ts";
import { prometheusAt } from "../../model/prometheus.ts";

/** Of now, and not of what the gateway answered a moment ago. */
const ask = async (gateway: string, query: string) =>
  (await prometheusAt(gateway, 5_000).evaluate("query", { query, nocache: "1" })).series;

/** Resolves when the query finds something through every gateway. */
export async function whenReadable(gateways: readonly string[], query: string, within = 30_000): Promise<void> {
  const end = Date.now() + within;
  for (const gateway of gateways)
    while ((await ask(gateway, query).catch(() => [])).length === 0) {
      if (Date.now() > end) throw new Error(`${gateway} found nothing within ${within} ms: ${query}`);
      await pause(100);
    }
}

/** A time without samples. */
export interface Gap {
  /** Milliseconds since 1970: of the last sample before it, and of the first after it. */
  readonly from: number;
  readonly to: number;
  readonly samples: number;
}

/** The moments of a series' samples: both in milliseconds since 1970. */
export async function momentsIn(gateway: string, series: string, since: number): Promise<number[]> {
  const range = Math.ceil((Date.now() - since) / 1000);
  const [found] = await ask(gateway, `${series}[${range}s]`);
  return (found?.samples ?? []).map(([at]) => at * 1000);
}

/**
 * Where samples of a series are missing, up to the newest.
 * @param options.since milliseconds since 1970
 * @param options.interval seconds between two samples
 */
export async function gapsIn(
  gateway: string,
  series: string,
  { since, interval }: { readonly since: number; readonly interval: number },
): Promise<Gap[]> {
  const times = [since, ...(await momentsIn(gateway, series, since))];
  return times.slice(1).flatMap((to, index) => {
    const from = times[index] ?? to;
    const samples = Math.round((to - from) / (interval * 1000)) - 1;
    return samples > 0 ? [{ from, to, samples }] : [];
  });
}

/** Gives one store what the other has: what was in memory only goes with a store that is killed. Equal samples are kept once. */
export async function copySamples(from: string, to: string, since: number): Promise<void> {
  const range = new URLSearchParams({ "match[]": '{__name__!=""}', start: String(since / 1000) });
  const exported = await fetchAs(`${from}/api/v1/export/native?${range}`);
  if (!exported.ok) throw new Error(`${from} answers ${exported.status}`);
  const taken = await fetchAs(`${to}/api/v1/import/native`, { method: "POST", body: await exported.arrayBuffer() });
  if (!taken.ok) throw new Error(`${to} answers ${taken.status}`);
}
