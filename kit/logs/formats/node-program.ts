import { asked, type LogFormat, type LogLevel, levelBy, moved, type Operator, parsed } from "../log-source.ts";

/** https://github.com/pinojs/pino/blob/main/docs/api.md#logger-level */
const pinoLevels = {
  "10": "trace",
  "20": "debug",
  "30": "info",
  "40": "warn",
  "50": "error",
  "60": "fatal",
} satisfies Record<string, LogLevel>;

/** Of Nest's own logger, and of pino where it is told to write names. */
const names = {
  VERBOSE: "trace",
  DEBUG: "debug",
  LOG: "info",
  WARN: "warn",
  ERROR: "error",
  FATAL: "fatal",
  trace: "trace",
  debug: "debug",
  info: "info",
  warn: "warn",
  error: "error",
  fatal: "fatal",
} satisfies Record<string, LogLevel>;

const colour = String.raw`(?:\x1b\[[0-9;]*m)*`;

/** `[Nest] 4711  - 11/29/2026, 9:12:44 AM   ERROR [Context] message`, coloured or not, with the stack on the lines that follow. */
const nest = String.raw`(?s)^${colour}\[Nest\] \d+ +- .*?${colour} +(?P<level>LOG|ERROR|WARN|DEBUG|VERBOSE|FATAL)${colour} +${colour}(?:\[(?P<context>[^\]]*)\] )?${colour}(?P<msg>.*?)${colour}$`;

/** What Node writes when nobody caught an error, and an error that was printed. */
const thrown = String.raw`^(?:node:|Uncaught |\S*file://\S+:\d+|\w*(?:Error|Exception)\b)`;

/** A program in Node: the JSON of pino, Nest's plain lines, and what Node itself writes of an error that nobody caught. */
export const nodeProgram = {
  begins: String.raw`^(?:\{|${colour}\[Nest\]|[^\s}])`,
  fields: {
    context: "AnnouncementsService",
    error_type: "MongoServerError",
    stack: "MongoServerError: timed out\n    at search (/app/dist/search.js:12:3)",
    method: "GET",
    path: "/announcements",
    status: "500",
    duration_ms: "2500",
    trace_id: "4bf92f3577b34da6a3ce929d0e0e4736",
    span_id: "00f067aa0ba902b7",
    // Whether the trace is kept: what leads to one that is not leads nowhere.
    trace_flags: "01",
  },
  operators: [
    { type: "json_parser", if: 'body startsWith "{"', parse_to: parsed, on_error: "send_quiet" },
    {
      type: "regex_parser",
      if: `body matches "\\\\[Nest\\\\]"`,
      regex: nest,
      parse_to: parsed,
      on_error: "send_quiet",
    },
    {
      type: "time_parser",
      if: `${asked("time")} != nil`,
      parse_from: `${parsed}.time`,
      layout_type: "epoch",
      layout: "ms",
      on_error: "send_quiet",
    },
    levelBy("level", { ...pinoLevels, ...names }),
    { type: "add", if: `body matches ${JSON.stringify(thrown)}`, field: "attributes.level", value: "fatal" },
    moved("context", "attributes.context"),
    moved("err.type", "attributes.error_type"),
    moved("err.stack", "attributes.stack"),
    moved("req.method", "attributes.method"),
    moved("req.url", "attributes.path"),
    moved("res.statusCode", "attributes.status"),
    moved("responseTime", "attributes.duration_ms"),
    movedId("trace_id"),
    movedId("span_id"),
    moved("trace_flags", "attributes.trace_flags"),
    moved("msg", "body"),
  ],
} as const satisfies LogFormat;

/** These are not masked, being as long as a secret: nothing else may come in their place. */
function movedId(name: string): Operator {
  const move = moved(name, `attributes.${name}`);
  return { ...move, if: `${move.if} && string(${asked(name)}) matches "^[0-9a-f]{16,32}$"` };
}
