import { type LogFormat, type LogLevel, levelBy, moved, parsed } from "../log-source.ts";
import { syslogHead } from "./syslog.ts";

/** What programs in Go and ours call their levels. */
const levels = {
  debug: "debug",
  info: "info",
  warn: "warn",
  warning: "warn",
  error: "error",
  err: "error",
  crit: "fatal",
  critical: "fatal",
  fatal: "fatal",
  panic: "fatal",
} satisfies Record<string, LogLevel>;
const capitals = Object.fromEntries(Object.entries(levels).map(([name, level]) => [name.toUpperCase(), level]));

/**
 * Containers' lines, as they come from the engine by journald and rsyslog: `program` is the container's name. What follows is JSON, or
 * has `level=` in it; of JSON only the message and what is declared is kept.
 */
export const container = {
  fields: { program: "shop-production-prometheus", reason: "connection refused", error: "TypeError" },
  operators: [
    { type: "regex_parser", regex: syslogHead, parse_to: parsed, on_error: "send_quiet" },
    moved("program", "attributes.program"),
    moved("msg", "body"),
    { type: "remove", if: `${parsed} != nil`, field: parsed },
    { type: "json_parser", if: 'body startsWith "{"', parse_to: parsed, on_error: "send_quiet" },
    {
      type: "regex_parser",
      if: 'body matches "\\\\blevel="',
      regex: String.raw`\blevel=(?P<level>\w+)`,
      parse_to: parsed,
      on_error: "send_quiet",
    },
    levelBy("level", { ...levels, ...capitals }),
    moved("reason", "attributes.reason"),
    moved("error", "attributes.error"),
    // Go's programs say `msg`, ours `message`.
    moved("msg", "body"),
    moved("message", "body"),
  ],
} as const satisfies LogFormat;
