import type { Channel, Told } from "../channels/channel.ts";
import { addressesOf, mailTo, smtpPassword } from "../channels/mail.ts";
import { awsCredentials, sns } from "../channels/sms.ts";
import type { Config } from "../config/load.ts";
import type { Environment } from "../model/environment.ts";
import { inhibitionsOf } from "../model/inhibitions.ts";
import { severities } from "../model/level.ts";
import { passwords } from "../model/login.ts";
import { matcherText } from "../model/matchers.ts";
import { escalationTo, fallback, nobody, type Route, routesOf } from "../model/routes.ts";
import { heartbeatUrl, recorderToken, remediationToken, type Timing } from "../model/routing.ts";
import type { Secret } from "../model/secret.ts";
import type { Platform } from "../platform.ts";
import { generatedNotice, yaml } from "../yaml.ts";
import { type TimeInterval, timeIntervals } from "./time-intervals.ts";
import { basicAuth } from "./web-config.ts";

/**
 * How every Alertmanager is started, one of several too.
 *
 * Killed, it forgets the silences and what it told since its last snapshot (15 minutes by default). An end whose beginning it has
 * forgotten is told by nobody: it tells "resolved" only of what it knows that it told. Beginnings are told again instead.
 */
export const anyAlertmanagerFlags: readonly string[] = ["--data.maintenance-interval=10s"];

/**
 * How long one of several that was started anew waits until it has found the others: it has what they told as soon as it has. A minute unless
 * told, of which it takes 6 to 14 seconds, and then tells what it saw before them.
 */
export const settling = { name: "cluster.settle-timeout", value: "2s" } as const;

/** How a single one is started: no cluster, no port for it. */
export const alertmanagerFlags: readonly string[] = [...anyAlertmanagerFlags, "--cluster.listen-address="];

/** What stands in Alertmanager's configuration. https://prometheus.io/docs/alerting/latest/configuration/ */
export interface AlertmanagerConfiguration {
  readonly global: Readonly<Record<string, string | boolean>>;
  readonly templates: readonly string[];
  readonly time_intervals: readonly TimeInterval[];
  readonly route: RouteEntry & { readonly routes: readonly RouteEntry[] };
  readonly inhibit_rules: readonly Readonly<
    Record<"source_matchers" | "target_matchers" | "equal", readonly string[]>
  >[];
  readonly receivers: readonly Receiver[];
}

interface RouteEntry extends ReturnType<typeof timing> {
  readonly receiver: string;
  readonly matchers?: readonly string[];
  readonly continue?: boolean;
  readonly mute_time_intervals?: readonly string[];
  readonly active_time_intervals?: readonly string[];
}

/** How amtool asks Alertmanager, for its `--http.config.file`. */
export function amtoolFile({ config }: Pick<Environment, "config">): string {
  return generatedNotice + yaml(basicAuth(`${config.notifications.secrets}/${passwords.alertmanager.name}`));
}

/** Alertmanager's configuration file. */
export const alertmanagerFile = (environment: Environment): string =>
  generatedNotice + yaml(alertmanagerConfiguration(environment, "templates/*.tmpl"));

/**
 * Alertmanager's configuration: who is told what, and what silences what. Secrets are named by their file only.
 * @param templates where its message templates are, as it names them
 */
export function alertmanagerConfiguration(environment: Environment, templates: string): AlertmanagerConfiguration {
  const { platform, config } = environment;
  const { email, secrets } = config.notifications;
  const routes = routesOf(environment);
  return {
    global: {
      resolve_timeout: "5m",
      smtp_smarthost: email.smarthost,
      smtp_from: email.from,
      smtp_auth_username: email.username,
      smtp_auth_password_file: `${secrets}/${smtpPassword.name}`,
      smtp_require_tls: email.requireTls,
    },
    templates: [templates],
    time_intervals: timeIntervals(config),
    route: { receiver: fallback, ...timing(platform.channels.critical), routes: routes.map(route) },
    inhibit_rules: inhibitionsOf(environment).map(({ source, target, equal }) => ({
      source_matchers: source.map(matcherText),
      target_matchers: target.map(matcherText),
      equal,
    })),
    receivers: receivers(environment).filter(({ name }) => routes.some(({ receiver }) => receiver === name)),
  };
}

