import { message } from "../logs/log-source.ts";
import { countedBy, kind, type LogCount, longestKind, type Wanted } from "./log-count.ts";

/** The name under which VictoriaLogs keeps what was said. */
const storedAs = (field: string) => (field === message ? "_msg" : field);

/** A LogsQL query that counts. https://docs.victoriametrics.com/victorialogs/logsql/ */
export function countQuery({ count }: LogCount): string {
  const { sources, where = {}, over, remembers, kinds } = count;
  const services = [...new Set(sources.map(({ service }) => service))].sort();
  const filters = [
    `_time:${remembers ?? over}`,
    `{service in (${services.map(text).join(",")})}`,
    ...Object.entries<Wanted | undefined>(where).flatMap(([field, wanted]) =>
      wanted === undefined ? [] : [`${storedAs(field)}:${wantedText(wanted)}`],
    ),
  ];
  const labels = countedBy(count);
  const groups = labels.length === 0 ? "" : ` by (${labels.join(", ")})`;
  const only = remembers === undefined ? "" : ` if (_time:${over})`;
  return [
    filters.join(" "),
    ...(kinds === undefined ? [] : kindOfLine),
    `stats${groups} count()${only} as lines`,
    ...(kinds === undefined ? [] : [`sort by (lines desc) limit ${kinds}`]),
  ].join(" | ");
}

/** What a line says, on one line, whatever its numbers. */
const kindOfLine = [
  `copy _msg as ${kind}`,
  `replace_regexp (${JSON.stringify("(?s)^\\s*([^\r\n]*).*$")}, "$1") at ${kind}`,
  `collapse_nums at ${kind}`,
  `replace ("<N>", "…") at ${kind}`,
  `replace_regexp ("[[:cntrl:]]+", " ") at ${kind}`,
  `replace_regexp ("^(.{${longestKind - 1}}).{2,}$", "$1…") at ${kind}`,
];

/**
 * The lines of these services that say that something is wrong: of those that differ in numbers only, the newest (`_msg`), with how many
 * there were (`times`); what ended a program first, then the most frequent.
 */
export const troubleQuery = (services: readonly string[], limit: number): string =>
  [
    `{service in (${services.map(text).join(",")})} level:in(warn,error,fatal)`,
    "copy _msg as kind",
    "collapse_nums at kind",
    "stats by (service, kind) count() as times, count() if (level:fatal) as fatal, row_max(_time, _msg) as newest",
    `sort by (fatal desc, times desc) | limit ${limit}`,
    "unpack_json from newest fields (_msg) | delete newest, kind, fatal",
  ].join(" | ");

/** All lines of these services, the first first, without what each of them says of its place. */
export const linesQuery = (services: readonly string[], limit: number): string =>
  `{service in (${services.map(text).join(",")})} | sort by (_time) | limit ${limit} | delete _stream, _stream_id, environment`;

function wantedText(wanted: Wanted): string {
  if (wanted instanceof RegExp) return `~${text(wanted.flags.includes("i") ? `(?i)${wanted.source}` : wanted.source)}`;
  const all = typeof wanted === "string" ? [wanted] : wanted;
  return `in(${all.map(text).join(",")})`;
}

const text = (value: string) => JSON.stringify(value);
