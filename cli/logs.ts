import { chosen, follow, logsOf } from "../stacks/operations/logs.ts";
import { environmentCommand } from "./environment-command.ts";
import { UserError } from "./explain.ts";

/** `npm run logs -- production [service …] [--since 1h] [--follow] [--json]` */
await environmentCommand({ since: "string", follow: "boolean" }, async ({ config, json, rest, switches, values }) => {
  const { since = "1h" } = values;
  if (switches.follow) {
    const [service, ...others] = chosen(config, rest);
    if (rest.length !== 1 || service === undefined || others.length > 0)
      throw new UserError(
        "Only one log can be followed",
        "name one service: `npm run logs -- production prometheus --follow`",
      );
    return follow(config, service, since);
  }
  const lines = await logsOf(config, rest, since);
  for (const { service, at, line } of lines) {
    console.log(json ? JSON.stringify({ service, at, line }) : `${at.slice(0, 19)}  ${service}  ${line}`);
  }
});
