import { expect, it } from "vitest";
import { production, refused } from "./refused.ts";

/** A spoiled file, the line of the mistake, what must be said of it, and of the remedy. */
type Case = readonly [found: string, text: string, line: number, what: string, remedy: string];

/** Without its last section, so that tests can add one of their own. */
const base = production.slice(0, production.indexOf("\ndeployment:") + 1);
const rows = base.split("\n");
const rowOf = (start: string) => rows.findIndex((row) => row.trim().startsWith(start));

/** `count` lines from the one that begins with `start`, replaced by `text`; the mistake is `linesBelow` the first. */
function changed(
  start: string,
  text: string,
  what: string,
  remedy = "change the value",
  count = 1,
  linesBelow = 0,
): Case {
  const index = rows.findIndex((row) => row.trim().startsWith(start));
  if (index < 0) throw new Error(`production.yaml has no line "${start}"`);
  return [text, rows.toSpliced(index, count, text).join("\n"), index + 1 + linesBelow, what, remedy];
}

/** A line added at the end. */
const added = (text: string, what: string, remedy = "change the value"): Case => [
  text,
  `${base}${text}\n`,
  rows.length,
  what,
  remedy,
];

const yaml: Case[] = [
  changed(
    "grafana:",
    "\tgrafana: https://x.fr",
    "tab characters must not be used in indentation",
    "mend the indentation",
  ),
  changed("host:", 'host: "vps', 'a quote or a bracket is not closed; found "host:', "the quotes"),
  changed("host:", "host: a: b", 'found "host: a: b"', "mend the"),
  changed("host:", "host: *nope", 'nothing is named &nope; found "host: *nope"', "mend"),
  [
    "a crooked line",
    rows.with(rowOf("node:"), "   node: a:1").join("\n"),
    rowOf("node:") + 1,
    "is not valid YAML: bad indentation of a mapping entry",
    "on this line or next to it",
  ],
  added("host: other", 'a key stands twice; found "host: other"', "the repeated key"),
  added(
    "<<<<<<< HEAD\nhost: a\n=======\nhost: b\n>>>>>>> x",
    "a merge of Git's has left a conflict here",
    "keep one of",
  ),
  added("---\nhost: a", 'more than one document; found "---"', "remove the second document"),
];

const shape: Case[] = [
  ["a list", "- a\n", 1, '(the whole file): found ["a"]; allowed: keys with values: environment, locale', "change"],
  ["a text", "hello\n", 1, '(the whole file): found "hello"; allowed: keys with values: environment', "change"],
  changed("probes:", "probes:", "probes: found nothing; allowed: keys with values", "change", 3),
  changed("web-home:", "  web-home: x", 'probes.web-home: found "x"; allowed: keys with values: url, contains'),
  changed(
    "to:",
    "    to: { critical: [devops], warning: [[a]], info: [devops] }",
    'to.warning.0: found ["a"]; allowed:',
  ),
];

const keys: Case[] = [
  changed("locale:", "locales: fr", "locales: unknown key; allowed: environment, locale,", 'did you mean "locale"?'),
  added("mysql: 1", "mysql: unknown key; allowed: environment, locale,", "remove it"),
  changed("blackbox:", "  blackbok: a:1", "jobs.blackbok: unknown key; allowed: alertmanager,", 'you mean "blackbox"?'),
  changed(
    "web-home:",
    "  web-home: { url: 'http://a', contain: a }",
    "unknown key; allowed: url, contains",
    "contains",
  ),
  changed("web-home:", "  Web: { url: 'http://a' }", "probes.Web: allowed: lower-case letters", "rename the key"),
];

const missing: Case[] = [
  [
    "no mail server",
    rows.toSpliced(rowOf("smarthost:"), 1).join("\n"),
    rowOf("email:") + 1,
    "email.smarthost: missing; allowed: an address",
    "add the key",
  ],
  ["no Grafana", rows.toSpliced(6, 1).join("\n"), 6, "urls.grafana: missing; allowed: a URL that", "add the key"],
  [
    "no Prometheus",
    rows.toSpliced(rowOf("prometheus: prometheus"), 1).join("\n"),
    rowOf("jobs:") + 1,
    "jobs.prometheus: missing; allowed: an address",
    "add",
  ],
  [
    "no end",
    rows.slice(0, rowOf("notifications:")).join("\n"),
    1,
    "notifications: missing; allowed: keys with values: secrets",
    "add",
  ],
];

