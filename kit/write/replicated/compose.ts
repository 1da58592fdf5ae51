import type { Environment } from "../../model/environment.ts";
import type { Container } from "../../model/service.ts";
import { generatedNotice, yaml } from "../../yaml.ts";
import { cpu, healthcheckOf, init, logRotation, mostThreads } from "../container.ts";
import { configurationAt, type HostService } from "./services.ts";

/**
 * A volume would be root's: none of the images has a directory of its programs' user there. So is a directory that the engine makes, which it
 * is therefore told not to do.
 */
const kept = (source: string, target: string) => ({
  type: "bind",
  source,
  target,
  bind: { create_host_path: false },
});

/** What starts everything of one host: `docker compose -f … up -d --wait`. https://docs.docker.com/reference/compose-file/ */
export function composeFile({ platform, config }: Environment, services: readonly HostService[]): string {
  return (
    generatedNotice +
    yaml({
      name: `${platform.name}-${config.environment}`,
      services: Object.fromEntries(services.map((service) => [service.name, composed(platform.name, service)])),
    })
  );
}

function composed(platform: string, { name, image, memory, container }: HostService) {
  const { command, hostname, user, environment, stopSeconds, data, secrets } = container;
  const size = memory.replace(/(.)iB$/, (_, unit: string) => unit.toLowerCase());
  return {
    image,
    command: command.map(meant),
    ...(environment && { environment }),
    network_mode: "host",
    init,
    ...(hostname && { hostname }),
    user,
    read_only: true,
    cap_drop: ["ALL"],
    security_opt: ["no-new-privileges:true"],
    mem_limit: size,
    memswap_limit: size,
    cpu_period: cpu.period,
    cpu_quota: cpu.quota,
    cpu_shares: cpu.shares,
    ulimits: { nproc: mostThreads },
    logging: { driver: "json-file", options: logRotation },
    restart: "unless-stopped",
    stop_grace_period: `${stopSeconds}s`,
    healthcheck: composedCheck({ ...container, name }),
    volumes: [
      `../..:${configurationAt}:ro`,
      ...(secrets ? [`/etc/${platform}-monitoring/secrets/${secrets.directory}:${secrets.at}:ro`] : []),
      ...(data ? [kept(`/var/lib/${platform}-monitoring/${name}`, data)] : []),
    ],
  };
}

function composedCheck(service: { readonly name: string } & Container) {
  const { startPeriod, test, ...check } = healthcheckOf(service);
  return { ...check, test: test.map(meant), start_period: startPeriod };
}

/** A dollar begins a variable in Compose's files. */
const meant = (text: string): string => text.replaceAll("$", "$$$$");
