import type { Config } from "../config/load.ts";
import { chosen, follow, logsOf } from "../stacks/operations/logs.ts";
import { UserError } from "./explain.ts";

/** `npm run logs -- production [service …] [--since 1h] [--follow] [--json]` */
export async function logs(
  config: Config,
  {
    json,
    services,
    since,
    follow: following,
  }: { readonly json: boolean; readonly services: readonly string[]; readonly since: string; readonly follow: boolean },
): Promise<void> {
  if (following) {
    const [service, ...others] = chosen(config, services);
    if (services.length !== 1 || service === undefined || others.length > 0)
      throw new UserError(
        "Only one log can be followed",
        "name one service: `npm run logs -- production prometheus --follow`",
      );
    return follow(config, service, since);
  }
  const lines = await logsOf(config, services, since);
  for (const { service, at, line } of lines) {
    console.log(json ? JSON.stringify({ service, at, line }) : `${at.slice(0, 19)}  ${service}  ${line}`);
  }
}
