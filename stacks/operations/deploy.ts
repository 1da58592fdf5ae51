import { z } from "zod";
import type { Config } from "../../config/load.ts";
import { describeMistake, type Mistake, Mistakes, refuse } from "../../kit/model/mistakes.ts";
import { dataStack, monitoringStack, nameIn } from "../names.ts";
import { type Existing, type Subject, subjectOf } from "../preflight/check.ts";
import { preflight } from "../preflight/checks.ts";
import { synthesize } from "../synthesize.ts";
import { answered } from "./answer.ts";
import { type Approval, expectApproved, readApproval } from "./approval.ts";
import { builtImages, declaredContainers, versionOf } from "./declared.ts";
import { driftOf } from "./drift.ts";
import { foreign, knowNetwork, putAside, revived, strangersAmong, thawed, tidied } from "./heal.ts";
import { ended, hostOf } from "./host.ts";
import { settled } from "./settle.ts";
import { isDeployed, type Status, statusOf } from "./status.ts";
import {
  applied,
  initialize,
  knownIds,
  type Plan,
  planned,
  type Stack,
  stackOf,
  terraformMistakes,
} from "./terraform.ts";
import { tried } from "./trial.ts";

export interface DeployOptions {
  readonly tell: (line: string) => void;
  /** Containers that no deployment of ours made are replaced instead of refused. */
  readonly adopt?: boolean;
  /** The file of the plan that was approved: nothing but that is done. */
  readonly approved?: string | undefined;
}

/** Terraform had nothing against it, and yet it is not what was wanted. */
export class NotSeen extends Mistakes {
  readonly status: Status;

  constructor(status: Status, mistakes: readonly Mistake[]) {
    super(mistakes);
    this.status = status;
  }
}

/**
 * Puts an environment on its engine: looks at everything first, has every change tried, then runs Terraform, and believes
 * in success when it is seen. A second run finishes what an interrupted one has begun.
 * @param looked what `lookedAt` found, where that was asked for already
 * @returns what was seen: every service healthy, with the content that was sent, and nothing left to plan
 * @throws Mistakes with everything that is in the way, before anything has changed; or with the reason of the failure.
 */
export async function deploy(
  config: Config,
  { tell, adopt = false, approved }: DeployOptions,
  looked?: Looked,
): Promise<Status> {
  const { environment } = config;
  const [data, monitoring] = stacksOf(config);
  const approval = approved === undefined ? undefined : readApproval(approved, environment);
  const { subject, strangers, known } = looked ?? (await lookedAt(config, tell, adopt));
  const { host } = subject;

  if (approval) for (const stack of [data, monitoring]) expectApproved(await planned(stack), approval, true);
  await tried(config, host, tell);

  await thawed(subject);
  const aside = await putAside(subject, strangers);
  try {
    await knowNetwork(subject, monitoring, known);
    const drifts = subject.containers.size === 0 ? [] : await driftOf(config, host);
    await tidied(subject, strangers, drifts);
    const images = await imagesToBuild(subject, monitoring.name);
    if (images.length > 0) {
      // On their own as well: Terraform removes the services that run from the old image before it builds the new one.
      tell("building our exporters");
      await made(monitoring, approval, tell, images);
    }
    const writers = await writersThatChange(subject, monitoring.name);
    if (writers.length > 0) {
      // On its own, before any service is touched: a refused configuration must not meet a service half replaced.
      tell("rolling out the configuration");
      await made(monitoring, approval, tell, writers);
    }
    tell("deploying");
    for (const stack of [data, monitoring]) await made(stack, approval, tell);
    await revived(subject);
    tell("waiting until every service is healthy");
    await settled(config, host, tell);
  } catch (error) {
    await aside.back().catch((why: unknown) => tell(`note: what stood aside could not be put back: ${String(why)}`));
    throw error;
  }
  await aside.forget();
  return seen(config);
}

/** Looks at everything on an engine and plans, and changes nothing. @throws Mistakes */
export async function plansOf(config: Config, tell: (line: string) => void, adopt: boolean): Promise<Plan[]> {
  await lookedAt(config, tell, adopt);
  const plans = [];
  for (const stack of stacksOf(config)) plans.push(await planned(stack));
  return plans;
}

const stacksOf = (config: Config): readonly [Stack, Stack] => [
  stackOf(dataStack(config)),
  stackOf(monitoringStack(config)),
];

/** Plans and applies, a part of a stack or all of it. */
async function made(
  stack: Stack,
  approval: Approval | undefined,
  tell: (line: string) => void,
  addresses?: readonly string[],
): Promise<void> {
  const plan = await planned(stack, addresses);
  if (approval) expectApproved(plan, approval, false);
  for (const volume of plan.lost)
    tell(
      `note: somebody else has removed the volume ${volume}; an empty one takes its place. If it held data, \`npm run restore\` puts a backup back`,
    );
  await applied(plan, tell);
}

/** @throws NotSeen with what is otherwise than it was to be */
async function seen(config: Config): Promise<Status> {
  const left = [];
  for (const stack of stacksOf(config)) left.push(await planned(stack));
  const status = await statusOf(config, { compare: true });
  const undone = left.filter(({ changes }) => changes.length > 0);
  if (undone.length === 0 && isDeployed(status)) return status;
  const remedy = "deploy again; if it stays, `npm run status` and `npm run deploy -- … --plan` show it";
  throw new NotSeen(status, [
    ...undone.map(({ stack, changes }) => ({
      where: stack.name,
      what: `Terraform has yet to change ${changes.map(({ address }) => address).join(", ")}`,
      remedy,
    })),
    ...status.services
      .filter(({ health }) => health !== "healthy")
      .map(({ service, health }) => ({ where: service, what: `is ${health}`, remedy })),
    ...(status.drift ?? []).map(({ container, what, declared, running }) => ({
      where: container,
      what: `${what}: declared ${declared}; running ${running}`,
      remedy,
    })),
  ]);
}

/** What is there before anything changes, and nothing in the way. */
interface Looked {
  readonly subject: Subject;
  /** Containers that Terraform does not know. */
  readonly strangers: Existing[];
  /** The ids of what it knows. */
  readonly known: ReadonlySet<string>;
}

/** Looks at everything on an engine, and has its stacks written and ready to plan. @throws Mistakes with everything that is in the way */
export async function lookedAt(config: Config, tell: (line: string) => void, adopt: boolean): Promise<Looked> {
  tell(`looking at ${config.deployment.engine}`);
  const stacks = stacksOf(config);
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
  mistakes.push(...(await terraformMistakes(config.deployment.state !== undefined)));
  const terraformIsThere = mistakes.length === 0;
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
  const strangers = strangersAmong(subject, known);
  if (!adopt) refuse(foreign(config, strangers));
  if (strangers.length > 0)
    tell(
      `note: ${strangers.map(({ name }) => name).join(", ")}: Terraform's state does not know them; they are replaced`,
    );
  return { subject, strangers, known };
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
      return code === 0
        ? versionOf({ env: answered(`docker inspect ${name}`, out, z.array(z.string()).nullable()) ?? [] })
        : undefined;
    }),
  );
  return candidates.filter((writer, index) => versionOf(writer) !== present[index]).map(({ address }) => address);
}
