import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdirSync, openSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { killWithParent, parentDeathSignal } from "./die-with-parent.ts";

export interface ChildSpec {
  /** For messages. */
  readonly name: string;
  /** The program itself: a shell or launcher around it would be stopped in its place. */
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Both outputs are appended here; its directory is made. */
  readonly logFile: string;
  /** Asked again and again until true; without it the child counts as ready once it is started. */
  readonly ready?: () => Promise<boolean>;
  /** Milliseconds; 60,000 unless told: a program of ours starts within two seconds, and a busy machine takes its time. */
  readonly readyWithin?: number;
}

export interface ExitInfo {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface Child {
  readonly name: string;
  readonly pid: number;
  readonly startedAt: Date;
  readonly running: boolean;
  /** Never rejects. */
  readonly exited: Promise<ExitInfo>;
  kill(signal: NodeJS.Signals): void;
  /** SIGTERM, then SIGKILL after `graceMs` milliseconds (5,000 unless told). Resolves when the child is gone. */
  stop(graceMs?: number): Promise<void>;
}

/** A child exited, or stayed silent, before it was ready. */
export class ChildNotReady extends Error {
  /** The last lines that it wrote. */
  readonly log: string;

  constructor(spec: ChildSpec, what: string, log: string) {
    super(
      `${spec.name} ${what}. Its last words (${spec.logFile}):\n${log || "(none)"}\n` +
        `Started as: ${[spec.command, ...spec.args].join(" ")}`,
    );
    this.name = "ChildNotReady";
    this.log = log;
  }
}

const askEvery = 50;
const lastLines = 15;

/**
 * Starts a program that dies with this process, even when this process is killed by SIGKILL, and waits until it is ready.
 * It has a process group of its own, so that Ctrl-C reaches this process alone, which then stops its children in its own order.
 * @throws ChildNotReady when it exits before it is ready or is not ready in time; it is gone by then.
 */
export async function startChild(spec: ChildSpec): Promise<Child> {
  mkdirSync(path.dirname(spec.logFile), { recursive: true });
  const log = openSync(spec.logFile, "a");
  const logStart = statSync(spec.logFile).size;
  const wrapper = parentDeathSignal();
  const [command = spec.command, ...args] = [...wrapper, spec.command, ...spec.args];
  const startedAt = new Date();
  const running = spawn(command, args, {
    ...(spec.cwd && { cwd: spec.cwd }),
    env: { ...process.env, ...spec.env },
    stdio: ["ignore", log, log],
    detached: true,
  });
  closeSync(log);

  const words = () => readFileSync(spec.logFile).subarray(logStart).toString().trimEnd().split("\n").slice(-lastLines);
  const notReady = (what: string) => new ChildNotReady(spec, what, words().join("\n"));
  const started = once(running, "spawn");
  const exited = new Promise<ExitInfo>((resolve) => {
    running.once("exit", (code, signal) => resolve({ code, signal }));
  });
  try {
    await started;
  } catch (error) {
    throw notReady(`cannot be started: ${(error as Error).message}`);
  }
  if (wrapper.length === 0) killWithParent(running);
  const child = supervised(spec.name, running, exited, startedAt);
  if (!spec.ready) return child;

  const within = spec.readyWithin ?? 60_000;
  const over = new AbortController();
  try {
    const outcome = await Promise.race([
      exited,
      untilTrue(spec.ready, over.signal),
      pause(within, `was not ready within ${within} ms`, { signal: over.signal }),
    ]);
    if (typeof outcome === "string") throw notReady(outcome);
    // An answer may come from another program, when the child has just failed to get its address.
    if (child.running) return child;
    const { code, signal } = await exited;
    throw notReady(`exited before it was ready (${signal ?? `code ${code}`})`);
  } catch (error) {
    await child.stop(0);
    throw error;
  } finally {
    over.abort();
  }
}

async function untilTrue(ask: () => Promise<boolean>, over: AbortSignal): Promise<void> {
  while (!over.aborted && !(await ask())) await pause(askEvery);
}

function supervised(name: string, running: ChildProcess, exited: Promise<ExitInfo>, startedAt: Date): Child {
  return {
    name,
    pid: running.pid as number,
    startedAt,
    exited,
    get running() {
      return running.exitCode === null && running.signalCode === null;
    },
    kill: (signal) => void running.kill(signal),
    stop: async (graceMs = 5_000) => {
      const impatience = new AbortController();
      running.kill(graceMs > 0 ? "SIGTERM" : "SIGKILL");
      const late = pause(graceMs, undefined, { signal: impatience.signal }).then(
        () => running.kill("SIGKILL"),
        () => {},
      );
      await exited;
      impatience.abort();
      await late;
    },
  };
}
