import path from "node:path";
import type { ReplicatedSettings } from "../../config/replicated.ts";
import type { Environment } from "../../model/environment.ts";
import { generatedNotice, yaml } from "../../yaml.ts";
import { argumentsOf, type Program, programs, type StoreNeeds } from "./programs.ts";
import type { Replica } from "./replicas.ts";

const imageOf = {
  agent: "prometheus",
  store: "victoria-metrics",
  gateway: "vmauth",
  rules: "vmalert",
  alertmanager: "alertmanager",
} as const satisfies Record<Program, keyof ReplicatedSettings["images"]>;

/** Of the store the environment's series decide: this is room for a hundred hosts. */
const memory: Readonly<Record<Program, string>> = {
  agent: "512m",
  store: "1g",
  gateway: "128m",
  rules: "128m",
  alertmanager: "128m",
};

/** Where on a host the secrets stand that a program finds in a directory, below those of the platform. */
export const directoryOf = (secrets: string): string => path.basename(secrets);

const generated = "/etc/monitoring";
const data = "/data";

/**
 * A volume would be root's: none of the images has a directory of its programs' user there. So is a directory that the engine makes, which it
 * is therefore told not to do.
 */
const kept = (source: string) => ({ type: "bind", source, target: data, bind: { create_host_path: false } });

/** What starts everything of one host: `docker compose -f … up -d`. https://docs.docker.com/reference/compose-file/ */
export function composeFile(
  { platform, config }: Environment,
  { images }: ReplicatedSettings,
  {
    own,
    replicas,
    needs,
  }: { readonly own: Replica; readonly replicas: readonly Replica[]; readonly needs: StoreNeeds },
): string {
  const started = argumentsOf(own, replicas, { generated, data: () => data, config }, needs);
  const secrets = [...new Set([config.prometheus.secrets, config.notifications.secrets])];
  const keeps: readonly Program[] = ["agent", "store", "alertmanager"];
  return (
    generatedNotice +
    yaml({
      name: `${platform.name}-${config.environment}`,
      services: Object.fromEntries(
        programs.map((program) => [
          program,
          {
            image: images[imageOf[program]],
            command: started[program],
            // They listen at the address between the hosts, and nowhere else.
            network_mode: "host",
            // An agent scrapes at moments that follow from its host's name: of the same name, at the same moments, so that a store keeps one of both.
            ...(program === "agent" && { hostname: `${platform.name}-agent` }),
            user: "65534:65534",
            read_only: true,
            cap_drop: ["ALL"],
            security_opt: ["no-new-privileges:true"],
            mem_limit: memory[program],
            restart: "unless-stopped",
            volumes: [
              `../..:${generated}:ro`,
              ...secrets.map((at) => `/etc/${platform.name}-monitoring/secrets/${directoryOf(at)}:${at}:ro`),
              ...(keeps.includes(program) ? [kept(`/var/lib/${platform.name}-monitoring/${program}`)] : []),
            ],
          },
        ]),
      ),
    })
  );
}
