import type { Config } from "../config/load.ts";
import type { Written } from "../exporters/anomalies/desk-endpoint.ts";
import type { KeptLine } from "../kit/model/log-store.ts";
import { Mistakes } from "../kit/model/mistakes.ts";
import { chosen, follow, logsOf } from "../stacks/operations/logs.ts";
import { askDesk } from "./desk.ts";
import { UserError } from "./explain.ts";
import { printable } from "./terminal.ts";

interface Asked {
  readonly json: boolean;
  readonly services: readonly string[];
  readonly since: string;
  readonly follow: boolean;
  readonly service: string | undefined;
  readonly around: string | undefined;
}

/** `npm run logs -- production [service …] [--since 1h] [--follow] [--service api] [--around ANOM-…] [--json]` */
export async function logs(config: Config, asked: Asked): Promise<void> {
  const { json, services, since } = asked;
  if (asked.service !== undefined || asked.around !== undefined) return platformLines(config, asked);
  if (asked.follow) {
    const [service, ...others] = chosen(config, services);
    if (services.length !== 1 || service === undefined || others.length > 0)
      throw new UserError(
        "Only one log can be followed",
        "name one service: `npm run logs -- production prometheus --follow`",
      );
    return follow(config, service, since);
  }
  const { lines, wrong } = await logsOf(config, services, since);
  for (const { service, at, line } of lines) {
    console.log(json ? JSON.stringify({ service, at, line }) : printable(`${at.slice(0, 19)}  ${service}  ${line}`));
  }
  if (wrong.length > 0) throw new Mistakes(wrong);
}

/** What the platform's own programs wrote, as it is kept: masked. */
async function platformLines(
  { environment }: Config,
  { service, around, services, follow, json }: Asked,
): Promise<void> {
  if (services.length > 0 || follow)
    throw new UserError(
      "--service and --around show what the platform wrote, not the monitoring's services, and cannot be followed",
      "name no service of the monitoring beside them, and leave --follow out",
    );
  const remedy = around
    ? "`npm run anomaly -- list` shows what is open; `npm run status` says whether VictoriaLogs runs"
    : "`npm run status` says whether VictoriaLogs runs";
  const asked = { command: "lines", ...(around && { id: around }), ...(service && { service }) } as const;
  const written: Written = JSON.parse(await askDesk(environment, asked, remedy));
  for (const line of written.lines) console.log(json ? JSON.stringify(line) : inText(line));
  const of = `of ${written.services.join(", ")}, ${written.from} to ${written.to}`;
  if (written.lines.length === 0) console.error(`no line ${of}`);
  if (written.cut) console.error(`the first ${written.lines.length} lines ${of}: there are more`);
}

/** Its stack under it. */
function inText({ _time = "", _msg = "", service, level, stack, ...fields }: KeptLine): string {
  const others = Object.entries(fields)
    .filter(([field]) => !field.startsWith("redaction."))
    .map(([field, value]) => `${field}=${value}`);
  const first = [_time.slice(0, 23), service, level, _msg, ...others].join("  ");
  return printable(stack === undefined ? first : `${first}\n${stack.replace(/^/gm, "    ")}`);
}
