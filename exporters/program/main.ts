import { setTimeout as pause } from "node:timers/promises";
import type { Log } from "./log.ts";
import { Mistake } from "./mistake.ts";

/** What goes on until the program is told to stop. */
interface Running {
  stop(): Promise<void>;
}

/** A program must end within a second of SIGTERM; what has not stopped by then (ms) is left behind. */
const patience = 700;

/**
 * A program's life: `start` returns what runs on, or nothing when the work is done (the process then ends by itself with
 * `process.exitCode`). SIGTERM and SIGINT stop it with status 0, also while it is starting. A Mistake ends it with status 2
 * and its remedy; anything else unexpected with status 1 and the error's name and stack, whose message may hold data and is left out.
 */
export async function runProgram(log: Log, start: () => Promise<Running | undefined>): Promise<void> {
  let running: Running | undefined;
  const end = async (signal: NodeJS.Signals) => {
    log.info("stopping", { signal });
    await Promise.race([running?.stop(), pause(patience)]);
    process.exit(0);
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, (name) => void end(name));
  const fail = (error: unknown) => {
    tell(log, error);
    process.exit(error instanceof Mistake ? 2 : 1);
  };
  process.once("uncaughtException", fail);
  try {
    running = await start();
  } catch (error) {
    fail(error);
  }
}

function tell(log: Log, error: unknown): void {
  if (error instanceof Mistake) {
    log.error(error.message, { remedy: error.remedy });
    return;
  }
  const { name, stack = "" } = error instanceof Error ? error : new Error("not an error");
  const frames = stack.split("\n").filter((line) => /^\s+at /.test(line));
  log.error("unexpected failure: this is a defect of the program", { error: name, at: frames.slice(0, 5).join(" ") });
}
