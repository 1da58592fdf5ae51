import { z } from "zod";
import type { Peer } from "../anomalies/peer.ts";
import type { Healed } from "./plan.ts";

type Labels = Readonly<Record<string, string>>;
/** What Prometheus knows of a fault; "unknown" where it does not answer, or has no such series. */
export type Health = "bad" | "well" | "unknown";

/** What is seen of a fault: never an exit code. */
export interface Signals {
  health(healed: Healed, labels: Labels): Promise<Health>;
  /** An alert that explains the fault, and fires or is about to; undefined when there is none. @throws when it cannot be asked */
  explainedBy(healed: Healed, labels: Labels): Promise<string | undefined>;
}

/** https://prometheus.io/docs/prometheus/latest/querying/api/#instant-queries */
const answerSchema = z.object({
  status: z.literal("success"),
  data: z.object({ result: z.array(z.object({ metric: z.record(z.string(), z.string()) })) }),
});
/** ms */
const answerWithin = 3_000;

export function signalsOf(prometheus: Peer): Signals {
  const ask = async (query: string): Promise<readonly Labels[]> => {
    const response = await prometheus("/api/v1/query", {
      method: "POST",
      body: new URLSearchParams({ query }),
      signal: AbortSignal.timeout(answerWithin),
    });
    if (!response.ok) throw new Error(`Prometheus answers ${response.status}`);
    return answerSchema.parse(await response.json()).data.result.map(({ metric }) => metric);
  };
  const has = async (query: string, { per }: Healed, labels: Labels): Promise<boolean> =>
    (await ask(query)).some((found) => per.every((label) => (found[label] ?? "") === (labels[label] ?? "")));
  return {
    health: async (healed, labels) => {
      try {
        const [bad, well] = await Promise.all([has(healed.bad, healed, labels), has(healed.well, healed, labels)]);
        if (bad) return "bad";
        return well ? "well" : "unknown";
      } catch {
        return "unknown";
      }
    },
    explainedBy: async ({ unless }, labels) => {
      if (unless.length === 0) return undefined;
      const causes = unless.map(({ alertname, only, shared }) => {
        const matched = {
          alertname,
          ...only,
          ...Object.fromEntries(shared.map((label) => [label, labels[label] ?? ""])),
        };
        const matchers = Object.entries(matched).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
        return `ALERTS{${[...matchers, 'alertstate=~"pending|firing"'].join(",")}}`;
      });
      const [found] = await ask(causes.join(" or "));
      return found?.alertname;
    },
  };
}
