import type { Job } from "./job.ts";
import type { Secret } from "./secret.ts";

/** What runs for a part: a container on the engine, and a process of its own where the platform runs on one machine. */
export interface Service<Values = never, Settings = never> {
  /** Also its name in the private network, and of its directory of secrets. */
  readonly name: string;
  /** A directory of exporters/ whose `main.ts` is the program, run from the image of our own exporters. Without it, it has an image of its own. */
  readonly program?: string;
  /** The program needs more than Node: an image of its own is built for it, on what `deployment.services.<name>.base` names. */
  readonly ownBase?: {
    /** Packages that read files of their own: they stand beside the program as npm made them. */
    readonly packages: readonly string[];
  };
  /** The image of another program, `name:tag`, where the platform has no list of images that is watched for newer ones. */
  readonly image?: string;
  /** Its image has no shell, which asks for its health and checks its files: this program of it is put on the base of our own image. */
  readonly bareProgram?: string;
  /** How much it may use where an environment says nothing else, as `128MiB`. */
  readonly memory: string;
  /** Published on 127.0.0.1 of the host where an environment says nothing else. */
  readonly port: number;
  /**
   * How it runs on the engine.
   * @param values those of the environment, as far as it reads them
   */
  readonly container: (values: Values, known: Known<Settings>) => Container;
  /** How it runs on one machine; without it, it does not. */
  readonly local?: LocalProgram<Values, Settings>;
}

/** What else a service may ask for. */
export interface Known<Settings> {
  /** What the environment's file says of its part. */
  readonly settings: Settings;
  /** The files that Alertmanager's generated configuration names. */
  readonly alertmanagerSecrets: readonly Secret[];
}

/** How a service runs on an engine. How it is hardened is not a matter of its own. */
export interface Container {
  /** `uid:gid`; its volumes and secrets belong to it. */
  readonly user: `${number}:${number}`;
  readonly listens: Listens;
  /** What else of it the host's own programs, and people by the tunnel, reach: published on the host's 127.0.0.1. */
  readonly further?: readonly Further[];
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
  /** Its secret files, and where it sees them; they stand in its own directory on the host (design: deployment), or in one that it shares. */
  readonly secrets?: { readonly at: string; readonly files: readonly Secret[]; readonly directory?: string };
  /** It answers who knows this one of its secrets, and nobody else. */
  readonly password?: Secret;
  /** By which it knows itself, where that is not to be another one each time. */
  readonly hostname?: string;
  /** What else it reads, never writes: volumes by name, paths of the host. */
  readonly reads?: readonly (VolumeMount | HostMount)[];
  /** It asks programs on the host itself: `host.docker.internal` leads there. */
  readonly reachesHost?: true;
}

/** In the private network under its name, published on the host's 127.0.0.1; or on one address of the host's network. */
export type Listens =
  | { readonly network: "private"; readonly port: number }
  | { readonly network: "host"; readonly address: string; readonly port: number };

/** A second port of a service, for something else than it is scraped for. */
export interface Further {
  /** What is there, in a word. */
  readonly what: string;
  readonly port: number;
  readonly published: number;
  /** Where an environment's file says so. */
  readonly key: string;
}

/**
 * Where Prometheus and config writers reach a service: `host:port`.
 * @param job one that is answered on a port of its own
 */
export function addressOf(
  { name, listens }: Pick<Service, "name"> & Pick<Container, "listens">,
  { port = listens.port }: Pick<Job, "port"> = {},
): string {
  return `${listens.network === "private" ? name : listens.address}:${port}`;
}

/** Where it reaches itself: `host:port`. */
export function ownAddress({ listens }: Pick<Container, "listens">): string {
  return `${listens.network === "private" ? "127.0.0.1" : listens.address}:${listens.port}`;
}

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
  /** What in that directory alone is for the service: what its files begin with. */
  readonly only?: readonly string[];
  readonly at: string;
  /** Validates them, run among them with the tools of the service's own image; exits with 0 when they are good. */
  readonly check: string;
  /** Path that makes the service read them again, by POST. Without it, it watches them itself. */
  readonly reload?: string;
  /** Files that it reads only when it starts: where they change, it is started anew. */
  readonly readAtStart?: string;
}

/** How a program runs on one machine, on a port of 127.0.0.1 of which it is told beside these arguments. */
export interface LocalProgram<Values = never, Settings = never> {
  /** The path that answers when it is ready. */
  readonly ready: string;
  /** A program of the simulated platform that it asks: where that cannot be had, this one is left out. */
  readonly needs?: string;
  readonly arguments: (run: LocalRun<Values, Settings>) => readonly string[];
}

export interface LocalRun<Values, Settings> {
  /** Everything that a run writes stands in it. */
  readonly directory: string;
  readonly values: Values;
  readonly settings: Settings;
  /** The file of a secret. */
  readonly secret: (secret: Secret) => string;
}

/** Where a program of this project is in the image of our own exporters. */
export const bundleOf = (program: string): string => `/exporters/${program}.mjs`;
