import type { Config } from "../../config/load.ts";
import { Mistakes } from "../../kit/model/mistakes.ts";
import { NoPrometheus } from "../../kit/model/prometheus.ts";
import { neededImage } from "../images.ts";
import { nameIn } from "../names.ts";
import { isEnabled, type Service, servicesOf } from "../service.ts";
import { prometheusIn } from "./ask.ts";
import { askedBuild, type Build } from "./build.ts";
import { type Drift, driftOf } from "./drift.ts";
import { type Host, hostOf } from "./host.ts";
import { inspected } from "./inspect.ts";

interface ServiceStatus extends Build {
  readonly service: string;
  readonly container: string;
  /** `running`, `exited`, `restarting` … or `missing`. */
  readonly state: string;
  /** `healthy`, `unhealthy`, `starting` or `unknown`. */
  readonly health: string;
  readonly startedAt: string;
  readonly restarts: number;
  /** It was killed for want of memory. */
  readonly outOfMemory: boolean;
}

export interface Status {
  readonly environment: string;
  readonly engine: string;
  readonly services: readonly ServiceStatus[];
  /** Absent while Prometheus does not answer. */
  readonly targets?: readonly { job: string; target: string; health: string; error: string }[];
  readonly firing?: readonly string[];
  /** Absent where the declarations are refused, so that there is nothing to compare with. */
  readonly drift?: readonly Drift[];
}

/**
 * What runs, what is watched, what fires, and, with `compare`, where it differs from the synthesized stack.
 * @throws Mistakes when the engine cannot be asked.
 */
export async function statusOf(config: Config, { compare }: { compare: boolean }): Promise<Status> {
  const { environment, deployment } = config;
  const host = hostOf(deployment.engine);
  const containers = await inspected(host, nameIn(environment, ""));
  const seen = await watched(host, config).catch((error: unknown) => {
    if (error instanceof Mistakes || error instanceof NoPrometheus) return undefined;
    throw error;
  });
  const services = servicesOf(config)
    .filter((service) => isEnabled(config, service))
    .map(async (service): Promise<ServiceStatus> => {
      const container = nameIn(environment, service.name);
      const { State, RestartCount = 0 } = containers.get(container) ?? {};
      const asked = async () => (State?.Running ? askedBuild(host, container, service) : undefined);
      return {
        service: service.name,
        container,
        state: State?.Status ?? "missing",
        // Of what stands still the engine goes on saying what it saw last.
        health: State?.Status === "paused" ? "unknown" : (State?.Health?.Status ?? "unknown"),
        ...(seen?.builds.get(service.jobs[0]) ??
          (await asked()) ??
          (State === undefined ? unknown : tagged(config, service))),
        startedAt: State?.StartedAt ?? "",
        restarts: RestartCount,
        outOfMemory: State?.OOMKilled ?? false,
      };
    });
  return {
    environment,
    engine: deployment.engine,
    services: await Promise.all(services),
    ...(seen && { targets: seen.targets, firing: seen.firing }),
    ...(compare && { drift: await driftOf(config, host) }),
  };
}

const unknown: Build = { version: "", revision: "" };

/** Of a program that does not say which it is: the tag of the image that is asked for. Whether that one runs is a matter of drift. */
function tagged(config: Config, service: Service): Build {
  const { image, madeElsewhere } = neededImage(config, service);
  return madeElsewhere ? { version: image.slice(image.lastIndexOf(":") + 1), revision: "" } : unknown;
}

/** What Prometheus knows. */
async function watched(host: Host, config: Config) {
  const prometheus = prometheusIn(host, config);
  const [active, firing, builds] = await Promise.all([
    prometheus.targets(),
    prometheus.firing(),
    prometheus.query('{__name__=~".+_build_info",version!=""}'),
  ]);
  return {
    targets: active.map(({ job, probe, health, lastError }) => ({
      job,
      target: probe ?? "",
      health,
      error: lastError,
    })),
    firing,
    builds: new Map(
      builds.map(({ labels: { job = "", version = "", revision = "" } }) => [job, { version, revision }]),
    ),
  };
}

/** Whether anything needs a person: a service that is not healthy, a target that is down, or drift. */
export function isWell({ services, targets, drift }: Status): boolean {
  return (
    services.every(({ health }) => health === "healthy") &&
    targets?.every(({ health }) => health === "up") === true &&
    (drift ?? []).length === 0
  );
}

/** Whether what was sent is what runs, and does. A target that is down is the platform's affair, not the deployment's. */
export function isDeployed({ services, drift }: Status): boolean {
  return services.every(({ health }) => health === "healthy") && drift?.length === 0;
}
