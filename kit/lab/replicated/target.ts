import path from "node:path";
import { type Guarded, loggedIn } from "../../model/login.ts";
import { sharedFiles, storeNeeds } from "../../write/replicated/files.ts";
import { argumentsOf, type Program, programs } from "../../write/replicated/programs.ts";
import type { Replica } from "../../write/replicated/replicas.ts";
import { at } from "../monitoring.ts";
import { answers } from "../parts/http.ts";
import type { Part } from "../parts/obtain.ts";
import { freePort } from "../parts/ports.ts";
import { obtainVictoriaMetrics } from "../parts/victoria-metrics.ts";
import { type Service, type ServiceSpec, startService, together } from "../services.ts";
import type { Monitoring, Target } from "../target.ts";

/** What two hosts run, on this machine. */
export interface ReplicatedMonitoring extends Monitoring {
  /** The hosts by name: each has one of every program. */
  readonly hosts: ReadonlyMap<string, Readonly<Record<Program, Service>>>;
}

/** Which of several roles a program's port has the login of. */
const loginOf: Readonly<Record<Program, Guarded>> = {
  agent: "prometheus",
  store: "prometheus",
  gateway: "prometheus",
  rules: "prometheus",
  alertmanager: "alertmanager",
};
const readyPath: Readonly<Record<Program, string>> = {
  agent: "/-/ready",
  store: "/health",
  gateway: "/health",
  rules: "/health",
  alertmanager: "/-/ready",
};

/**
 * What two hosts of an environment would run, on this machine.
 * @param options.peerTimeout in seconds, how long an Alertmanager waits for each that goes before it. An alert that is shorter may be told twice:
 *   whoever waited tells what it saw before. The usual 15 are less than any real alert lasts.
 */
export const replicated =
  ({ peerTimeout = 15 }: { readonly peerTimeout?: number } = {}): Target<ReplicatedMonitoring> =>
  async (parts, progress) => {
    const commands: Readonly<Record<Program, Pick<Part, "command" | "cwd">>> = {
      agent: parts.prometheus,
      store: { command: await obtainVictoriaMetrics("victoria-metrics", progress) },
      gateway: { command: await obtainVictoriaMetrics("vmauth", progress) },
      rules: { command: await obtainVictoriaMetrics("vmalert", progress) },
      alertmanager: parts.alertmanager,
    };
    return async (environment, files, { directory, ports, logins }) => {
      const one = { gateway: at(ports.prometheus), alertmanager: at(ports.alertmanager) };
      const [first, second] = [{ ...(await replicaHere("one")), ...one }, await replicaHere("two")];
      const replicas = [first, second];
      const shared = sharedFiles(environment, files, replicas);
      const needs = storeNeeds(environment, shared);
      const placed = { files: (of: string) => path.join(directory, "generated", of), config: environment.config };
      const specOf = (own: Replica, program: Program): ServiceSpec => {
        const data = (program: Program) => path.join(directory, "data", own.name, program);
        const address = loggedIn(`http://${own[program]}`, logins[loginOf[program]]);
        return {
          name: `${program} of ${own.name}`,
          ...commands[program],
          args: [
            ...argumentsOf(own, replicas, { ...placed, data }, needs)[program],
            ...(program === "alertmanager" ? [`--cluster.peer-timeout=${peerTimeout}s`] : []),
          ],
          logFile: path.join(directory, "logs", `${own.name}-${program}.log`),
          ready: () => answers(`${address}${readyPath[program]}`),
          address,
        };
      };
      return {
        files: new Map([...files, ...shared]),
        start: async (undo, died) => {
          const started = new Map<string, Partial<Record<Program, Service>>>();
          // Whoever is asked or written to before who asks and writes.
          for (const program of ["store", "gateway", "alertmanager", "agent", "rules"] as const)
            await together(
              replicas.map(async (own) => {
                const service = await startService(specOf(own, program), undo, died);
                started.set(own.name, { ...started.get(own.name), [program]: service });
              }),
            );
          const hosts = started as unknown as ReplicatedMonitoring["hosts"];
          const { gateway, alertmanager, ...others } = hosts.get(first.name) as Readonly<Record<Program, Service>>;
          return {
            ...{ hosts, alertmanager, prometheus: gateway },
            others: [...Object.values(others), ...Object.values(hosts.get(second.name) ?? {})],
            scraping: { file: "replicated/agent.yml", by: others.agent },
          };
        },
      };
    };
  };

async function replicaHere(name: string): Promise<Replica> {
  const ports: Partial<Record<Program | "cluster", string>> = {};
  for (const role of [...programs, "cluster"] as const) ports[role] = at(await freePort());
  return { name, ...(ports as Record<Program | "cluster", string>) };
}
