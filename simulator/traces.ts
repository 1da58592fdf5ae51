import path from "node:path";
import { startService, type Undo } from "../kit/lab/services.ts";
import { builtJaeger, JaegerUnavailable } from "../kit/lab/traces/obtain.ts";
import { traceStoreSpec } from "../kit/lab/traces/program.ts";
import type { RunSettings } from "./programs.ts";

/** Nothing, with the reason told in one line, where Jaeger cannot be had or was not built: the run goes on without traces. */
export function jaegerIfAny(progress: (line: string) => void): string | undefined {
  try {
    return builtJaeger();
  } catch (error) {
    if (!(error instanceof JaegerUnavailable)) throw error;
    progress(`no traces in this run: ${error.message}`);
    return undefined;
  }
}

/** What keeps the traces of the simulated platform, with the file that was generated. */
export async function startTraces(run: RunSettings, jaeger: string, undo: Undo, died?: (line: string) => void) {
  const file = path.resolve(run.directory, "generated/traces/jaeger.yml");
  await startService(traceStoreSpec({ directory: run.directory, port: run.ports.traces, file }, jaeger), undo, died);
}
