import { setTimeout as pause } from "node:timers/promises";
import type { Harness } from "./harness.ts";

/**
 * Resolves when every target has been scraped and every rule evaluated at least once, or when `stop` is aborted.
 * @param progress told how far it is, whenever that changes
 */
export async function settled(
  { prometheus }: Harness,
  { stop, progress = () => {} }: { stop?: AbortSignal; progress?: (line: string) => void } = {},
): Promise<void> {
  for (let said = ""; stop?.aborted !== true; ) {
    const [targets, rules, firing] = await Promise.all([prometheus.targets(), prometheus.rules(), prometheus.firing()]);
    const all = [...targets, ...rules];
    const known = all.filter(({ health }) => health !== "unknown").length;
    if (all.length > 0 && known === all.length && firing.includes("Watchdog")) return;
    const line = `${known} of ${all.length} targets and rules seen`;
    if (line !== said) progress(line);
    said = line;
    await pause(250, undefined, { signal: stop }).catch(() => {});
  }
}
