import type { Queries } from "../../kit/model/prometheus.ts";
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

export function signalsOf(prometheus: Queries): Signals {
  const ask = async (query: string): Promise<readonly Labels[]> =>
    (await prometheus.query(query)).map(({ labels }) => labels);
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
