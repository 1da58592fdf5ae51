import type { Config } from "../config/load.ts";
import { environmentOf } from "../kit/environment.ts";
import { filesOf } from "../kit/write/files.ts";
import { storeNeeds } from "../kit/write/replicated/files.ts";
import { configurationAt, hostsOf } from "../kit/write/replicated/services.ts";
import { benevoclic } from "../platform.ts";

/**
 * What each host has of an environment over several (`deployment.engines`): nothing but what watches. None where it lives on one engine.
 * @throws Mistakes when its declarations are refused
 */
export function hostsIn(config: Config): Config[] {
  const { replicated, deployment } = config;
  if (replicated === undefined || deployment.engines === undefined) return [];
  const { engines } = deployment;
  const environment = environmentOf(benevoclic, config);
  const needs = storeNeeds(environment, [...filesOf(environment)]);
  // A config writer puts each one's files there.
  const hosts = hostsOf(environment, replicated, { needs, files: () => `${configurationAt}/current` });
  return hosts.map(({ name, services }) => ({
    ...config,
    watchHost: { name, services },
    deployment: {
      ...deployment,
      engine: engines[name] ?? deployment.engine,
      // People come in by the machine of the exporters and Grafana.
      access: undefined,
      services: Object.fromEntries(
        services.map(({ name, image, memory, container }) => [
          name,
          { enabled: true, image, memory, port: container.listens.port },
        ]),
      ),
    },
  }));
}

/** What of an environment is deployed, engine by engine. */
export function placesOf(config: Config): readonly [Config, ...Config[]] {
  const [first = config, ...others] = hostsIn(config);
  return [first, ...others];
}