const values: Case[] = [
  changed("locale:", "locale: de", 'locale: found "de"; allowed: "fr", "en"'),
  changed("environment:", "environment: prodution", 'allowed: "production", the name of the file', "the same name"),
  changed("environment:", "environment: staging", 'found "staging"; allowed: "production", the name', "the same name"),
  changed("host:", "host: 12", "host: found 12; allowed: lower-case letters, digits and dashes"),
  changed("host:", "host: VPS_1", 'host: found "VPS_1"; allowed: lower-case letters'),
  changed("host:", "host: [a]", 'host: found ["a"]; allowed: lower-case letters'),
  changed("grafana:", "  grafana: ftp://x", 'urls.grafana: found "ftp://x"; allowed: a URL that starts with http'),
  changed("node:", "  node: gateway", 'jobs.node: found "gateway"; allowed: an address such as prometheus:9090'),
  changed("node:", "  node: a:99999", 'jobs.node: found "a:99999"; allowed: an address such as'),
  changed("lead:", "  lead: a.b.fr", 'people.lead: found "a.b.fr"; allowed: an e-mail address'),
  changed(
    "to:",
    "    to: { critical: [devops], warning: [], info: [devops] }",
    "email.to.warning: found []; allowed: a list of at least one of devops, lead, cto, ceo",
  ),
  added("deployment: { services: { grafana: { enabled: yes } } }", 'enabled: found "yes"; allowed: true or false'),
  added("deployment: { services: { grafana: { port: 1.5 } } }", "port: found 1.5; allowed: a whole number"),
  added("deployment: { services: { grafana: { port: 0 } } }", "port: found 0; allowed: at least 1"),
  added("deployment: { services: { grafana: { port: 70000 } } }", "port: found 70000; allowed: at most 65535"),
  added("deployment: { services: { grafana: { memory: 1G } } }", 'found "1G"; allowed: a size such as 256MiB'),
  added("deployment: { gateway: 10.1.1.1 }", 'gateway: found "10.1.1.1"; allowed: an address in `subnet`'),
  added("deployment: { subnet: 10.0.0.0 }", 'subnet: found "10.0.0.0"; allowed: an IPv4 network such as'),
  added("timezone: Europe/Pariss", 'found "Europe/Pariss"; allowed: an IANA time zone such as Europe/Paris'),
  added("prometheus: { retention: 200 }", "retention: found 200; allowed: a duration such as 30s"),
];

const overrides: Case[] = [
  added("alerts: [HostDown]", 'alerts: found ["HostDown"]; allowed: keys with values'),
  added("alerts: { HostDown: { critical: { limit: high } } }", 'critical.limit: found "high"; allowed: a number'),
  added("alerts: { HostDown: { critical: { limit: .inf } } }", "critical.limit: found Infinity; allowed: a number"),
  added("alerts: { HostDown: { critical: { above: 5 } } }", "unknown key; allowed: limit, for", "remove it"),
  added("alerts: { HostDown: { fatal: { for: 5m } } }", "unknown key; allowed: enabled, because, critical", "remove"),
  added(
    "alerts: { HostDown: { enabled: false } }",
    "because: missing; allowed: the reason for `enabled: false`",
    "add",
  ),
  added("alerts: { HostDown: { enabled: false, because: no } }", 'found "no"; allowed: a reason of at least 10'),
];

it.each([...yaml, ...shape, ...keys, ...missing, ...values, ...overrides])("%s", (_, text, line, what, remedy) => {
  const mistakes = refused(text);
  expect(mistakes).toHaveLength(1);
  expect(mistakes[0]?.where).toBe(`config/production.yaml:${line}`);
  expect(mistakes[0]?.what).toContain(what);
  expect(mistakes[0]?.remedy).toContain(remedy);
});
