import { setTimeout as pause } from "node:timers/promises";
import type { Config } from "../../config/load.ts";
import { type Mistake, refuse } from "../../kit/model/mistakes.ts";
import { nameIn } from "../names.ts";
import type { Service } from "../service.ts";
import { isEnabled, servicesOf } from "../service.ts";
import { ended, type Host } from "./host.ts";
import { type Inspected, inspected } from "./inspect.ts";

/** Milliseconds between two looks. */
const every = 2_000;
/** Looks in a row at which a service is down, starts over or is unhealthy, until nobody hopes: 20 s. */
const hopeless = 10;
/** Starts anew since the first look, after which nobody hopes either. */
const startsOver = 3;
/** Looks after which it is told that a service is still starting: a minute. */
const long = 30;
/** Beyond the time that a service may take to start. */
const graceSeconds = 60;

/**
 * Waits until every service is healthy.
 * @throws Mistakes, within half a minute, naming each service that cannot become healthy, with its last words; or one that is
 * still starting when its time is over
 */
export async function settled(
  config: Config,
  host: Host,
  tell: (line: string) => void,
  between: () => Promise<unknown> = () => pause(every),
): Promise<void> {
  const services = servicesOf(config).filter((service) => isEnabled(config, service));
  const first = new Map<string, number>();
  const down = new Map<string, number>();
  for (let look = 0; ; look += 1) {
    const containers = await inspected(host, nameIn(config.environment, ""));
    const states = services.map((service) => {
      const container = containers.get(nameIn(config.environment, service.name));
      const restarts = container?.RestartCount ?? 0;
      if (!first.has(service.name)) first.set(service.name, restarts);
      const again = restarts - (first.get(service.name) ?? 0);
      const state = stateOf(container);
      down.set(service.name, state === "down" ? (down.get(service.name) ?? 0) + 1 : 0);
      return { service, container, state, again };
    });
    if (states.every(({ state }) => state === "healthy")) return;

    const lost = states.filter(
      ({ service, again, state }) =>
        state !== "healthy" && (again >= startsOver || (down.get(service.name) ?? 0) >= hopeless),
    );
    const late = states.filter(
      ({ service, state }) => state === "starting" && look * every >= (service.startSeconds + graceSeconds) * 1000,
    );
    refuse([
      ...(await Promise.all(
        lost.map(({ service, container, again }) =>
          mistake(config, host, service, `cannot become healthy: ${howItIs(container, again)}`),
        ),
      )),
      ...(await Promise.all(
        late.map(({ service }) =>
          mistake(config, host, service, `is still not healthy after ${service.startSeconds + graceSeconds} s`),
        ),
      )),
    ]);
    if (look === long) {
      for (const { service, state } of states.filter((one) => one.state !== "healthy"))
        tell(`${service.name} is still ${state}; its last words:\n    ${await lastWords(config, host, service)}`);
    }
    await between();
  }
}

function stateOf(container: Inspected | undefined): "healthy" | "starting" | "down" {
  if (container === undefined || container.State.Status !== "running") return "down";
  const health = container.State.Health?.Status;
  return health === "healthy" ? "healthy" : health === "unhealthy" ? "down" : "starting";
}

function howItIs(container: Inspected | undefined, again: number): string {
  if (container === undefined) return "its container is missing";
  const { Status, ExitCode, OOMKilled, Health } = container.State;
  const memory = OOMKilled ? ", killed for want of memory" : "";
  if (again >= startsOver) return `it started over ${again} times (exit code ${ExitCode}${memory})`;
  return Status === "running" ? `it is ${Health?.Status}` : `it is ${Status} (exit code ${ExitCode}${memory})`;
}

async function mistake(config: Config, host: Host, service: Service, what: string): Promise<Mistake> {
  const remedy = "its last words say why; mend it and deploy again, or `npm run rollback`";
  return {
    where: service.name,
    what: `${what}. Its last words:\n    ${await lastWords(config, host, service)}`,
    remedy,
  };
}

async function lastWords({ environment }: Config, host: Host, { name }: Service): Promise<string> {
  const { out, error } = await ended(host.dockerCommand("logs", "--tail", "8", nameIn(environment, name)));
  return `${out}${error}`.trim().replaceAll("\n", "\n    ") || "(it said nothing)";
}
