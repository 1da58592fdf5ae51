import type { Config } from "../config/load.ts";
import type { Platform } from "../platform.ts";

/** The uid of Grafana's data source for traces; none where an environment keeps none. */
export const tracesSource = (platform: Platform, { jobs }: Pick<Config, "jobs">): string | undefined =>
  platform.traces !== undefined && jobs[platform.traces.parts.store] !== undefined
    ? `${platform.name}-traces`
    : undefined;
