import { awsCredentials } from "../../channels/sms.ts";
import type { ReplicatedSettings } from "../../config/replicated.ts";
import type { Environment } from "../../model/environment.ts";
import { passwords } from "../../model/login.ts";
import type { Configuration, Container } from "../../model/service.ts";
import { argumentsOf, type Placed, type Program, programs, type StoreNeeds } from "./programs.ts";
import { type Replica, replicasOf } from "./replicas.ts";
import { directoryOf, replicatedSecrets } from "./secrets.ts";

/** What one of several hosts runs, whoever starts it. */
export interface HostService {
  readonly name: Program;
  /** `name:tag` */
  readonly image: string;
  /** How much it may use, as `128MiB`. */
  readonly memory: string;
  readonly container: Container;
}

/** What of a service follows from its program alone. */
interface Kind extends Pick<Container, "healthPath" | "startSeconds" | "stopSeconds" | "password"> {
  readonly image: keyof ReplicatedSettings["images"];
  readonly memory: string;
  /** Whose secrets it reads: those of `prometheus` or of `notifications`. */
  readonly secrets: "prometheus" | "notifications";
  readonly keeps?: true;
  readonly configuration?: Omit<Configuration, "at">;
}

const replicated = "replicated";
const kinds: Readonly<Record<Program, Kind>> = {
  agent: {
    image: "prometheus",
    memory: "512MiB",
    secrets: "prometheus",
    password: passwords.prometheus,
    healthPath: "/-/ready",
    startSeconds: 60,
    stopSeconds: 60,
    keeps: true,
    configuration: {
      directory: replicated,
      only: ["agent.yml"],
      check: "promtool check config --agent --syntax-only agent.yml",
      reload: "/-/reload",
    },
  },
  store: {
    image: "victoria-metrics",
    // The environment's series decide: this is room for a hundred hosts.
    memory: "1GiB",
    secrets: "prometheus",
    healthPath: "/health",
    startSeconds: 600,
    stopSeconds: 120,
    keeps: true,
  },
  gateway: {
    image: "vmauth",
    memory: "128MiB",
    secrets: "prometheus",
    // What stands behind it asks for it.
    password: passwords.prometheus,
    healthPath: "/health",
    startSeconds: 30,
    stopSeconds: 30,
    // It watches its file.
    configuration: {
      directory: replicated,
      only: ["gateway.yml"],
      check: "/vmauth-prod -dryRun -auth.config=gateway.yml",
    },
  },
  rules: {
    image: "vmalert",
    memory: "128MiB",
    secrets: "prometheus",
    password: passwords.prometheus,
    healthPath: "/health",
    startSeconds: 60,
    stopSeconds: 30,
    configuration: {
      directory: replicated,
      only: ["rules/", "notifiers.yml"],
      check: "/vmalert-prod -dryRun -rule='rules/*.yml'",
      reload: "/-/reload",
    },
  },
  alertmanager: {
    image: "alertmanager",
    memory: "128MiB",
    secrets: "notifications",
    password: passwords.alertmanager,
    healthPath: "/-/ready",
    startSeconds: 60,
    stopSeconds: 30,
    keeps: true,
    configuration: { directory: "alertmanager", check: "amtool check-config alertmanager.yml", reload: "/-/reload" },
  },
};

/** Where each sees its configuration. */
export const configurationAt = "/etc/monitoring";
const data = "/data";

/**
 * What each host of an environment runs.
 * @param files where the programs find their files
 */
export function hostsOf(
  environment: Environment,
  settings: ReplicatedSettings,
  { needs, files }: { readonly needs: StoreNeeds; readonly files: Placed["files"] },
): { readonly name: string; readonly services: readonly HostService[] }[] {
  const replicas = replicasOf(settings);
  const secrets = replicatedSecrets(environment);
  const { config, platform } = environment;
  return replicas.map((own) => {
    const started = argumentsOf(own, replicas, { files, data: () => data, config }, needs);
    return { name: own.name, services: programs.map((program) => serviceOf(program, own)) };

    function serviceOf(name: Program, own: Replica): HostService {
      const { image, memory, secrets: whose, keeps, configuration, ...kind } = kinds[name];
      const [address = "", port] = own[name].split(":");
      const at = config[whose].secrets;
      return {
        ...{ name, image: settings.images[image], memory },
        container: {
          ...kind,
          user: "65534:65534",
          // They listen at the address between the hosts, and nowhere else.
          listens: { network: "host", address, port: Number(port) },
          // An agent scrapes at moments that follow from its host's name: of the same name, at the same moments, so that a store keeps one of both.
          ...(name === "agent" && { hostname: `${platform.name}-agent` }),
          command: started[name],
          // https://docs.aws.amazon.com/sdkref/latest/guide/file-location.html
          ...(name === "alertmanager" &&
            config.notifications.sms && {
              environment: { AWS_SHARED_CREDENTIALS_FILE: `${at}/${awsCredentials.name}` },
            }),
          ...(keeps && { data }),
          ...(configuration && { configuration: { ...configuration, at: configurationAt } }),
          secrets: { at, files: secrets.get(directoryOf(at)) ?? [], directory: directoryOf(at) },
        },
      };
    }
  });
}
