import type { Config } from "../config/load.ts";
import type { Mistake } from "../kit/model/mistakes.ts";
import { addressOf } from "../kit/model/service.ts";
import { parts } from "../parts/every.ts";
import { isEnabled, publishedAll, type Service, servicesOf } from "./service.ts";

/** Addresses at which two services could not both be, or at which Prometheus would find none. */
export function addressMistakes(config: Config): Mistake[] {
  const services = servicesOf(config);
  return [
    // Each of several hosts scrapes all of them, and asks one.
    ...(config.watchHost ? [] : services.flatMap((service) => jobMistakes(config, service))),
    ...portMistakes(
      config,
      services.filter((service) => isEnabled(config, service)),
    ),
  ];
}

/** Where Prometheus would look for a service that is not there: the alerts about it would be the first to tell. */
function jobMistakes(config: Config, service: Service): Mistake[] {
  return service.jobs.flatMap((job): Mistake[] => {
    const address = addressOf(service, parts.find(({ name }) => name === job)?.scrape);
    const scraped = config.jobs[job];
    const where = config.at(["jobs", job]);
    if (scraped === undefined) return [];
    if (isEnabled(config, service) && scraped !== address) {
      const what = `jobs.${job}: found "${scraped}"; allowed: "${address}", where ${service.name} listens`;
      return [{ where, what, remedy: "write that address, or mend deployment.gateway or the service's port" }];
    }
    if (!isEnabled(config, service) && scraped === address) {
      const what = `jobs.${job}: found "${scraped}", but deployment.services.${service.name} is switched off`;
      return [{ where, what, remedy: "remove the job, name an instance that runs elsewhere, or switch it on" }];
    }
    return [];
  });
}

/** The engine would tell only of the second one's start, with the first one running already. */
function portMistakes(config: Config, services: readonly Service[]): Mistake[] {
  const first = new Map<string, string>();
  const all = services.flatMap((service) => publishedAll(config, service));
  return all.flatMap(({ name, address, port, key }): Mistake[] => {
    const other = first.get(`${address}:${port}`);
    if (other === undefined) {
      first.set(`${address}:${port}`, name);
      return [];
    }
    const what = `${key}: found ${port}, which ${other} has on ${address} as well`;
    return [{ where: config.at(key.split(".")), what, remedy: "give each a port of its own" }];
  });
}
