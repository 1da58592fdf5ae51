import type { Mistake } from "../../kit/model/mistakes.ts";
import type { Check, Existing, Subject } from "./check.ts";

const isWriter = (name: string) => name.endsWith("-config-writer");

/** Services that somebody stopped: Terraform takes them for running, so the deployment starts them. */
export function stoppedServices({ containers, services }: Subject): Existing[] {
  return services.flatMap(({ name }) => {
    const container = containers.get(name);
    return container !== undefined && !container.running ? [container] : [];
  });
}

/** What stands still, by hand or by a backup of an older version that was interrupted: Terraform takes it for running, and so does the engine. */
export const frozenContainers = ({ containers }: Subject): Existing[] =>
  [...containers.values()].filter(({ frozen }) => frozen);

/**
 * Config writers that failed or never ran: Terraform would only repeat the words of the first, and takes the others for the
 * configuration that they were to bring, so the deployment makes them anew.
 */
export function failedWriters({ containers }: Subject): Existing[] {
  return [...containers]
    .filter(([name, { running, onlyMade, exitCode }]) => isWriter(name) && !running && (onlyMade || exitCode !== 0))
    .map(([, container]) => container);
}

export const stoppedCheck: Check = async (subject) => {
  const notices = [
    ...stoppedServices(subject).map(
      ({ name }): Mistake => ({ where: name, what: "is stopped", remedy: "it is started now" }),
    ),
    ...frozenContainers(subject).map(
      ({ name }): Mistake => ({ where: name, what: "is paused", remedy: "it goes on now" }),
    ),
    ...failedWriters(subject).map(
      ({ name }): Mistake => ({ where: name, what: "failed last time", remedy: "it is run anew now" }),
    ),
  ];
  return { notices };
};
