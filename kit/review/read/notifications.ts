import { z } from "zod";
import { anchored } from "../../model/anchored.ts";
import { parseYaml } from "../../yaml.ts";
import type { Files } from "../version.ts";
import { hoursText } from "./hours.ts";

/**
 * Who is told of an alert, as Alertmanager works it out from its configuration.
 * https://prometheus.io/docs/alerting/latest/configuration/
 */
export interface Notifications {
  /** The ways that an alert with these labels takes. */
  ways(labels: Labels): Way[];
  /** What silences an alert with these labels: `HostDown [instance]`. */
  silencedBy(labels: Labels): string[];
}

export type Labels = Readonly<Record<string, string>>;

/** One channel that an alert reaches. */
export interface Way {
  /** What people read: `Discord discord-critical`, `e-mail to lead@example.org`. */
  readonly channel: string;
  /** When, in words: `not from 22:00 to 07:00 (America/New_York)`; empty for any hour. */
  readonly hours: string;
  readonly timing: string;
}

const texts = z.array(z.string()).default([]);
const receiver = z.looseObject({ name: z.string() });
const interval = z.object({ name: z.string(), time_intervals: z.array(z.unknown()).default([]) });
const inhibition = z.object({ source_matchers: texts, target_matchers: texts, equal: texts });
interface Route {
  readonly receiver?: string | undefined;
  readonly matchers: readonly string[];
  readonly continue: boolean;
  readonly group_by?: readonly string[] | undefined;
  readonly group_wait?: string | undefined;
  readonly group_interval?: string | undefined;
  readonly repeat_interval?: string | undefined;
  readonly mute_time_intervals: readonly string[];
  readonly active_time_intervals: readonly string[];
  readonly routes: readonly Route[];
}
const route: z.ZodType<Route> = z.object({
  receiver: z.string().optional(),
  matchers: texts,
  continue: z.boolean().default(false),
  group_by: z.array(z.string()).optional(),
  group_wait: z.string().optional(),
  group_interval: z.string().optional(),
  repeat_interval: z.string().optional(),
  mute_time_intervals: texts,
  active_time_intervals: texts,
  get routes() {
    return z.array(route).default([]);
  },
});
const configuration = z.object({
  route,
  receivers: z.array(receiver).default([]),
  inhibit_rules: z.array(inhibition).default([]),
  time_intervals: z.array(interval).default([]),
});

/** Without a configuration nobody is told anything. */
export function notificationsOf(files: Files): Notifications {
  const text = files.get("alertmanager/alertmanager.yml");
  if (text === undefined) return { ways: () => [], silencedBy: () => [] };
  const { route: root, receivers, inhibit_rules, time_intervals } = configuration.parse(parseYaml(text));
  const channels = new Map(receivers.map((one) => [one.name, channelsOf(one)]));
  const intervals = new Map(time_intervals.map((one) => [one.name, hoursText(one.time_intervals)]));
  const describe = (names: readonly string[]) => names.map((name) => intervals.get(name) || name);
  const inhibitions = inhibit_rules.map((one) => ({ ...one, targets: one.target_matchers.map(matcher) }));

  return {
    ways: (labels) =>
      taken(root, labels).flatMap((end) => {
        const muted = describe(end.mute_time_intervals).map((one) => `not from ${one}`);
        const active = describe(end.active_time_intervals).map((one) => `only from ${one}`);
        const timing = [
          `one message per ${(end.group_by ?? []).join(", ") || "everything"}`,
          `after ${end.group_wait ?? "30s"}`,
          `changes after ${end.group_interval ?? "5m"}`,
          `repeated after ${end.repeat_interval ?? "4h"}`,
        ].join(", ");
        return (channels.get(end.receiver ?? "") ?? []).map((channel) => ({
          ...{ channel, timing },
          hours: [...active, ...muted].join(", "),
        }));
      }),
    silencedBy: (labels) =>
      inhibitions
        .filter(({ targets }) => targets.every((matches) => matches(labels)))
        .map(({ source_matchers, equal }) => `${sourceText(source_matchers)} [${equal.join(", ")}]`),
  };
}

/** The routes on which an alert ends, each with what it inherits. */
function taken(node: Route, labels: Labels): Route[] {
  if (!node.matchers.map(matcher).every((matches) => matches(labels))) return [];
  const ends: Route[] = [];
  for (const child of node.routes) {
    // Time intervals are not inherited; everything else is.
    const inherited: Route = {
      ...child,
      receiver: child.receiver ?? node.receiver,
      group_by: child.group_by ?? node.group_by,
      group_wait: child.group_wait ?? node.group_wait,
      group_interval: child.group_interval ?? node.group_interval,
      repeat_interval: child.repeat_interval ?? node.repeat_interval,
    };
    const below = taken(inherited, labels);
    ends.push(...below);
    if (below.length > 0 && !child.continue) break;
  }
  return ends.length > 0 ? ends : [node];
}

const pattern = /^\s*"?([a-zA-Z_][\w]*)"?\s*(=~|!~|!=|=)\s*(.*?)\s*$/s;

/** One of Alertmanager's conditions. A label that is missing counts as empty. */
function matcher(text: string): (labels: Labels) => boolean {
  const [, label = "", operator = "=", quoted = ""] = pattern.exec(text) ?? [];
  const value = quoted.startsWith('"') ? (JSON.parse(quoted) as string) : quoted;
  if (!operator.endsWith("~")) return (labels) => ((labels[label] ?? "") === value) === (operator === "=");
  const expression = anchored(value);
  return (labels) => expression.test(labels[label] ?? "") === (operator === "=~");
}

/** `HostDown`, `HostCpuBusy with severity="critical"` */
function sourceText(matchers: readonly string[]): string {
  const name = matchers.find((one) => one.startsWith("alertname="));
  const others = matchers.filter((one) => one !== name);
  const subject = name?.replace(/^alertname="?([^"]*)"?$/, "$1") ?? "anything";
  return others.length === 0 ? subject : `${subject} with ${others.join(", ")}`;
}

/** Where a receiver's name leads: each of its channels, by what people know it as. */
function channelsOf({ name, ...integrations }: z.output<typeof receiver>): string[] {
  return Object.entries(integrations).flatMap(([key, value]) => {
    if (!key.endsWith("_configs")) return [];
    return z
      .array(z.looseObject({}))
      .parse(value)
      .flatMap((one) => addresses(key.replace("_configs", ""), one, name));
  });
}

function addresses(integration: string, config: Readonly<Record<string, unknown>>, name: string): string[] {
  const at = (...keys: readonly string[]) =>
    keys.map((key) => config[key]).find((value) => typeof value === "string") as string | undefined;
  const file = (text: string | undefined) => text?.split("/").at(-1);
  switch (integration) {
    case "email":
      return (at("to") ?? name).split(",").map((to) => `e-mail to ${to.trim()}`);
    case "discord":
      return [`Discord ${file(at("webhook_url_file")) ?? name}`];
    case "sns":
      return [`SMS through ${at("topic_arn", "phone_number") ?? name}`];
    default:
      return [`${integration} ${file(at("url_file")) ?? at("url") ?? name}`];
  }
}
