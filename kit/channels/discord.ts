import type { Config } from "../config/load.ts";
import type { Severity } from "../model/level.ts";
import { secret } from "../model/secret.ts";
import { colon } from "../model/text.ts";
import type { Channel } from "./channel.ts";
import { told } from "./messages.ts";
import { onCallLine } from "./on-call.ts";
import { clipped, clippedSteps, inBlock, line, markdown, ownMarkdown } from "./pipelines.ts";
import {
  anomalyLink,
  called,
  clock,
  define,
  inOrder,
  linesLink,
  linkTo,
  silenceUrl,
  timeSpan,
  wordIn,
} from "./template-parts.ts";

const { summary, impact, steps, link, lines, inFullUpTo, otherwiseInFull, inALine } = told.discord;
const summaryLine = `{{ .Annotations.summary${line(summary)}${markdown} }}`;

/** The embed of a message on Discord, in its Markdown. */
function discordTemplates(config: Config): string[] {
  const word = wordIn(config);
  const { locale, urls } = config;
  const part = (name: string, text: string) => `**${name}${colon[locale]}** ${text}\n`;
  /** A link longer than that would push the rest out of the message. */
  const unlessLong = (annotation: string, words: string) =>
    `{{ with .Annotations.${annotation} }}{{ if not (match "^.{${link}}" .) }}[${words}](${linkTo(annotation)}) · {{ end }}{{ end }}`;
  return [
    define(
      "discord.title",
      `{{ if eq .Status "firing" }}{{ template "severity" .CommonLabels.severity }}{{ else }}{{ template "end" (index .Alerts 0) }}{{ end }} · ` +
        // Of several parts, as in an outage, what is gone says more than how many alerts there are.
        `{{ with .CommonLabels.alertname }}${called("$.CommonAnnotations", "$.CommonLabels.alertname")}{{ else }}{{ if .CommonLabels.component }}{{ len .Alerts }} ${word("alerts")} {{ template "component" .CommonLabels.component }}` +
        `{{ else }}{{ range $index, $alert := .Alerts }}{{ if $index }}, {{ end }}${called("$alert.Annotations", "$alert.Labels.alertname")}{{ end }}{{ end }}{{ end }} · {{ .CommonLabels.environment }}`,
    ),
    define(
      "discord.firing",
      [
        `**${summaryLine}**\n`,
        `${word("since")} ${clock(".StartsAt", config)} (${timeSpan("since .StartsAt", config)})\n`,
        `{{ with .Annotations.value }}${part(word("measured"), `{{ .${clipped(40)}${markdown} }} (${word("limit")}${colon[locale]} {{ $.Annotations.limit }})`)}{{ end }}`,
        part(word("impact"), `{{ .Annotations.impact${line(impact)}${markdown} }}`),
        `{{ with .Annotations.symptoms | trimSpace }}${part(word("symptoms"), '{{ template "words" . }}')}{{ end }}`,
        `{{ with .Annotations.tried | trimSpace }}${part(word("tried"), `{{ .${clipped(300)}${markdown} }}`)}{{ end }}`,
        onCallLine(config, (names) => part(word("onCall"), names)),
        `**${word("next")}${colon[locale]}**\n{{ .Annotations.next_steps${clippedSteps(steps)}${ownMarkdown} }}\n`,
        anomalyLink(config, (address) => `[${word("anomaly")}](${address}) · `),
        unlessLong("dashboard_url", word("dashboard")),
        unlessLong("graph_url", word("graph")),
        unlessLong("runbook_url", word("runbook")),
        `[${word("silence")}](${silenceUrl(urls.alertmanager)})\n`,
      ].join(""),
    ),
    define(
      "discord.lines",
      `{{ if .Annotations.lines }}**${linesLink(config, word("lines"), (address) => `[${word("lines")}](${address})`)}**\n` +
        `\`\`\`\n{{ .Annotations.lines | trimSpace${inBlock(lines)} }}\n\`\`\`\n{{ end }}`,
    ),
    define(
      "discord.resolved",
      `**{{ template "discord.ended" . }}**\n${part(word("was"), summaryLine)}${clock(".StartsAt", config)} → ${clock(".EndsAt", config, "15:04:05")}\n`,
    ),
    define(
      "discord.message",
      `{{ with .Alerts.Firing }}${list("firing", `{{ if not $place }}{{ template "discord.lines" . }}{{ end }}`, `- ${summaryLine}${unlessLong("runbook_url", word("runbook")).replace(" · ", "").replace("[", " [")}\n`, word("more"))}{{ end }}` +
        `{{ with .Alerts.Resolved }}${list("resolved", "", `- {{ template "discord.ended" . }}\n`, word("more"))}{{ end }}`,
    ),
  ];
}

/** A few alerts are all told in full, each followed by `after`; of many, the first in full, the next in a line each, the rest as a number. */
function list(full: string, after: string, inOneLine: string, more: string): string {
  const shown = otherwiseInFull + inALine;
  return `${inOrder(
    `{{ if or (lt (len $place) ${otherwiseInFull}) (le (len $all) ${inFullUpTo}) }}{{ template "discord.${full}" . }}${after}` +
      `{{ else if lt (len $place) ${shown} }}${inOneLine}{{ end }}`,
  )}{{ if gt (len .) ${shown} }}… + {{ len (slice . ${shown}) }} ${more}\n{{ end }}`;
}

const webhook = (severity: Severity) =>
  secret(`discord-${severity}`, {
    what: `Discord's webhook address of the channel for ${severity} alerts (channel settings, Integrations)`,
    // https://discord.com/developers/docs/resources/webhook#execute-webhook
    form: "^https://(ptb\\.|canary\\.)?discord(app)?\\.com/api/webhooks/[0-9]+/[A-Za-z0-9_-]+$",
    looksLike: "https://discord.com/api/webhooks/<number>/<token>",
  });

/** A Discord channel for each severity, by its webhook. https://discord.com/developers/docs/resources/webhook */
export const discord: Channel = {
  name: "discord",
  protects: line(summary) + markdown,
  secrets: (severity) => [webhook(severity)],
  describe: (severity) => `Discord \`discord-${severity}\``,
  templates: discordTemplates,
  integrations: ({ title, config, severity, template }) => ({
    discord_configs: [
      {
        webhook_url_file: `${config.notifications.secrets}/${webhook(severity).name}`,
        username: title,
        // Telephones show only this on their lock screen, nothing of the embed.
        content: template("discord.headline"),
        title: template("discord.title"),
        message: template("discord.message"),
      },
    ],
  }),
};
