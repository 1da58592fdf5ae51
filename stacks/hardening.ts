import type { ContainerConfig } from "@cdktf/provider-docker/lib/container/index.js";

/**
 * What holds for every container of ours, service or config writer.
 * @param mebibytes the most memory that it may use; it gets no swap.
 */
export function hardening(mebibytes: number) {
  return {
    // With the default, a plan DELETES a container that it finds stopped, before anybody has seen it.
    mustRun: false,
    securityOpts: ["no-new-privileges:true"],
    memory: mebibytes,
    // Left out, the engine's own choice is a difference at every plan.
    memorySwap: mebibytes,
    logDriver: "json-file",
    // Every key: the engine fills those that are left out from its own defaults, and the next plan replaces the container.
    // https://docs.docker.com/engine/logging/drivers/json-file/#options
    logOpts: {
      "max-size": "10m",
      "max-file": "3",
      compress: "false",
      mode: "blocking",
      tag: "",
      labels: "",
      "labels-regex": "",
      env: "",
      "env-regex": "",
    },
  } as const satisfies Partial<ContainerConfig>;
}
