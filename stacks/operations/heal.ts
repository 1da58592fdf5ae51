import type { Config } from "../../config/load.ts";
import type { Mistake } from "../../kit/model/mistakes.ts";
import { nameIn } from "../names.ts";
import { type Existing, type Subject, subjectOf } from "../preflight/check.ts";
import { failedWriters, frozenContainers, stoppedServices } from "../preflight/stopped.ts";
import { changedFile, type Drift, liveConfiguration } from "./drift.ts";
import { ended, type Host } from "./host.ts";
import { imported, type Stack } from "./terraform.ts";

/** What a container is called while its successor is made. */
const aside = "-aside";
const isAside = ({ name }: Existing) => name.endsWith(aside);
const isWriter = ({ name }: Existing) => name.endsWith("-config-writer");

/** Containers of ours by name that Terraform does not know: its state was lost, or a deployment was killed. */
export function strangersAmong({ containers }: Subject, known: ReadonlySet<string>): Existing[] {
  return [...containers.values()].filter((one) => !known.has(one.id) && !isAside(one));
}

/** Strangers that no deployment of ours made; what carries our labels needs no word of anybody. */
export function foreign(config: Config, strangers: readonly Existing[]): Mistake[] {
  const names = strangers.filter(({ ours }) => !ours).map(({ name }) => name);
  if (names.length === 0) return [];
  return [
    {
      where: config.deployment.engine,
      what: `${names.join(", ")} exist, and neither Terraform's state nor their labels say that a deployment made them`,
      remedy: `\`npm run deploy -- ${config.environment} --adopt\` puts ours in their place; the volumes with all data stay`,
    },
  ];
}

/** What works and is in the way stands aside, stopped, until its successor is healthy. */
interface Aside {
  /** Puts back what has no successor that works. */
  back(): Promise<void>;
  /** Removes what has one. */
  forget(): Promise<void>;
}

/**
 * Clears the names that Terraform needs. What works is never removed: it is renamed and stopped, and comes back if the
 * deployment fails. What a killed deployment had put aside counts as well.
 */
export async function putAside({ host, config, containers }: Subject, strangers: readonly Existing[]): Promise<Aside> {
  const worthless = strangers.filter((one) => isWriter(one) || !one.works).map(({ name }) => name);
  if (worthless.length > 0) await host.docker("rm", "--force", ...worthless);
  const working = strangers.filter((one) => !isWriter(one) && one.works).map(({ name }) => name);
  for (const name of working) {
    await ended(host.dockerCommand("rm", "--force", `${name}${aside}`));
    await host.docker("rename", name, `${name}${aside}`);
  }
  // At once, for as long as the one that takes longest: Prometheus writes its data down.
  if (working.length > 0) await host.docker("stop", "--time", "120", ...working.map((name) => `${name}${aside}`));
  const before = [...containers.values()].filter(isAside).map(({ name }) => name.slice(0, -aside.length));
  const names = [...new Set([...working, ...before])];
  return {
    back: async () => {
      const there = await existing(host, config);
      for (const name of names) {
        const successor = there.get(name);
        if (successor?.works || !there.has(`${name}${aside}`)) continue;
        if (successor) await host.docker("rm", "--force", name);
        await host.docker("rename", `${name}${aside}`, name);
        await host.docker("start", name);
      }
    },
    forget: async () => {
      if (names.length > 0) await host.docker("rm", "--force", ...names.map((name) => `${name}${aside}`));
    },
  };
}

const existing = async (host: Host, config: Config) =>
  new Map([...(await subjectOf(config, host)).containers.values()].map((one) => [one.name, one]));

/** A network that the state has forgotten is given back to it: other containers may hang on it, and one in use cannot be removed. */
export async function knowNetwork({ host, config }: Subject, stack: Stack, known: ReadonlySet<string>): Promise<void> {
  const name = nameIn(config.environment, "network");
  const id = (await host.docker("network", "ls", "-q", "--no-trunc", "--filter", `name=^${name}$`)).trim();
  if (id !== "" && !known.has(id)) await imported(stack, "docker_network.network", id);
}

/** What stands still goes on: until then it cannot be asked anything. */
export async function thawed(subject: Subject): Promise<void> {
  for (const { name } of frozenContainers(subject)) await ended(subject.host.dockerCommand("unpause", name));
}

/** What Terraform cannot do by itself, with containers that it knows. */
export async function tidied(subject: Subject, gone: readonly Existing[], drifts: readonly Drift[]): Promise<void> {
  const { host, containers } = subject;
  const left = (one: Existing) => !gone.includes(one);
  // A writer that is made anew sends everything anew: its old one has done so for files that somebody has changed since.
  const spoilt = new Set(
    drifts
      .filter(({ what }) => what === liveConfiguration || what.startsWith(changedFile))
      .map(({ container }) => `${container}-config-writer`),
  );
  const failed = failedWriters(subject);
  const writers = [...containers.values()].filter((one) => failed.includes(one) || spoilt.has(one.name)).filter(left);
  if (writers.length > 0) await host.docker("rm", ...writers.map(({ name }) => name));
  for (const { name } of stoppedServices(subject).filter(left)) {
    const { code } = await ended(host.dockerCommand("start", name));
    // An engine that was killed may hold a port for a container that does not run; with the container goes its claim.
    if (code !== 0) await host.docker("rm", "--force", name);
  }
}

/** Starts anew at once what waits, longer each time, between two failures: what kept it from running is mended by now. */
export async function revived({ host, config, services }: Subject): Promise<void> {
  for (const { name } of services) {
    const container = nameIn(config.environment, name);
    const { code, out } = await ended(host.dockerCommand("inspect", "--format", "{{.State.Status}}", container));
    if (code === 0 && out.trim() === "restarting") await host.docker("restart", container);
  }
}
