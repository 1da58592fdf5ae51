import { z } from "zod";
import type { Config } from "../../config/load.ts";
import { describeMistake, type Mistake, Mistakes, refuse } from "../../kit/model/mistakes.ts";
import { nameIn } from "../names.ts";
import { type Subject, subjectOf } from "../preflight/check.ts";
import { preflight } from "../preflight/checks.ts";
import { failedWriters, stoppedServices } from "../preflight/stopped.ts";
import { synthesize } from "../synthesize.ts";
import { builtImages, declaredContainers, versionOf } from "./declared.ts";
import { ended, type Host, hostOf } from "./host.ts";
import { applyOnly, cdktf, initialize, knownIds, terraformMistakes } from "./terraform.ts";

export interface DeployOptions {
  readonly tell: (line: string) => void;
  /** Containers that the state does not know are replaced instead of refused. */
  readonly adopt?: boolean;
  /** Everything is looked at, and the plan shown; nothing changes. */
  readonly planOnly?: boolean;
}

/**
 * Puts an environment on its engine: looks at everything first, then runs CDKTF. A second run finishes what a failed one
 * has begun.
 * @throws Mistakes with everything that is in the way, before anything has changed; or with the reason of the failure.
 */
export async function deploy(config: Config, { tell, adopt = false, planOnly = false }: DeployOptions): Promise<void> {
  const { environment } = config;
  const [data, monitoring] = [`data-${environment}`, `monitoring-${environment}`] as const;
  tell(`looking at ${config.deployment.engine}`);
  const { subject, strangers } = await lookedAt(config, tell, { adopt, stacks: [data, monitoring] });

  if (planOnly) return cdktf("diff", [monitoring], tell);
  await tidied(subject, strangers);
  const images = await imagesToBuild(subject, monitoring);
  if (images.length > 0) {
    // On their own as well: Terraform removes the services that run from the old image before it builds the new one.
    tell("building our exporters");
    await applyOnly(monitoring, images, tell);
  }
  const writers = await writersThatChange(subject, monitoring);
  if (writers.length > 0) {
    // On its own, before any service is touched: a refused configuration must not meet a service half replaced.
    tell("rolling out the configuration");
    await applyOnly(monitoring, writers, tell);
  }
  tell("deploying");
  await cdktf("deploy", [data, monitoring], tell);
}

async function lookedAt(
  config: Config,
  tell: (line: string) => void,
  { adopt, stacks }: { adopt: boolean; stacks: readonly [string, string] },
): Promise<{ subject: Subject; strangers: string[] }> {
  const mistakes: Mistake[] = [];
  const orCollect = async <T>(work: () => T | Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Mistakes)) throw error;
      mistakes.push(...error.mistakes);
      return undefined;
    }
  };
  const host = hostOf(config.deployment.engine);
  const before = mistakes.length;
  mistakes.push(...(await terraformMistakes(config.deployment.state !== undefined)));
  const terraformIsThere = mistakes.length === before;
  const [subject] = await Promise.all([
    orCollect(() => subjectOf(config, host)),
    orCollect(async () => {
      synthesize([config.environment]);
      if (terraformIsThere) for (const stack of stacks) await initialize(stack);
    }),
  ]);
  if (subject) {
    const findings = await orCollect(() => preflight(subject));
    mistakes.push(...(findings?.mistakes ?? []));
    for (const notice of findings?.notices ?? []) tell(`note: ${describeMistake(notice)}`);
  }
  refuse(mistakes);
  if (!subject) throw new Error("unreachable: nothing was found and nothing is wrong");

  const known = await knownIds(stacks[1]);
  const strangers = [...subject.containers.values()].filter(({ id }) => !known.has(id)).map(({ name }) => name);
  if (strangers.length > 0 && !adopt) refuse([stateLost(config, strangers)]);
  return { subject, strangers };
}

function stateLost(config: Config, strangers: readonly string[]): Mistake {
  return {
    where: config.deployment.engine,
    what: `${strangers.join(", ")} exist, and Terraform's state does not know them: it was lost, or another checkout deployed them`,
    remedy:
      `restore the state (docs/deploying.md), or \`npm run deploy -- ${config.environment} --adopt\`: ` +
      "the containers are replaced, the volumes with all data stay",
  };
}

/** What Terraform cannot do by itself. */
async function tidied(subject: Subject, strangers: readonly string[]): Promise<void> {
  const { host, config } = subject;
  const failed = failedWriters(subject).map(({ name }) => name);
  const stopped = stoppedServices(subject).map(({ name }) => name);
  const gone = [...new Set([...strangers, ...failed])];
  if (strangers.length > 0) await host.docker("stop", "--time", "120", ...strangers);
  if (gone.length > 0) await host.docker("rm", ...gone);
  if (strangers.length > 0) await forgetNetwork(host, nameIn(config.environment, "network"));
  const toStart = stopped.filter((name) => !gone.includes(name));
  if (toStart.length > 0) await host.docker("start", ...toStart);
}

async function forgetNetwork(host: Host, network: string): Promise<void> {
  const known = (await host.docker("network", "ls", "-q", "--filter", `name=^${network}$`)).trim();
  if (known !== "") await host.docker("network", "rm", network);
}

/** The addresses of images that the engine has yet to build for services that are there. */
async function imagesToBuild({ host, containers }: Subject, stack: string): Promise<string[]> {
  if (containers.size === 0) return [];
  const images = builtImages(stack);
  const there = await Promise.all(images.map(({ name }) => ended(host.dockerCommand("image", "inspect", name))));
  return images.filter((_, index) => there[index]?.code !== 0).map(({ address }) => address);
}

/**
 * The addresses of the config writers that have something new for a service that is there: at the first deployment
 * there is nothing to protect.
 */
async function writersThatChange({ host, config, containers }: Subject, stack: string): Promise<string[]> {
  const candidates = [...declaredContainers(stack).values()].filter(({ name }) => {
    const thing = name.slice(nameIn(config.environment, "").length);
    return thing.endsWith("-config-writer") && containers.has(thing.replace(/-config-writer$/, ""));
  });
  const present = await Promise.all(
    candidates.map(async ({ name }) => {
      const { code, out } = await ended(host.dockerCommand("inspect", "--format", "{{json .Config.Env}}", name));
      return code === 0 ? versionOf({ env: z.array(z.string()).parse(JSON.parse(out)) }) : undefined;
    }),
  );
  return candidates.filter((writer, index) => versionOf(writer) !== present[index]).map(({ address }) => address);
}