/** The secrets whose files it names, and those that Alertmanager needs besides. */
export function alertmanagerSecrets(
  { channels, recorder, remediation }: Platform,
  { jobs, notifications }: Config,
): Secret[] {
  const read = [
    ...severities.flatMap((severity) => channels[severity].tells.flatMap((channel) => channel.secrets(severity))),
    smtpPassword,
    heartbeatUrl,
    ...(jobs[recorder?.part ?? ""] === undefined ? [] : [recorderToken]),
    ...(jobs[remediation?.part ?? ""] === undefined ? [] : [remediationToken]),
    ...(notifications.sms === undefined ? [] : [awsCredentials]),
  ];
  return [...new Map(read.map((one) => [one.name, one])).values()];
}

function route({ receiver, takes, goesOn, mutedIn, onlyIn, ...rest }: Route): RouteEntry {
  return {
    receiver,
    matchers: takes.map(matcherText),
    ...(goesOn && { continue: true }),
    ...timing(rest.timing),
    ...(mutedIn.length > 0 && { mute_time_intervals: mutedIn }),
    ...(onlyIn && { active_time_intervals: [onlyIn] }),
  };
}

const timing = ({ groupBy, groupWait, groupInterval, repeatInterval }: Timing) => ({
  group_by: groupBy,
  group_wait: groupWait,
  group_interval: groupInterval,
  repeat_interval: repeatInterval,
});

interface Receiver {
  readonly name: string;
  readonly email_configs?: readonly object[];
  readonly [integrations: string]: unknown;
}

/** Every receiver that a route may name. */
function receivers({ platform, config }: Environment): Receiver[] {
  const { notifications, jobs, people } = config;
  const template = (name: string) => `{{ template "${platform.name}.${name}" . }}`;
  const { email, secrets, sms } = notifications;
  return [
    { name: nobody },
    { name: "heartbeat", webhook_configs: [{ url_file: `${secrets}/${heartbeatUrl.name}`, send_resolved: false }] },
    {
      name: "digest",
      email_configs: [
        { ...mailTo(addressesOf(email.to.info, config, template), "digest", template), send_resolved: false },
      ],
    },
    {
      name: "recorder",
      webhook_configs: [
        {
          url: `http://${jobs[platform.recorder?.part ?? ""]}/alerts`,
          send_resolved: true,
          http_config: { authorization: { type: "Bearer", credentials_file: `${secrets}/${recorderToken.name}` } },
        },
      ],
    },
    {
      name: "remediation",
      webhook_configs: [
        {
          url: `http://${jobs[platform.remediation?.part ?? ""]}/due`,
          send_resolved: false,
          http_config: { authorization: { type: "Bearer", credentials_file: `${secrets}/${remediationToken.name}` } },
        },
      ],
    },
    ...Object.keys(people).map((role) => ({
      name: escalationTo(role),
      email_configs: [mailTo(addressesOf([role], config, template), "mail", template)],
    })),
    ...(sms ? [{ name: "sms", sns_configs: [sns(sms, template("sms"))] }] : []),
    ...severities.map((severity) => ({
      name: severity,
      ...integrationsOf(platform.channels[severity].tells, { title: platform.title, config, severity, template }),
    })),
  ];
}

/** Channels that use the same integration stand in one list. */
function integrationsOf(channels: readonly Channel[], told: Told): Record<string, readonly object[]> {
  const all: Record<string, readonly object[]> = {};
  for (const channel of channels)
    for (const [kind, list] of Object.entries(channel.integrations(told))) all[kind] = [...(all[kind] ?? []), ...list];
  return all;
}
