import { type LogFormat, moved, parsed } from "../log-source.ts";

/** What tells of something gone wrong: syslog's files carry no priority. */
const bad = String.raw`(?i)\b(?:fail\w*|incorrect|error|fatal|killed process|out of memory|panic|denied|refused)\b`;

/** The beginning of a line as rsyslog writes it, in its old and its new form. */
export const syslogHead = String.raw`^(?:[A-Z][a-z]{2} [ \d]\d [\d:]{8}|\d{4}-\d\d-\d\dT\S+) \S+ (?P<program>[^\s:\[]+)(?:\[\d+\])?: (?P<msg>.*)$`;

/**
 * The files that rsyslog writes (auth.log, kern.log, syslog), in its old and its new form. The old one has neither year nor zone: a line's
 * time is when it was read.
 */
export const syslog = {
  fields: { program: "sshd" },
  operators: [
    {
      type: "regex_parser",
      regex: syslogHead,
      parse_to: parsed,
      on_error: "send_quiet",
    },
    {
      type: "add",
      field: "attributes.level",
      value: `EXPR(body matches ${JSON.stringify(bad)} ? "warn" : "info")`,
    },
    moved("program", "attributes.program"),
    moved("msg", "body"),
  ],
  masks: [
    String.raw`\b(?:for(?: invalid user)?|user|from user|by user|session opened for) [^\s=]+(?: from)?`,
    String.raw`\b(?:r?user|logname|rhost)=\S*`,
    String.raw`^\S+ :`,
    String.raw`\b(?:PWD|COMMAND)=.*`,
  ],
} as const satisfies LogFormat;
