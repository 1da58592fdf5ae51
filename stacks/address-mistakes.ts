import type { Config } from "../config/load.ts";
import type { Mistake } from "../config/mistakes.ts";
import { addressOf } from "./service.ts";
import { isEnabled, servicesOf } from "./services/catalogue.ts";

/** Where Prometheus would look for a service that is not there: the alerts about it would be the first to tell. */
export function addressMistakes(config: Config): Mistake[] {
  return servicesOf(config).flatMap((service): Mistake[] => {
    const scraped = config.jobs[service.job];
    const address = addressOf(service);
    const where = config.at(["jobs", service.job]);
    if (scraped === undefined) return [];
    if (isEnabled(config, service) && scraped !== address) {
      const what = `jobs.${service.job}: found "${scraped}"; allowed: "${address}", where ${service.name} listens`;
      return [{ where, what, remedy: "write that address, or mend deployment.gateway or the service's port" }];
    }
    if (!isEnabled(config, service) && scraped === address) {
      const what = `jobs.${service.job}: found "${scraped}", but deployment.services.${service.name} is switched off`;
      return [{ where, what, remedy: "remove the job, name an instance that runs elsewhere, or switch it on" }];
    }
    return [];
  });
}
