import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { environmentsIn, loadEnvironment, type Placed } from "../kit/config/load.ts";
import type { HostService } from "../kit/write/replicated/services.ts";
import { type ConfigValues, configSchema } from "./schema.ts";

/** One environment's validated values, and where each of them stands. */
export interface Config extends ConfigValues, Placed {
  /** Set where it is what one of several hosts has of an environment: nothing but what watches (stacks/hosts.ts). */
  readonly watchHost?: { readonly name: string; readonly services: readonly HostService[] };
}

/** The directory of the committed configuration files. */
export const configDirectory = path.dirname(fileURLToPath(import.meta.url));

/** The environments: each file in config/ is one. */
export const environmentNames = environmentsIn(configDirectory);

/**
 * Reads `<directory>/<environment>.yaml`.
 * @throws Mistakes with every mistake of the file at once: file, line, key, what was found, what is allowed.
 */
export const loadConfig = (environment: string, directory: string = configDirectory): Config =>
  loadEnvironment(configSchema, environment, directory);

/** The environment of `npm start`; all others live on an engine. */
export const localEnvironment = "local";

export const deployedEnvironments = environmentNames.filter((name) => name !== localEnvironment);

/** The committed output. */
export const generatedDirectory = path.resolve(configDirectory, "../generated");

/** The environments whose output is committed for review: their messages link to the runbooks there. */
export const committedEnvironments = deployedEnvironments.filter((name) =>
  readFileSync(path.join(configDirectory, `${name}.yaml`), "utf8").includes(`/generated/${name}/runbooks`),
);
