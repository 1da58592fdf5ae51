import type { Config } from "../config/load.ts";
import { UserError } from "./explain.ts";

/** @throws UserError of an environment over several hosts, which a command does not know */
export function onOneEngine<Values extends Pick<Config, "environment" | "deployment">>(config: Values): Values {
  if (config.deployment.engines === undefined) return config;
  const hosts = Object.keys(config.deployment.engines).join(", ");
  throw new UserError(
    `${config.environment} lives on several hosts (${hosts}), and this command knows one engine`,
    "docs/scaling.md says what there is for them: deploy, status, secrets --init, pin",
  );
}
