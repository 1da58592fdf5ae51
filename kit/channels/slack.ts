import type { Config } from "../config/load.ts";
import { replaced } from "../model/figures.ts";
import type { Severity } from "../model/level.ts";
import { secret } from "../model/secret.ts";
import type { Channel } from "./channel.ts";
import { words } from "./messages.ts";
import { clippedSteps, inBlock, line } from "./pipelines.ts";
import { called, define, inOrder } from "./template-parts.ts";

/**
 * Alerts that one message tells; of the others it says how many. Slack refuses what is longer than 40,000 characters, and a sign may
 * become five of them (`&amp;`): an alert has 8,000 at most.
 */
const alertsAtMost = 4;

/** Slack's own signs in a text: https://docs.slack.dev/messaging/formatting-message-text#escaping */
const plain = replaced("&", "&amp;") + replaced("<", "&lt;") + replaced(">", "&gt;");
const summary = `{{ .Annotations.summary${line(300)}${plain} }}`;

function slackTemplates({ locale }: Config): string[] {
  const told = (each: string) =>
    inOrder(`{{ if lt (len $place) ${alertsAtMost} }}${each}{{ end }}`) +
    `{{ if gt (len .) ${alertsAtMost} }}… + {{ len (slice . ${alertsAtMost}) }} ${words.more[locale]}\n{{ end }}`;
  const firing =
    `*${summary}*\n{{ .Annotations.impact${line(300)}${plain} }}\n` +
    `{{ .Annotations.next_steps${clippedSteps(1000)}${plain} }}\n` +
    `{{ with .Annotations.lines | trimSpace }}\`\`\`\n{{ .${inBlock(900)}${plain} }}\n\`\`\`\n{{ end }}` +
    `{{ with .Annotations.runbook_url }}<{{ . }}|${words.runbook[locale]}>{{ end }}\n`;
  return [
    define(
      "slack.title",
      '{{ if eq .Status "firing" }}{{ template "severity" .CommonLabels.severity }}' +
        '{{ else }}{{ template "end" (index .Alerts 0) }}{{ end }} · ' +
        `{{ with .CommonLabels.alertname }}${called("$.CommonAnnotations", "$.CommonLabels.alertname")}{{ else }}{{ template "component" .CommonLabels.component }}{{ end }} · {{ .CommonLabels.environment }}`,
    ),
    define(
      "slack.text",
      `{{ with .Alerts.Firing }}${told(firing)}{{ end }}` +
        `{{ with .Alerts.Resolved }}${told('{{ template "slack.ended" . }}\n')}{{ end }}`,
    ),
    define(
      "slack.colour",
      '{{ if eq .Status "firing" }}{{ template "colour" .CommonLabels.severity }}{{ else }}{{ template "end.colour" (index .Alerts 0) }}{{ end }}',
    ),
  ];
}

const webhook = (severity: Severity) =>
  secret(`slack-${severity}`, {
    what: `the address of Slack's incoming webhook of the channel for ${severity} alerts`,
    form: "^https://hooks\\.slack\\.com/services/[A-Za-z0-9/]+$",
    looksLike: "https://hooks.slack.com/services/T…/B…/…",
  });

/** A Slack channel for each severity, by an incoming webhook. https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks */
export const slack: Channel = {
  name: "slack",
  protects: line(300) + plain,
  secrets: (severity) => [webhook(severity)],
  describe: (severity) => `Slack \`slack-${severity}\``,
  templates: slackTemplates,
  integrations: ({ config, severity, template }) => ({
    slack_configs: [
      {
        api_url_file: `${config.notifications.secrets}/${webhook(severity).name}`,
        send_resolved: true,
        color: template("slack.colour"),
        title: template("slack.title"),
        fallback: template("slack.title"),
        text: template("slack.text"),
      },
    ],
  }),
};
