import path from "node:path";
import { urlOf } from "../monitoring.ts";
import { answers } from "../parts/http.ts";
import type { ServiceSpec } from "../services.ts";

/**
 * What keeps traces on this machine, with the file that was generated for it: where it listens stands there.
 * @param run.directory where it writes what it says
 * @param run.ports of its own metrics, of who asks for traces and of who sends spans
 */
export const traceStoreSpec = (
  {
    directory,
    ports: { metrics, query, spans },
    file,
  }: {
    readonly directory: string;
    readonly ports: Readonly<Record<"metrics" | "query" | "spans", number>>;
    readonly file: string;
  },
  command: string,
): ServiceSpec => ({
  ...{ name: "jaeger", command, args: [`--config=${file}`], address: urlOf(metrics) },
  logFile: path.join(directory, "logs/jaeger.log"),
  // They are there one after the other, its own metrics first.
  ready: async () => (await answers(`${urlOf(query)}/api/services`)) && (await takesSpans(spans)),
});

async function takesSpans(port: number): Promise<boolean> {
  const none = { method: "POST", headers: { "content-type": "application/json" }, body: "{}" };
  try {
    const response = await fetch(`${urlOf(port)}/v1/traces`, { ...none, signal: AbortSignal.timeout(1_000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
