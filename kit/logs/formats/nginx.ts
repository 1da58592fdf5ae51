import { asked, type LogFormat, levelBy, moved, parsed } from "../log-source.ts";

const request = String.raw`"(?P<method>[A-Z]+) (?P<path>[^" ?]*)[^"]*" (?P<status>\d{3})`;

/** The combined format, as nginx writes it by default: without the visitor's address, referrer and browser. */
export const nginxAccess = {
  fields: { method: "GET", path: "/announcements", status: "502" },
  operators: [
    {
      type: "regex_parser",
      regex: String.raw`^\S+ \S+ \S+ \[(?P<time>[^\]]+)\] ${request}`,
      parse_to: parsed,
      on_error: "send_quiet",
    },
    {
      type: "time_parser",
      if: `${asked("time")} != nil`,
      parse_from: `${parsed}.time`,
      layout: "%d/%b/%Y:%H:%M:%S %z",
      on_error: "send_quiet",
    },
    {
      type: "add",
      field: "attributes.level",
      value: `EXPR((${asked("status")} ?? "") startsWith "5" ? "error" : "info")`,
    },
    // A line of another form may hold anything: it is counted, and not kept.
    {
      type: "add",
      field: "body",
      value: `EXPR(${parsed} == nil ? "a line of another form" : ${parsed}.method + " " + ${parsed}.path + " " + ${parsed}.status)`,
    },
    moved("method", "attributes.method"),
    moved("path", "attributes.path"),
    moved("status", "attributes.status"),
  ],
} as const satisfies LogFormat;

/** nginx's error log. Its times have no zone: a line's time is when it was read. */
export const nginxError = {
  fields: { server: "api.example.org" },
  operators: [
    {
      type: "regex_parser",
      regex: String.raw`^\d{4}/\d\d/\d\d \d\d:\d\d:\d\d \[(?P<level>\w+)\] \d+#\d+: (?:\*\d+ )?(?P<msg>.*?)(?:, client: .*?(?:, server: (?P<server>[^, ]*))?(?:, .*)?)?$`,
      parse_to: parsed,
      on_error: "send_quiet",
    },
    levelBy("level", {
      debug: "debug",
      info: "info",
      notice: "info",
      warn: "warn",
      error: "error",
      crit: "fatal",
      alert: "fatal",
      emerg: "fatal",
    }),
    moved("server", "attributes.server"),
    moved("msg", "body"),
  ],
} as const satisfies LogFormat;
