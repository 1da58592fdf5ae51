import { asked, type LogFormat, levelBy, moved, parsed } from "../log-source.ts";

/** A value of the line, if it is a word or a number, with a space before it. */
const word = (path: string, after = "") =>
  `(${asked(`attr.${path}`)} == nil ? "" : " " + string(${asked(`attr.${path}`)})${after === "" ? "" : ` + ${JSON.stringify(after)}`})`;

/**
 * MongoDB's structured log. Of a query only what it read, how and how long is kept: the query itself holds people's data.
 * https://www.mongodb.com/docs/manual/reference/log-messages/
 */
export const mongod = {
  fields: { collection: "shop.orders", plan: "COLLSCAN", duration_ms: "2500", topic: "COMMAND" },
  operators: [
    { type: "json_parser", if: 'body startsWith "{"', parse_to: parsed, on_error: "send_quiet" },
    {
      type: "time_parser",
      if: `${asked("t")} != nil`,
      parse_from: `${parsed}.t.$date`,
      layout_type: "gotime",
      layout: "2006-01-02T15:04:05.000Z07:00",
      on_error: "send_quiet",
    },
    levelBy("s", {
      F: "fatal",
      E: "error",
      W: "warn",
      I: "info",
      D1: "debug",
      D2: "debug",
      D3: "trace",
      D4: "trace",
      D5: "trace",
    }),
    // The server calls it information; whoever looks for what is wrong does not.
    { type: "add", if: `${asked("msg")} == "Slow query"`, field: "attributes.level", value: "warn" },
    {
      type: "add",
      if: `${asked("msg")} != nil`,
      field: "body",
      value: `EXPR(${parsed}.msg + ${word("ns")} + ${word("planSummary")} + ${word("durationMillis", " ms")})`,
    },
    moved("attr.ns", "attributes.collection"),
    moved("attr.planSummary", "attributes.plan"),
    moved("attr.durationMillis", "attributes.duration_ms"),
    moved("c", "attributes.topic"),
  ],
} as const satisfies LogFormat;
