import type { ReplicatedSettings } from "../../config/replicated.ts";

/** What each host runs, and on which port. */
const ports = {
  /** A Prometheus that only scrapes and sends on. */
  agent: 9090,
  /** What keeps the samples: VictoriaMetrics. */
  store: 8428,
  /** Asks the first store that answers: vmauth. */
  gateway: 8427,
  /** Evaluates the rules: vmalert. */
  rules: 8880,
  alertmanager: 9093,
  /** At which the Alertmanagers tell each other what they told. */
  cluster: 9094,
} as const;

type Role = keyof typeof ports;

/** One of everything, by name of its host: where each of it is reached, `host:port`. */
export type Replica = Readonly<Record<Role, string>> & { readonly name: string };

export const replicasOf = ({ hosts }: ReplicatedSettings): Replica[] =>
  Object.entries(hosts).map(([name, host]) => ({
    name,
    ...(Object.fromEntries(Object.entries(ports).map(([role, port]) => [role, `${host}:${port}`])) as Record<
      Role,
      string
    >),
  }));

/**
 * In seconds. After so long, what an agent or a rule sent can be read: half a second until it is sent, two until VictoriaMetrics shows it, and a
 * little. https://docs.victoriametrics.com/victoriametrics/single-server-victoriametrics/
 */
export const readableAfter = 3;
