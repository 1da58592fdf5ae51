import path from "node:path";
import { ifHad } from "../kit/lab/parts/unavailable.ts";
import { startService, type Undo } from "../kit/lab/services.ts";
import { builtJaeger } from "../kit/lab/traces/obtain.ts";
import { traceStoreSpec } from "../kit/lab/traces/program.ts";
import type { RunSettings } from "./programs.ts";

/** Nothing, with the reason told in one line, where Jaeger cannot be had or was not built: the run goes on without traces. */
export const jaegerIfAny = (progress: (line: string) => void): string | undefined =>
  ifHad(builtJaeger, (reason) => progress(`no traces in this run: ${reason}`));

/** What keeps the traces of the simulated platform, with the file that was generated. */
export async function startTraces(run: RunSettings, jaeger: string, undo: Undo, died?: (line: string) => void) {
  const file = path.resolve(run.directory, "generated/traces/jaeger.yml");
  const ports = { metrics: run.ports.traces, query: run.ports["trace-query"], spans: run.ports.spans };
  await startService(traceStoreSpec({ directory: run.directory, ports, file }, jaeger), undo, died);
}
