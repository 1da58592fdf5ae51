import path from "node:path";
import { type Guarded, loggedIn } from "../model/login.ts";
import { alertmanagerFlags } from "../write/alertmanager.ts";
import { prometheusFlags, takesCounts } from "../write/prometheus.ts";
import { webConfigs } from "../write/web-config.ts";
import type { Logins } from "./logins.ts";
import { answers } from "./parts/http.ts";
import type { Parts } from "./parts/obtain.ts";
import type { ServiceSpec } from "./services.ts";

export const at = (port: number): string => `127.0.0.1:${port}`;
export const urlOf = (port: number): string => `http://${at(port)}`;

/** Where a run keeps its files, the ports of the monitoring itself, and what opens it. */
export interface MonitoringRun {
  readonly directory: string;
  readonly ports: { readonly prometheus: number; readonly alertmanager: number };
  /** Its secrets stand in `<directory>/secrets`. */
  readonly logins: Logins;
  /** Lines are counted, and the counts written to Prometheus. */
  readonly takesCounts?: boolean;
}

/** A program as it was downloaded, listening on a port of 127.0.0.1; `ready` is the path that answers when it is. */
export function partSpec<Name extends keyof Parts>(
  { directory }: Pick<MonitoringRun, "directory">,
  parts: Pick<Parts, Name>,
  { name, port, ready, args }: { name: Name; port: number; ready: string; args: readonly string[] },
): ServiceSpec {
  const { command, cwd } = parts[name];
  return {
    name,
    command,
    ...(cwd && { cwd }),
    args: [...args, `--web.listen-address=${at(port)}`],
    logFile: path.join(directory, "logs", `${name}.log`),
    ready: () => answers(`${urlOf(port)}${ready}`),
    address: urlOf(port),
  };
}

/** Alertmanager and Prometheus with the files that were generated into `<directory>/generated`. */
export function monitoringSpecs(
  run: MonitoringRun,
  parts: Pick<Parts, "alertmanager" | "prometheus">,
): Record<"alertmanager" | "prometheus", ServiceSpec> {
  const { directory, ports } = run;
  const inside = (...names: string[]) => path.join(directory, ...names);
  const guarded = (part: Guarded, spec: ServiceSpec): ServiceSpec => {
    const address = loggedIn(spec.address, run.logins[part]);
    const args = [...spec.args, `--web.config.file=${inside("secrets", webConfigs[part].name)}`];
    return { ...spec, args, address, ready: () => answers(`${address}/-/ready`) };
  };
  const alertmanager = partSpec(run, parts, {
    name: "alertmanager",
    port: ports.alertmanager,
    ready: "/-/ready",
    args: [
      `--config.file=${inside("generated/alertmanager/alertmanager.yml")}`,
      `--storage.path=${inside("data/alertmanager")}`,
      `--web.external-url=${urlOf(ports.alertmanager)}`,
      ...alertmanagerFlags,
    ],
  });
  const prometheus = partSpec(run, parts, {
    name: "prometheus",
    port: ports.prometheus,
    ready: "/-/ready",
    args: [
      `--config.file=${inside("generated/prometheus/prometheus.yml")}`,
      `--storage.tsdb.path=${inside("data/prometheus")}`,
      `--web.external-url=${urlOf(ports.prometheus)}`,
      ...prometheusFlags,
      ...(run.takesCounts ? takesCounts : []),
    ],
  });
  return { alertmanager: guarded("alertmanager", alertmanager), prometheus: guarded("prometheus", prometheus) };
}
