import type { Config } from "../config/load.ts";
import type { ConfigValues } from "../config/schema.ts";
import type { JobName } from "../parts/every.ts";
import type { SecretName } from "./secrets.ts";

export type ServiceName = keyof ConfigValues["deployment"]["services"];

/** A directory of exporters/ whose `main.ts` is the program. */
export type ExporterProgram = "business" | "pm2" | "anomalies" | "quality";

/** A service that the engine runs, as declared in services/. How it is hardened is not a matter of its own. */
export interface Service {
  /** Also its name in the private network, and of its directory of secrets. */
  readonly name: ServiceName;
  /** The scrape jobs that watch it; where the first one scrapes it itself, it tells its version. */
  readonly jobs: readonly [JobName, ...JobName[]];
  /** `uid:gid`; its volumes and secrets belong to it. */
  readonly user: `${number}:${number}`;
  readonly listens: Listens;
  /** A program of this project, run from the image of our own exporters instead of one of its own. */
  readonly program?: ExporterProgram;
  /** Arguments for the image's entry point, or for the program. */
  readonly command: readonly string[];
  /** Never a secret: the engine and Terraform's state show it. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Answers 200 as soon as the service does its work. */
  readonly healthPath: string;
  /** How long it may take to start, with all of its data. */
  readonly startSeconds: number;
  /** How long it may take to put its data in order before it is killed. */
  readonly stopSeconds: number;
  /** Where it keeps its data, on a volume of its own: the only place on disk that it can write. */
  readonly data?: string;
  /** A directory in memory for what it must write but not keep, and its size. */
  readonly scratch?: { readonly at: string; readonly megabytes: number };
  readonly configuration?: Configuration;
  /** Its secret files, and where it sees them; they stand in its own directory on the host (design: deployment). */
  readonly secrets?: { readonly at: string; readonly files: readonly SecretName[] };
  /** What else it reads, never writes: volumes by name, paths of the host. */
  readonly reads?: readonly (VolumeMount | HostMount)[];
  /** It asks programs on the host itself: `host.docker.internal` leads there. */
  readonly reachesHost?: true;
}

/** In the private network under its name, published on the host's 127.0.0.1; or on one address of the host's network. */
export type Listens =
  | { readonly network: "private"; readonly port: number }
  | { readonly network: "host"; readonly address: string; readonly port: number };

export interface VolumeMount {
  readonly volume: string;
  readonly at: string;
}

export interface HostMount {
  readonly host: string;
  readonly at: string;
  /** What the host mounts below it later is seen as well. */
  readonly laterMounts?: true;
}

/** Generated files that a config writer puts on a volume: at `<at>/current/` the service finds the live ones. */
export interface Configuration {
  /** Their directory in `generated/<environment>/`. */
  readonly directory: string;
  /** What in that directory is not for the service. */
  readonly without?: string;
  readonly at: string;
  /** Validates them, run among them with the tools of the service's own image; exits with 0 when they are good. */
  readonly check: string;
  /** Path that makes the service read them again, by POST. Without it, it watches them itself. */
  readonly reload?: string;
  /** Files that it reads only when it starts: where they change, it is started anew. */
  readonly readAtStart?: string;
}

/** Where Prometheus and config writers reach it: `host:port`. */
export function addressOf({ name, listens }: Service): string {
  return `${listens.network === "private" ? name : listens.address}:${listens.port}`;
}

/** Where it reaches itself: `host:port`. */
export function ownAddress({ listens }: Service): string {
  return `${listens.network === "private" ? "127.0.0.1" : listens.address}:${listens.port}`;
}

/** Where the host itself reaches it, and nothing beyond the host does. */
export function published({ deployment }: Config, { name, listens }: Service): { address: string; port: number } {
  return listens.network === "host"
    ? { address: listens.address, port: listens.port }
    : { address: "127.0.0.1", port: deployment.services[name].port };
}

/** The numeric owner of its volumes and secrets. */
export const uidOf = ({ user }: Service): number => Number.parseInt(user, 10);

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
