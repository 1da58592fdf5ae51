import type { Alert } from "../alerts/model/alert.ts";
import { severities } from "../alerts/model/level.ts";
import { channels, heartbeat } from "../alerts/routing.ts";
import type { Environment, EnvironmentAlert } from "./environment.ts";
import { generatedNotice, yaml } from "./yaml.ts";

/** Labels that tell environments and machines apart: an alert silences another one only where these agree. */
const samePlace = ["environment", "instance"];

/** Alertmanager's configuration: who is told what, and what silences what. Secrets are named by their file only. */
export function alertmanagerFile({ config, alerts }: Environment): string {
  const { email, secrets } = config.notifications;
  const critical = channels.critical;
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
      route: {
        // What no route below takes is something nobody foresaw: it wakes people.
        receiver: "critical",
        group_by: critical.groupBy,
        group_wait: critical.groupWait,
        group_interval: critical.groupInterval,
        repeat_interval: critical.repeatInterval,
        routes: [
          {
            receiver: "heartbeat",
            matchers: [`alertname="${heartbeat.alertname}"`],
            group_by: ["alertname"],
            group_wait: "0s",
            group_interval: heartbeat.interval,
            // Below the group interval, so that every flush is sent.
            repeat_interval: "50s",
          },
          ...severities.map((severity) => ({
            receiver: severity,
            matchers: [`severity="${severity}"`],
            group_by: channels[severity].groupBy,
            group_wait: channels[severity].groupWait,
            group_interval: channels[severity].groupInterval,
            repeat_interval: channels[severity].repeatInterval,
          })),
        ],
      },
      inhibit_rules: [...alerts.flatMap(higherOverLower), ...causesOverSymptoms(alerts)],
      receivers: [
        { name: "heartbeat", webhook_configs: [{ url_file: `${secrets}/heartbeat-url`, send_resolved: false }] },
        ...severities.map((severity) => {
          const { discord, email: list } = channels[severity];
          return {
            name: severity,
            discord_configs: [
              {
                webhook_url_file: `${secrets}/${discord}`,
                username: "Benevoclic",
                title: '{{ template "benevoclic.title" . }}',
                message: '{{ template "benevoclic.discord" . }}',
              },
            ],
            ...(list && {
              email_configs: [
                {
                  to: email.to[list].join(", "),
                  send_resolved: true,
                  headers: { Subject: '{{ template "benevoclic.title" . }}' },
                  html: '{{ template "benevoclic.html" . }}',
                  text: '{{ template "benevoclic.text" . }}',
                },
              ],
            }),
          };
        }),
      ],
    })
  );
}

/** A higher level of an alert silences its lower ones on the same thing. */
function higherOverLower({ alert, levels }: EnvironmentAlert): object[] {
  return levels.slice(1).map((lower, index) => ({
    source_matchers: [
      `alertname="${alert.name}"`,
      anyOf(
        "severity",
        levels.slice(0, index + 1).map(({ severity }) => severity),
      ),
    ],
    target_matchers: [`alertname="${alert.name}"`, `severity="${lower.severity}"`],
    equal: distinct([...samePlace, ...alert.on.per]),
  }));
}

/**
 * Each declared cause silences the alerts that name it, where all labels agree that both have: a full disk explains the
 * forecast for the same mount point only.
 */
function causesOverSymptoms(alerts: readonly EnvironmentAlert[]): object[] {
  const rules = new Map<string, { cause: Alert; only: readonly string[]; equal: string[]; symptoms: string[] }>();
  for (const { alert: symptom } of alerts) {
    for (const { alert: cause, explains } of symptom.causes ?? []) {
      if (!alerts.some(({ alert }) => alert === cause)) continue;
      const only = Object.entries(explains).map(([label, value]) => `${label}="${value}"`);
      const equal = distinct([...samePlace, ...cause.on.per.filter((label) => symptom.on.per.includes(label))]);
      const key = JSON.stringify([cause.name, only, equal]);
      const rule = rules.get(key) ?? { cause, only, equal, symptoms: [] };
      rule.symptoms.push(symptom.name);
      rules.set(key, rule);
    }
  }
  return [...rules.values()].map(({ cause, only, equal, symptoms }) => ({
    source_matchers: [`alertname="${cause.name}"`],
    target_matchers: [anyOf("alertname", symptoms), ...only],
    equal,
  }));
}

const anyOf = (label: string, values: readonly string[]) =>
  values.length === 1 ? `${label}="${values[0]}"` : `${label}=~"${values.join("|")}"`;

const distinct = (labels: readonly string[]) => [...new Set(labels)];
