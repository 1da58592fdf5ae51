import { nearest } from "../model/mistakes.ts";
import { workloadsOf } from "../write/kubernetes/workload.ts";
import { judge } from "./judge.ts";

export const kubernetes = judge(
  {
    "cluster-service": "An environment wants services in its cluster that a part has.",
    "cluster-machine": "A service that belongs to one machine is not wanted in a cluster.",
  },
  (wrong, environment) => {
    const { platform, config } = environment;
    const services = platform.parts.flatMap(({ service }) => service?.name ?? []);
    const place = (name: string) => config.at(["kubernetes", "services", name]);
    for (const name of Object.keys(config.kubernetes?.services ?? {}).filter((one) => !services.includes(one))) {
      const meant = nearest(name, services);
      wrong(
        "cluster-service",
        place(name),
        `kubernetes.services.${name}: no part has such a service; allowed: ${services.join(", ")}`,
        meant === undefined ? "remove it" : `did you mean "${meant}"?`,
      );
    }
    for (const { name, listens, reads } of workloadsOf(environment))
      if (listens.network === "host" || (reads ?? []).length > 0)
        wrong(
          "cluster-machine",
          place(name),
          `kubernetes.services.${name}: reads from its machine, which a pod must not`,
          "run it on each machine, and scrape it there",
        );
  },
);
