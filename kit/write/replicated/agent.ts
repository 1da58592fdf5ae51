import type { Environment } from "../../model/environment.ts";
import { usualInterval } from "../../model/job.ts";
import { passwords } from "../../model/login.ts";
import { generatedNotice, yaml } from "../../yaml.ts";
import { scrapeConfigs } from "../prometheus.ts";
import { remoteWrite } from "../remote-write.ts";
import { basicAuth } from "../web-config.ts";
import type { Replica } from "./replicas.ts";

/**
 * The configuration of each agent: all scrape everything and send it to every store, which keeps one sample of those of a moment.
 *
 * No sample says which environment it is of, as none does in the Prometheus of a single host: rules that join a recording with what it is made
 * of would find labels on one side only. What leaves the hosts says so: alerts, and samples for other services.
 */
export function agentFile(environment: Environment, replicas: readonly Replica[]): string {
  const { config } = environment;
  const { secrets } = config.prometheus;
  const each = (role: "agent" | "alertmanager") =>
    replicas.map((replica) => ({ address: replica[role], instance: replica.name }));
  return (
    generatedNotice +
    yaml({
      global: { scrape_interval: usualInterval },
      scrape_configs: scrapeConfigs(environment, { prometheus: each("agent"), alertmanager: each("alertmanager") }),
      remote_write: [
        ...replicas.map(({ name, store }) => ({
          name,
          url: `http://${store}/api/v1/write`,
          ...basicAuth(`${secrets}/${passwords.prometheus.name}`),
          // Five seconds unless told. After a failure it tries again soon: what it could not send delays what it could.
          queue_config: { batch_send_deadline: "500ms", max_backoff: "1s" },
        })),
        ...remoteWrite(config).map((service) => withOrigin(environment, service)),
      ],
    })
  );
}

/** The labels that say whose something is, outside. */
export const originOf = ({ platform, config }: Pick<Environment, "platform" | "config">) =>
  Object.entries({ environment: config.environment, platform: platform.name }).map(([target_label, replacement]) => ({
    target_label,
    replacement,
  }));

function withOrigin(environment: Environment, service: ReturnType<typeof remoteWrite>[number]) {
  return {
    ...service,
    write_relabel_configs: [...(service.write_relabel_configs ?? []), ...originOf(environment)],
  };
}
