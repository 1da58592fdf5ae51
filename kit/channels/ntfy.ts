import { z } from "zod";
import { base, text } from "../config/forms.ts";
import type { Config } from "../config/load.ts";
import type { Severity } from "../model/level.ts";
import { secret } from "../model/secret.ts";
import type { Channel } from "./channel.ts";
import { resolvedMark, words } from "./messages.ts";
import { clippedSteps, line } from "./pipelines.ts";
import { define, inOrder } from "./template-parts.ts";

/** What the server takes for a topic. https://docs.ntfy.sh/publish/ */
const topic = text(/^[-_A-Za-z0-9]{1,64}$/, "a topic: at most 64 letters, digits, dashes and underscores");

const settings = z.strictObject({
  server: base.default("https://ntfy.sh"),
  topics: z.strictObject({ critical: topic, warning: topic, info: topic }),
});
const settingsOf = ({ notifications }: Config) => (notifications as object as { ntfy: z.output<typeof settings> }).ntfy;

const token = secret("ntfy-token", {
  what: "ntfy's access token of a user who may write to the topics of notifications.ntfy",
  // https://docs.ntfy.sh/publish/#access-tokens
  form: "^tk_[a-z0-9]{29}$",
  looksLike: "tk_…",
});

/** From 1 to 5; 5 rings through a telephone's silence. https://docs.ntfy.sh/publish/#message-priority */
const priorities: Readonly<Record<Severity, number>> = { critical: 5, warning: 3, info: 2 };
/** Of a group: one alert in full and three in a line each are at most 1,000 characters, hence 4,000 of 4,096 bytes. */
const inALine = 3;
const summary = `{{ .Annotations.summary${line(100)} }}`;

function ntfyTemplates({ locale }: Config): string[] {
  const full =
    `{{ .Annotations.summary${line(150)} }}\n{{ .Annotations.impact${line(150)} }}\n` +
    `${words.next[locale]}: {{ .Annotations.next_steps${clippedSteps(250)} }}\n`;
  const told = (first: string, mark: string) =>
    inOrder(`{{ if not $place }}${first}{{ else if le (len $place) ${inALine} }}${mark}${summary}\n{{ end }}`) +
    `{{ if gt (len .) ${inALine + 1} }}… + {{ len (slice . ${inALine + 1}) }} ${words.more[locale]}{{ end }}`;
  return [
    define(
      "ntfy.title",
      '{{ if eq .Status "firing" }}{{ template "severity" .CommonLabels.severity }}' +
        `{{ else }}${resolvedMark.icon} ${resolvedMark.word[locale]}{{ end }} · ` +
        `{{ with .CommonLabels.alertname }}{{ .${line(80)} }}{{ else }}{{ .CommonLabels.component }}{{ end }} · {{ .CommonLabels.environment }}`,
    ),
    define(
      "ntfy.message",
      `{{ with .Alerts.Firing }}${told(full, "- ")}{{ else }}{{ with .Alerts.Resolved }}${told(`${summary}\n`, "- ")}{{ end }}{{ end }}`,
    ),
    define("ntfy.click", "{{ with index .Alerts 0 }}{{ .Annotations.runbook_url }}{{ end }}"),
  ];
}

/**
 * A topic on ntfy for each severity, published as JSON. Needs Alertmanager 0.32, the first that lets a webhook's payload be
 * written. https://docs.ntfy.sh/publish/#publish-as-json
 */
export const ntfy: Channel = {
  name: "ntfy",
  settings,
  secrets: () => [token],
  describe: (severity, config) => `ntfy \`${settingsOf(config).topics[severity]}\``,
  templates: ntfyTemplates,
  integrations: ({ config, severity, template }) => ({
    webhook_configs: [
      {
        url: settingsOf(config).server,
        send_resolved: true,
        http_config: {
          authorization: { type: "Bearer", credentials_file: `${config.notifications.secrets}/${token.name}` },
        },
        payload: {
          topic: settingsOf(config).topics[severity],
          title: template("ntfy.title"),
          message: template("ntfy.message"),
          click: template("ntfy.click"),
          priority: priorities[severity],
        },
      },
    ],
  }),
};
