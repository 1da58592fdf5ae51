import type { ContainerConfig } from "@cdktf/provider-docker/lib/container/index.js";
import type { Config } from "../config/load.ts";

/**
 * At most one core, and a quarter of what others get while there is none to spare: the platform comes first.
 * In microseconds; the provider knows `cpus` as well, and panics on it (3.6.2).
 */
export const cpu = { cpuPeriod: 100_000, cpuQuota: 100_000, cpuShares: 256 } as const;

/**
 * The provider has no `pids_limit`: the kernel counts the threads of a user instead, all of them on the host. Far more than
 * ours have together, and than PM2's user has with its apps.
 */
const mostThreads = 4096;

/** What is each driver's own. The journal bounds itself, and knows a container by its name. */
const logOptions = {
  // https://docs.docker.com/engine/logging/drivers/json-file/#options
  "json-file": { "max-size": "10m", "max-file": "3", compress: "false", tag: "" },
  // https://docs.docker.com/engine/logging/drivers/journald/#options
  journald: { tag: "{{.Name}}" },
} as const;

/**
 * What holds for every container of ours, service or config writer.
 * @param mebibytes the most memory that it may use; it gets no swap.
 * @param config says where its lines go
 */
export function hardening(mebibytes: number, { deployment: { containerLogs } }: Pick<Config, "deployment">) {
  return {
    // With the default, a plan DELETES a container that it finds stopped, before anybody has seen it.
    mustRun: false,
    securityOpts: ["no-new-privileges:true"],
    memory: mebibytes,
    // Left out, the engine's own choice is a difference at every plan.
    memorySwap: mebibytes,
    ...cpu,
    ulimit: [{ name: "nproc", soft: mostThreads, hard: mostThreads }],
    logDriver: containerLogs,
    // Every key: the engine fills those that are left out from its own defaults, and the next plan replaces the container.
    logOpts: {
      mode: "blocking",
      labels: "",
      "labels-regex": "",
      env: "",
      "env-regex": "",
      ...logOptions[containerLogs],
    },
  } satisfies Partial<ContainerConfig>;
}
