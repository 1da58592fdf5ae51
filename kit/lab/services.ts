import { setTimeout as pause } from "node:timers/promises";
import { type Child, type ChildSpec, startChild } from "./parts/children.ts";

/** A program of the run, which can be stopped and started again on its own address. */
export interface Service {
  readonly name: string;
  /** Empty for a program that listens nowhere. */
  readonly address: string;
  readonly child: Child;
  stop(): Promise<void>;
  start(): Promise<void>;
}

export type ServiceSpec = ChildSpec & { readonly address: string };

/** What must be undone when the run ends, in the order of its doing. */
export type Undo = (() => Promise<void>)[];

/** As Docker does it, in ms: https://docs.docker.com/engine/containers/start-containers-automatically/#restart-policy-details */
const backoff = { first: 100, longest: 60_000, forgottenAfter: 10_000 };

/**
 * @param died told when the program ended although nobody stopped it, and when it runs again: with it, it is started again
 * @throws ChildNotReady
 */
export async function startService(spec: ServiceSpec, undo: Undo, died?: (line: string) => void): Promise<Service> {
  let child = await startChild(spec);
  let wanted = new AbortController();
  let watching: Promise<void> = Promise.resolve();

  /** Starts it again whenever it dies, until it is stopped. */
  const watch = async (tell: (line: string) => void, { signal }: AbortController) => {
    for (let wait = backoff.first; ; ) {
      const { code, signal: by } = await child.exited;
      if (signal.aborted) return;
      if (Date.now() - child.startedAt.getTime() > backoff.forgottenAfter) wait = backoff.first;
      tell(`${spec.name} has died (${by ?? `code ${code}`}): started again in ${wait / 1000} s`);
      await pause(wait, undefined, { signal }).catch(() => {});
      wait = Math.min(2 * wait, backoff.longest);
      if (signal.aborted) return;
      const again = await startChild(spec).catch((error: Error) => tell(error.message.split("\n")[0] ?? ""));
      if (again === undefined) continue;
      child = again;
      tell(`${spec.name} runs again`);
    }
  };
  const watchIfAsked = () => {
    wanted = new AbortController();
    if (died !== undefined) watching = watch(died, wanted);
  };
  watchIfAsked();

  const service: Service = {
    name: spec.name,
    address: spec.address,
    get child() {
      return child;
    },
    stop: async () => {
      wanted.abort();
      await child.stop();
      // It may have been on its way.
      await watching;
      await child.stop();
    },
    start: async () => {
      if (child.running) return;
      await service.stop();
      child = await startChild(spec);
      watchIfAsked();
    },
  };
  undo.push(service.stop);
  return service;
}

/**
 * The results of what is started at the same time. All are awaited, also when one fails: none may start after the others were
 * stopped.
 * @throws what the first that failed says
 */
export async function together<Starting extends readonly unknown[]>(
  starting: readonly [...Starting],
): Promise<{ -readonly [Index in keyof Starting]: Awaited<Starting[Index]> }> {
  for (const outcome of await Promise.allSettled(starting)) if (outcome.status === "rejected") throw outcome.reason;
  return Promise.all(starting);
}
