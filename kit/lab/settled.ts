import { setTimeout as pause } from "node:timers/promises";
import type { Prometheus } from "../model/prometheus.ts";

/** Rules of a longer interval, in seconds, are not waited for: Prometheus first evaluates a group anywhere within it. */
const patience = 30;

/** Whether a rule has been evaluated by the time that a system is called settled. */
export const isAwaited = ({ interval }: { readonly interval: number }): boolean => interval <= patience;

/**
 * Resolves when every target has been scraped and every rule that is evaluated at least each half minute has been, or when
 * `stop` is aborted.
 * @param progress told how far it is, whenever that changes
 */
export async function settled(
  { prometheus }: { readonly prometheus: Prometheus },
  { stop, progress = () => {} }: { stop?: AbortSignal; progress?: (line: string) => void } = {},
): Promise<void> {
  for (let said = ""; stop?.aborted !== true; ) {
    const [targets, rules, firing] = await Promise.all([prometheus.targets(), prometheus.rules(), prometheus.firing()]);
    const all = [...targets, ...rules.filter(isAwaited)];
    const known = all.filter(({ health }) => health !== "unknown").length;
    if (all.length > 0 && known === all.length && firing.includes("Watchdog")) return;
    const line = `${known} of ${all.length} targets and rules seen`;
    if (line !== said) progress(line);
    said = line;
    await pause(250, undefined, { signal: stop }).catch(() => {});
  }
}
