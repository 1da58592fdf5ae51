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

/** @throws ChildNotReady */
export async function startService(spec: ServiceSpec, undo: Undo): Promise<Service> {
  let child = await startChild(spec);
  const service: Service = {
    name: spec.name,
    address: spec.address,
    get child() {
      return child;
    },
    stop: () => child.stop(),
    start: async () => {
      if (!child.running) child = await startChild(spec);
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
