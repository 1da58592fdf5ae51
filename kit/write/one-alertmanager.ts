import { templateFile } from "../channels/templates.ts";
import type { Environment } from "../model/environment.ts";
import { generatedNotice, yaml } from "../yaml.ts";
import { type AlertmanagerConfiguration, alertmanagerConfiguration } from "./alertmanager.ts";

/**
 * One Alertmanager for several environments: each has routes, receivers, times and words of its own, below a route that takes its alerts alone.
 * What carries the labels of none wakes the people of the first. Secrets stand in a directory for each, `<secrets>/<platform>-<environment>/`.
 */
export function oneAlertmanagerFiles(environments: readonly Environment[]): ReadonlyMap<string, string> {
  const named = environments.map(byItsName);
  const all = named.map((one, index) =>
    ofOne(alertmanagerConfiguration(one, ""), one.platform.name, labelsOf(environments[index] ?? one)),
  );
  const [first] = all;
  if (first === undefined) return new Map();
  const { matchers: _, routes: __, ...usual } = first.route;
  return new Map([
    [
      "alertmanager.yml",
      generatedNotice +
        yaml({
          global: { resolve_timeout: first.global.resolve_timeout },
          templates: ["templates/*.tmpl"],
          time_intervals: all.flatMap(({ time_intervals }) => time_intervals),
          route: { ...usual, routes: all.map(({ route }) => route) },
          inhibit_rules: all.flatMap(({ inhibit_rules }) => inhibit_rules),
          receivers: all.flatMap(({ receivers }) => receivers),
        }),
    ],
    ...named.map((one): [string, string] => [`templates/${one.platform.name}.tmpl`, templateFile(one)]),
  ]);
}

/** Its templates and secrets are called by it, among those of others. */
function byItsName(environment: Environment): Environment {
  const { platform, config } = environment;
  const name = `${platform.name}-${config.environment}`;
  const notifications = { ...config.notifications, secrets: `${config.notifications.secrets}/${name}` };
  return { ...environment, platform: { ...platform, name }, config: { ...config, notifications } };
}

/** As each of its alerts carries them. */
const labelsOf = ({ platform, config }: Environment): string[] => [
  `environment="${config.environment}"`,
  `platform="${platform.name}"`,
];

function ofOne(
  { global, time_intervals, route, inhibit_rules, receivers }: AlertmanagerConfiguration,
  name: string,
  labels: readonly string[],
): AlertmanagerConfiguration {
  const own = (called: string) => `${name}-${called}`;
  const { resolve_timeout: _, ...smtp } = global;
  const mailServer = Object.fromEntries(Object.entries(smtp).map(([key, value]) => [key.replace(/^smtp_/, ""), value]));
  return {
    global,
    templates: [],
    time_intervals: time_intervals.map((one) => ({ ...one, name: own(one.name) })),
    route: {
      ...route,
      receiver: own(route.receiver),
      matchers: labels,
      routes: route.routes.map((one) => ({
        ...one,
        receiver: own(one.receiver),
        ...(one.mute_time_intervals && { mute_time_intervals: one.mute_time_intervals.map(own) }),
        ...(one.active_time_intervals && { active_time_intervals: one.active_time_intervals.map(own) }),
      })),
    },
    inhibit_rules: inhibit_rules.map(({ source_matchers, target_matchers, equal }) => ({
      source_matchers: [...source_matchers, ...labels],
      target_matchers,
      // A platform has environments of the same names as another.
      equal: [...equal, "platform"],
    })),
    receivers: receivers.map(({ name: called, email_configs, ...others }) => ({
      name: own(called),
      ...others,
      ...(email_configs && { email_configs: email_configs.map((one) => ({ ...one, ...mailServer })) }),
    })),
  };
}
