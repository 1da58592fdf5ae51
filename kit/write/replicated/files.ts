import path from "node:path";
import { z } from "zod";
import { duration } from "../../config/forms.ts";
import { seconds } from "../../model/durations.ts";
import type { Environment } from "../../model/environment.ts";
import { usualInterval } from "../../model/job.ts";
import { passwords } from "../../model/login.ts";
import { generatedNotice, parseYaml, yaml } from "../../yaml.ts";
import { basicAuth } from "../web-config.ts";
import { agentFile, originOf } from "./agent.ts";
import { composeFile } from "./compose.ts";
import type { StoreNeeds } from "./programs.ts";
import { type Replica, readableAfter, replicasOf } from "./replicas.ts";
import { partsOf, samplesApart } from "./rules.ts";
import { configurationAt, hostsOf } from "./services.ts";

/**
 * The same environment over several hosts, of which any may fail, where it asks for it: files that all hosts share, and one a host that starts
 * everything there.
 * @param files what is generated for a single host: the rules are the same
 */
export function replicatedFiles(environment: Environment, files: ReadonlyMap<string, string>): [string, string][] {
  const settings = environment.config.replicated;
  if (settings === undefined) return [];
  const shared = sharedFiles(environment, files, replicasOf(settings));
  const needs = storeNeeds(environment, shared);
  const hosts = hostsOf(environment, settings, { needs, files: (directory) => `${configurationAt}/${directory}` });
  return [
    ...shared,
    ...hosts.map(({ name, services }): [string, string] => [
      `replicated/${name}/compose.yaml`,
      composeFile(environment, services),
    ]),
  ];
}

/** What all hosts read. */
export const sharedFiles = (
  environment: Environment,
  files: ReadonlyMap<string, string>,
  replicas: readonly Replica[],
): [string, string][] => [
  ["replicated/agent.yml", agentFile(environment, replicas)],
  ["replicated/gateway.yml", gatewayFile(replicas)],
  ["replicated/notifiers.yml", notifiersFile(environment, replicas)],
  ...[...files]
    .filter(([file]) => file.startsWith("prometheus/rules/"))
    .map(([file, text]): [string, string] => [`replicated/rules/${path.basename(file)}`, rulesFile(environment, text)]),
];

/**
 * Answers as one Prometheus would: by the first store that answers (two that differ by what is on its way would make one alert fire and end in
 * turn), and for what no store knows by who does.
 */
function gatewayFile(replicas: readonly Replica[]): string {
  const firstOf = (role: "store" | "rules" | "agent") => ({
    url_prefix: replicas.map((replica) => `http://${replica[role]}`),
    load_balancing_policy: "first_available",
    retry_status_codes: [500, 502, 503],
  });
  return (
    generatedNotice +
    yaml({
      unauthorized_user: {
        url_map: [
          { src_paths: ["/api/v1/(rules|alerts)"], ...firstOf("rules") },
          // What is written comes to every store by an agent.
          { src_paths: ["/api/v1/(targets|write)"], ...firstOf("agent") },
        ],
        ...firstOf("store"),
      },
    })
  );
}

/** Whom the rules tell: every Alertmanager, with the labels that say whose alert it is. */
const notifiersFile = (environment: Environment, replicas: readonly Replica[]): string =>
  generatedNotice +
  yaml({
    ...basicAuth(`${environment.config.prometheus.secrets}/${passwords.alertmanager.name}`),
    static_configs: [{ targets: replicas.map(({ alertmanager }) => alertmanager) }],
    alert_relabel_configs: originOf(environment),
  });

const groupsSchema = z.object({
  groups: z.array(
    z.object({
      name: z.string(),
      interval: duration,
      rules: z.array(
        z.looseObject({
          // In the order in which they are written.
          record: z.string().optional(),
          alert: z.string().optional(),
          expr: z.string(),
          for: z.string().optional(),
          keep_firing_for: z.string().optional(),
          labels: z.record(z.string(), z.string()).optional(),
          annotations: z.record(z.string(), z.string()).optional(),
        }),
      ),
    }),
  ),
});

/** A rule file: what reads a recording of its group is evaluated when that can be read, and not an interval later. */
function rulesFile({ jobs }: Environment, text: string): string {
  const { groups } = groupsSchema.parse(parseYaml(text));
  return (
    generatedNotice +
    yaml({
      groups: groups.flatMap((group) => {
        const parts = partsOf(group, samplesApart(jobs));
        // All within the interval, however many there are.
        const apart = Math.min(readableAfter, (0.8 * seconds(group.interval)) / Math.max(1, parts.length - 1));
        return parts.map(({ name, after, rules }) => ({
          name,
          interval: group.interval,
          eval_offset: `${Math.round(after * apart * 1000)}ms`,
          rules,
        }));
      }),
    })
  );
}

/** What a store must be told to keep every sample once and to take every question. */
export function storeNeeds({ jobs, config }: Environment, files: readonly (readonly [string, string])[]): StoreNeeds {
  const intervals = Object.keys(config.jobs).map((job) => seconds(jobs[job]?.interval ?? usualInterval));
  const rules = files
    .filter(([file]) => file.startsWith("replicated/rules/"))
    .flatMap(([, text]) => groupsSchema.parse(parseYaml(text)).groups.flatMap(({ rules }) => rules));
  return {
    shortest: Math.min(...intervals),
    longest: Math.max(...rules.map(({ expr }) => Buffer.byteLength(expr))),
  };
}
