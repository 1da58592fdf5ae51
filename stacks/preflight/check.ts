import type { Config } from "../../config/load.ts";
import type { Mistake } from "../../kit/model/mistakes.ts";
import { labelPrefix, nameIn } from "../names.ts";
import type { Host } from "../operations/host.ts";
import { inspected } from "../operations/inspect.ts";
import { isEnabled, type Service, servicesOf } from "../service.ts";

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
  /** It stands still: somebody paused it. */
  readonly frozen: boolean;
  /** It was made and never ran: a deployment ended in between. */
  readonly onlyMade: boolean;
  readonly exitCode: number;
  /** It does what it is there for, as far as the engine can tell: it runs, is not starting over, and its health check does not fail. */
  readonly works: boolean;
  /** It carries our labels: a deployment of ours made it. */
  readonly ours: boolean;
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
  const containers = [...(await inspected(host, prefix))].map(
    ([
      name,
      {
        Id,
        State,
        Config: { Labels },
      },
    ]) => {
      const is: Existing = {
        name,
        id: Id,
        running: State.Running,
        frozen: State.Status === "paused",
        onlyMade: State.Status === "created",
        exitCode: State.ExitCode,
        works: State.Status === "running" && State.Health?.Status !== "unhealthy",
        ours: Object.keys(Labels ?? {}).some((label) => label.startsWith(labelPrefix)),
      };
      return [name.slice(prefix.length), is] as const;
    },
  );
  return {
    config,
    host,
    services: servicesOf(config).filter((service) => isEnabled(config, service)),
    containers: new Map(containers),
  };
}

/** Where the configuration says something about a service. */
export function placeOf({ config }: Subject, name: string): string {
  return config.at(["deployment", "services", name]);
}
