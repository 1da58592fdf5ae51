import type { Config } from "../config/load.ts";
import type { Severity } from "../model/level.ts";
import { secret } from "../model/secret.ts";
import type { Channel } from "./channel.ts";
import { line } from "./pipelines.ts";
import { define, foremost } from "./template-parts.ts";

/** An event's summary holds 1,024 characters. https://developer.pagerduty.com/docs/events-api-v2/trigger-events/ */
const summary = `{{ .Annotations.summary${line(900)} }}`;

const pagerdutyTemplates = (_: Config): string[] => [
  define(
    "pagerduty.summary",
    `{{ with .Alerts }}${foremost(summary)}{{ end }}{{ if gt (len .Alerts) 1 }} (+{{ len (slice .Alerts 1) }}){{ end }}`,
  ),
];

const integrationKey = (severity: Severity) =>
  secret(`pagerduty-${severity}`, {
    what: `the integration key (Events API v2) of PagerDuty's service for ${severity} alerts`,
    form: "^[A-Za-z0-9]{32}$",
    looksLike: "32 letters and digits",
  });

/**
 * An incident on PagerDuty, which ends with its alerts. One integration key for each severity.
 * @param options.url where events are sent, when it is not PagerDuty itself
 */
export const pagerduty = (options: { readonly url?: string } = {}): Channel => ({
  name: "pagerduty",
  secrets: (severity) => [integrationKey(severity)],
  describe: (severity) => `PagerDuty \`pagerduty-${severity}\``,
  templates: pagerdutyTemplates,
  integrations: ({ title, config, severity, template }) => ({
    pagerduty_configs: [
      {
        routing_key_file: `${config.notifications.secrets}/${integrationKey(severity).name}`,
        ...(options.url && { url: options.url }),
        send_resolved: true,
        severity,
        description: template("pagerduty.summary"),
        component: "{{ .CommonLabels.component }}",
        group: "{{ .CommonLabels.environment }}",
        client: title,
        client_url: config.urls.alertmanager,
        // Alertmanager's own would hold every label and annotation of every alert: an event may have 512 KB.
        details: { firing: "{{ len .Alerts.Firing }}", resolved: "{{ len .Alerts.Resolved }}" },
      },
    ],
  }),
});
