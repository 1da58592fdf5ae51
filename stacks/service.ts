import type { Config } from "../config/load.ts";
import { settingsIn } from "../kit/model/part.ts";
import type { Container } from "../kit/model/service.ts";
import { alertmanagerSecrets } from "../kit/write/alertmanager.ts";
import { parts } from "../parts/every.ts";
import { benevoclic } from "../platform.ts";

/** A service that an engine runs, as its part declares it (parts/), in one environment. */
export interface Service extends Container {
  readonly name: string;
  /** The scrape jobs that watch it; where the first one scrapes it itself, it tells its version. */
  readonly jobs: readonly [string, ...string[]];
  /** A directory of exporters/ whose `main.ts` is the program; without it, it has an image of its own. */
  readonly program?: string;
  /** The one program that is taken from its image. */
  readonly bareProgram?: string;
  /** The program has an image of its own. */
  readonly ownBase?: object;
}

/** Every service, whether switched on or not: a volume outlives the service that is switched off. */
export function servicesOf(config: Config): Service[] {
  if (config.watchHost)
    return config.watchHost.services.map(({ name, container }) => ({ ...container, name, jobs: [name] }));
  const secrets = alertmanagerSecrets(benevoclic, config);
  return parts.flatMap(({ name: job, service }): Service[] => {
    if (service === undefined) return [];
    const { name, program, bareProgram, ownBase, container } = service;
    const others = parts.filter(({ scrape }) => scrape.sameAs === job).map((other) => other.name);
    const settings = settingsIn(config, { name: job });
    const running = container(config, { settings, alertmanagerSecrets: secrets });
    const images = { ...(program && { program }), ...(bareProgram && { bareProgram }), ...(ownBase && { ownBase }) };
    return [{ ...running, name, jobs: [job, ...others], ...images }];
  });
}

/** What an environment says of a service. */
export function settingsOf({ deployment }: Config, { name }: Pick<Service, "name">) {
  const settings = deployment.services[name];
  if (settings === undefined) throw new Error(`there is no service ${name}`);
  return settings;
}

export const isEnabled = (config: Config, service: Pick<Service, "name">): boolean =>
  settingsOf(config, service).enabled;

/** Where the host itself reaches it, and nothing beyond the host does. */
export function published(config: Config, service: Service): { address: string; port: number } {
  const { listens } = service;
  return listens.network === "host"
    ? { address: listens.address, port: listens.port }
    : { address: "127.0.0.1", port: settingsOf(config, service).port };
}

/** Where the host reaches something, and the key of the environment's file that says so. */
interface Published {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly key: string;
}

/** Everything of it that the host reaches, where it is published. */
export function publishedAll(config: Config, service: Service): Published[] {
  const further = (service.further ?? []).map(({ what, published, key }) => ({
    ...{ name: `${service.name} ${what}`, address: "127.0.0.1", port: published, key },
  }));
  const key = `deployment.services.${service.name}.port`;
  return [{ name: service.name, ...published(config, service), key }, ...further];
}

/** The numeric owner of its volumes and secrets. */
export const uidOf = ({ user }: Service): number => Number.parseInt(user, 10);

/** Of its secrets, below that of all. */
export const secretsDirectory = ({ name, secrets }: Service): string => secrets?.directory ?? name;

export const dataVolume = ({ name }: Service): string => `${name}-data`;
export const configurationVolume = ({ name }: Service): string => `${name}-config`;

/** The volumes that it needs, without the environment in their names. */
export function volumesOf(service: Service): string[] {
  return [
    ...(service.data === undefined ? [] : [dataVolume(service)]),
    ...(service.configuration === undefined ? [] : [configurationVolume(service)]),
    ...(service.reads ?? []).flatMap((mount) => ("volume" in mount ? [mount.volume] : [])),
  ];
}
