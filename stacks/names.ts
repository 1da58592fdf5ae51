import { createHash } from "node:crypto";
import type { Config } from "../config/load.ts";

export { nameIn } from "../config/names.ts";

/** What of an environment stands on one engine: all of it, or what one of several hosts has. */
export const placeName = ({ environment, watchHost }: Pick<Config, "environment" | "watchHost">): string =>
  watchHost === undefined ? environment : `${environment}-${watchHost.name}`;

export const dataStack = (config: Config): string => `data-${placeName(config)}`;
export const monitoringStack = (config: Config): string => `monitoring-${placeName(config)}`;

/** 16 hexadecimal characters that change with the value, which is plain data. */
export function fingerprint(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 16);
}

/** What the labels of our containers begin with: by them a deployment knows what another one of ours has left. */
export const labelPrefix = "fr.benevoclic.";
