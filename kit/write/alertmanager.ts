import type { Config } from "../config/load.ts";
import type { Environment } from "../model/environment.ts";
import { inhibitionsOf } from "../model/inhibitions.ts";
import { severities } from "../model/level.ts";
import { matcherText } from "../model/matchers.ts";
import { escalationTo, fallback, nobody, type Route, routesOf } from "../model/routes.ts";
import type { Timing } from "../model/routing.ts";
import { timeIntervals } from "./time-intervals.ts";
import { generatedNotice, yaml } from "./yaml.ts";

/** Alertmanager's configuration: who is told what, and what silences what. Secrets are named by their file only. */
export function alertmanagerFile(environment: Environment): string {
  const { platform, config } = environment;
  const { email, secrets } = config.notifications;
  const routes = routesOf(environment);
  return (
    generatedNotice +
    yaml({
      global: {
        resolve_timeout: "5m",
        smtp_smarthost: email.smarthost,
        smtp_from: email.from,
        smtp_auth_username: email.username,
        smtp_auth_password_file: `${secrets}/smtp-password`,
        smtp_require_tls: email.requireTls,
      },
      templates: ["templates/*.tmpl"],
      time_intervals: timeIntervals(config),
      route: { receiver: fallback, ...timing(platform.channels.critical), routes: routes.map(route) },
      inhibit_rules: inhibitionsOf(environment).map(({ source, target, equal }) => ({
        source_matchers: source.map(matcherText),
        target_matchers: target.map(matcherText),
        equal,
      })),
      receivers: receivers(environment).filter(({ name }) => routes.some(({ receiver }) => receiver === name)),
    })
  );
}

function route({ receiver, takes, goesOn, mutedIn, onlyIn, ...rest }: Route): object {
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
  readonly [integrations: string]: unknown;
}

/** Every receiver that a route may name. */
function receivers({ platform, config: { notifications, jobs, people } }: Environment): Receiver[] {
  const template = (name: string) => `{{ template "${platform.name}.${name}" . }}`;
  const { email, secrets, sms } = notifications;
  const addresses = (roles: readonly string[]) => [...new Set(roles.map((role) => people[role]))].join(", ");
  return [
    { name: nobody },
    { name: "heartbeat", webhook_configs: [{ url_file: `${secrets}/heartbeat-url`, send_resolved: false }] },
    {
      name: "digest",
      email_configs: [{ ...mail(addresses(email.to.info), "digest", template), send_resolved: false }],
    },
    {
      name: "recorder",
      webhook_configs: [
        {
          url: `http://${jobs[platform.recorder?.part ?? ""]}/alerts`,
          send_resolved: true,
          http_config: { authorization: { type: "Bearer", credentials_file: `${secrets}/recorder-token` } },
        },
      ],
    },
    ...Object.keys(people).map((role) => ({
      name: escalationTo(role),
      email_configs: [mail(addresses([role]), "mail", template)],
    })),
    ...(sms ? [{ name: "sms", sns_configs: [sns(sms, template("sms"))] }] : []),
    ...severities.map((severity) => ({
      name: severity,
      discord_configs: [
        {
          webhook_url_file: `${secrets}/${platform.channels[severity].discord}`,
          username: platform.title,
          // Telephones show only this on their lock screen, nothing of the embed.
          content: template("discord.headline"),
          title: template("discord.title"),
          message: template("discord.message"),
        },
      ],
      ...(platform.channels[severity].email && {
        email_configs: [mail(addresses(email.to[severity]), "mail", template)],
      }),
    })),
  ];
}

/** The call of one of the platform's templates. */
type Template = (name: string) => string;

const mail = (to: string, kind: "mail" | "digest", template: Template) => ({
  to,
  send_resolved: true,
  headers: { Subject: template(`${kind}.subject`) },
  html: template(`${kind}.html`),
  text: template(`${kind}.text`),
});

const sns = ({ topicArn, endpoint }: NonNullable<Config["notifications"]["sms"]>, message: string) => ({
  ...(endpoint && { api_url: endpoint }),
  sigv4: { region: topicArn.split(":")[3] },
  topic_arn: topicArn,
  // Only mails have one, and it must be ASCII: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
  subject: "",
  message,
  send_resolved: true,
});
