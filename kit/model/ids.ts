import type { Signal } from "./signal.ts";

/** The uid of the dashboard that shows a domain's signals, from the platform's name: an alert's message links there without knowing dashboards. */
export const dashboardUid = (platform: string, domain: string): string => `${platform}-${domain}`;

/** The id of a signal's panel, from the signal's name alone, so that it survives every reordering of a dashboard. */
export const panelId = ({ name }: Signal): number => idFrom(name);

/** An id from a name. FNV-1a, folded to 24 bits: http://www.isthe.com/chongo/tech/comp/fnv/ */
export function idFrom(name: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(name)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return ((hash >>> 24) ^ (hash & 0xffffff)) + 1;
}
