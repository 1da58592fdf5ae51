import type { ContainerConfig } from "@cdktf/provider-docker/lib/container/index.js";
import type { Config } from "../config/load.ts";
import { cpu as bound, logRotation, mostThreads } from "../kit/write/container.ts";

/** The provider knows `cpus` as well, and panics on it (3.6.2). */
export const cpu = { cpuPeriod: bound.period, cpuQuota: bound.quota, cpuShares: bound.shares } as const;

/** What is each driver's own. The journal bounds itself, and knows a container by its name. */
const logOptions = {
  "json-file": { ...logRotation, compress: "false", tag: "" },
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
