import type { Environment } from "../model/environment.ts";
import { type Mistake, nearest } from "../model/mistakes.ts";
import { workloadsOf } from "../write/kubernetes/workload.ts";

/** Services that an environment wants in its cluster and that no part has, or that belong to one machine. */
export function kubernetesMistakes(environment: Environment): Mistake[] {
  const { platform, config } = environment;
  const services = platform.parts.flatMap(({ service }) => service?.name ?? []);
  const mistake = (name: string, what: string, remedy: string): Mistake => ({
    where: config.at(["kubernetes", "services", name]),
    what: `kubernetes.services.${name}: ${what}`,
    remedy,
  });
  const unknown = Object.keys(config.kubernetes?.services ?? {}).filter((name) => !services.includes(name));
  return [
    ...unknown.map((name) => {
      const meant = nearest(name, services);
      return mistake(
        name,
        `no part has such a service; allowed: ${services.join(", ")}`,
        meant === undefined ? "remove it" : `did you mean "${meant}"?`,
      );
    }),
    ...workloadsOf(environment)
      .filter(({ listens, reads }) => listens.network === "host" || (reads ?? []).length > 0)
      .map(({ name }) =>
        mistake(name, "reads from its machine, which a pod must not", "run it on each machine, and scrape it there"),
      ),
  ];
}
