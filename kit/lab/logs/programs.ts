import path from "node:path";
import { logRulesArguments } from "../../write/log-rules.ts";
import { logStoreFlags } from "../../write/log-store.ts";
import { at, urlOf } from "../monitoring.ts";
import { answers } from "../parts/http.ts";
import type { ServiceSpec } from "../services.ts";
import type { LogPrograms } from "./obtain.ts";

/** Where a run keeps its files, and its ports by what the programs do. */
export interface LogRun {
  readonly directory: string;
  readonly ports: { readonly collector: number; readonly store: number; readonly rules: number };
  /** `host:port` of the Prometheus that is told the counts, and the file of its password. */
  readonly prometheus: { readonly address: string; readonly password: string };
  /** The generated files, by what they are for. */
  readonly files: { readonly collector: string; readonly rules: string };
}

/** What collects, keeps and counts lines on this machine. */
export function logSpecs(
  { directory, ports, prometheus, files }: LogRun,
  programs: LogPrograms,
): Record<keyof LogPrograms, ServiceSpec> {
  const spec = (name: string, command: string, port: number, ready: string, args: readonly string[]): ServiceSpec => ({
    ...{ name, command, args },
    logFile: path.join(directory, "logs", `${name}.log`),
    ready: () => answers(`${urlOf(port)}${ready}`),
    address: urlOf(port),
  });
  return {
    store: spec("victoria-logs", programs.store, ports.store, "/health", [
      ...logStoreFlags({ directory: path.join(directory, "data/victoria-logs"), keep: "14d", disk: "4GB" }),
      `-httpListenAddr=${at(ports.store)}`,
    ]),
    // Where it listens stands in its configuration.
    collector: spec("log-collector", programs.collector, ports.collector, "/metrics", [`--config=${files.collector}`]),
    rules: spec("log-rules", programs.rules, ports.rules, "/health", [
      ...logRulesArguments(
        { jobs: { logs: at(ports.store), prometheus: prometheus.address } },
        { rules: files.rules, password: prometheus.password },
      ),
      `-httpListenAddr=${at(ports.rules)}`,
    ]),
  };
}
