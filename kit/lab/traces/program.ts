import path from "node:path";
import { urlOf } from "../monitoring.ts";
import { answers } from "../parts/http.ts";
import type { ServiceSpec } from "../services.ts";

/**
 * What keeps traces on this machine, with the file that was generated for it: where it listens stands there.
 * @param run.directory where it writes what it says
 * @param run.port of its own metrics
 */
export const traceStoreSpec = (
  { directory, port, file }: { readonly directory: string; readonly port: number; readonly file: string },
  command: string,
): ServiceSpec => ({
  ...{ name: "jaeger", command, args: [`--config=${file}`], address: urlOf(port) },
  logFile: path.join(directory, "logs/jaeger.log"),
  ready: () => answers(`${urlOf(port)}/metrics`),
});
