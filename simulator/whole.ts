import { type Config, loadConfig } from "../config/load.ts";

/**
 * Production with what it is without for now and staging has: what is proven of the declarations must hold wherever they are
 * switched on.
 */
export function wholeConfig(): Config {
  const [production, staging] = [loadConfig("production"), loadConfig("staging")];
  const added = Object.keys(production.withoutJobs).flatMap((job) => {
    const address = (staging.jobs as Readonly<Record<string, string | undefined>>)[job];
    return address === undefined ? [] : [[job, address] as const];
  });
  const without = Object.entries(production.withoutJobs).filter(([job]) => !added.some(([one]) => one === job));
  return {
    ...production,
    jobs: { ...production.jobs, ...Object.fromEntries(added) },
    withoutJobs: Object.fromEntries(without),
  };
}
