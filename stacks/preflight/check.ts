import type { Config } from "../../config/load.ts";
import type { Mistake } from "../../kit/model/mistakes.ts";
import { nameIn } from "../names.ts";
import type { Host } from "../operations/host.ts";
import type { Service, ServiceName } from "../service.ts";
import { isEnabled, servicesOf } from "../services/catalogue.ts";

/** What is looked at before anything changes. */
export interface Subject {
  readonly config: Config;
  readonly host: Host;
  /** Those that are switched on. */
  readonly services: readonly Service[];
  /** Containers of ours that are there, running or not, by the service or writer that they are. */
  readonly containers: ReadonlyMap<string, Existing>;
}

export interface Existing {
  readonly name: string;
  readonly id: string;
  readonly running: boolean;
  /** It was made and never ran: a deployment ended in between. */
  readonly onlyMade: boolean;
  readonly exitCode: number;
}

/** Mistakes keep a deployment from starting; notices are told and do not. */
export interface Findings {
  readonly mistakes?: readonly Mistake[];
  readonly notices?: readonly Mistake[];
}

export type Check = (subject: Subject) => Promise<Findings>;

/**
 * Looks at the environment's containers.
 * @throws Mistakes when the engine cannot be asked.
 */
export async function subjectOf(config: Config, host: Host): Promise<Subject> {
  const prefix = nameIn(config.environment, "");
  const ids = (await host.docker("ps", "-aq", "--no-trunc", "--filter", `name=^/${prefix}`))
    .split("\n")
    .filter(Boolean);
  const format = "{{.Name}} {{.Id}} {{.State.Running}} {{.State.Status}} {{.State.ExitCode}}";
  const lines = ids.length === 0 ? [] : (await host.docker("inspect", "--format", format, ...ids)).trim().split("\n");
  const containers = lines.map((line): [string, Existing] => {
    const [path = "", id = "", running, status, exitCode] = line.split(" ");
    const name = path.slice(1);
    const is = { running: running === "true", onlyMade: status === "created", exitCode: Number(exitCode) };
    return [name.slice(prefix.length), { name, id, ...is }];
  });
  return {
    config,
    host,
    services: servicesOf(config).filter((service) => isEnabled(config, service)),
    containers: new Map(containers),
  };
}

/** Where the configuration says something about a service. */
export function placeOf({ config }: Subject, name: ServiceName): string {
  return config.at(["deployment", "services", name]);
}
