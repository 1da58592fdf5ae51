import { createHmac, timingSafeEqual } from "node:crypto";
import type { Anomaly } from "./anomaly.ts";

/** Tells what this recorder wrote from what others wrote: a record on GitHub can be edited, and its hidden block copied. */
export interface Seal {
  of(anomaly: Anomaly): string;
  holds(anomaly: Anomaly, seal: string): boolean;
}

/**
 * An HMAC-SHA256 over the anomaly, with a key of its own derived from the secret.
 *
 * When it was recorded is left out: GitHub knows that as well, nothing is decided by it but figures, and a member may put it right.
 */
export function sealWith(secret: string): Seal {
  const key = createHmac("sha256", secret).update("benevoclic anomaly record").digest();
  const of = (anomaly: Anomaly): string => {
    const sealed = { ...anomaly, nextSteps: [], episodes: anomaly.episodes.map(({ openedAt, ...rest }) => rest) };
    return createHmac("sha256", key).update(canonical(sealed)).digest("hex");
  };
  return {
    of,
    holds: (anomaly, seal) => seal.length === 64 && timingSafeEqual(Buffer.from(of(anomaly)), Buffer.from(seal)),
  };
}

/** JSON in which the order of keys says nothing. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
