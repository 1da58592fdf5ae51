import type { Config } from "../config/load.ts";
import { anyLine, secret } from "../model/secret.ts";
import { colon, type Locale } from "../model/text.ts";
import type { Channel, Told } from "./channel.ts";
import { told } from "./messages.ts";
import { addressOf, onCallLine } from "./on-call.ts";
import { line, matcherInUrl, richHtml } from "./pipelines.ts";
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

const { inFullUpTo, otherwiseInFull, inALine } = told.mail;
const summary = `{{ .Annotations.summary${line(told.mail.summary)} }}`;

/** Mails have two parts: plain text, and the same in HTML. Both hold every alert of the group, up to a limit. */
export function mailTemplates(config: Config): string[] {
  return [...textTemplates(config), ...htmlTemplates(config), ...digestTemplates(config)];
}

function textTemplates(config: Config): string[] {
  const word = wordIn(config);
  const { locale, urls } = config;
  const part = (name: string, text: string) => `${name}${colon[locale]} ${text}\n`;
  const linked = (annotation: string, name: string) =>
    `{{ with .Annotations.${annotation} }}${part(name, linkTo(annotation))}{{ end }}`;
  return [
    define(
      "mail.text.firing",
      [
        `{{ template "severity" .Labels.severity }} · ${summary}\n\n`,
        `${word("since")} ${clock(".StartsAt", config)} (${timeSpan("since .StartsAt", config)})\n`,
        `{{ with .Annotations.value }}${part(word("measured"), `{{ . }} (${word("limit")}${colon[locale]} {{ $.Annotations.limit }})`)}{{ end }}`,
        part(word("impact"), "{{ .Annotations.impact }}"),
        `{{ with .Annotations.symptoms | trimSpace }}${part(word("symptoms"), '{{ template "words" . }}')}{{ end }}`,
        `{{ with .Annotations.tried | trimSpace }}${part(word("tried"), "{{ . }}")}{{ end }}`,
        onCallLine(config, (names) => part(word("onCall"), names)),
        `\n${word("next")}${colon[locale]}\n{{ .Annotations.next_steps }}\n\n`,
        anomalyLink(config, (address) => part(word("anomaly"), address)),
        linked("dashboard_url", word("dashboard")),
        linked("graph_url", word("graph")),
        linked("runbook_url", word("runbook")),
        part(word("silence"), silenceUrl(urls.alertmanager)),
        `{{ if .Annotations.lines }}\n${word("lines")}${colon[locale]} ${linesLink(config, "", (address) => address)}\n{{ .Annotations.lines }}{{ end }}`,
      ].join(""),
    ),
    define("mail.text.resolved", `${ended(config)}\n`),
    define(
      "mail.text",
      group({
        full: 'template "mail.text',
        inOneLine: `- {{ template "severity" .Labels.severity }} · ${summary}\n`,
        resolvedLine: '- {{ template "mail.ended" . }}\n',
        apart: "\n----\n\n",
        more: `… + {{ . }} ${word("more")}\n`,
      }),
    ),
  ];
}

const ended = (config: Config) =>
  `{{ template "mail.ended" . }}\n${wordIn(config)("was")}${colon[config.locale]} ${summary}\n${clock(".StartsAt", config)} → ${clock(".EndsAt", config, "15:04:05")}`;

function htmlTemplates(config: Config): string[] {
  const word = wordIn(config);
  const { locale, urls } = config;
  const part = (name: string, text: string) => `<p style="margin:6px 0"><b>${name}${colon[locale]}</b> ${text}</p>\n`;
  const button = (href: string, name: string) =>
    `<a href="${href}" style="display:inline-block;margin:4px 6px 0 0;padding:6px 10px;border-radius:4px;background:#e4e4e7;color:#18181b;text-decoration:none">${name}</a>`;
  const linked = (annotation: string, name: string) =>
    `{{ with .Annotations.${annotation} }}${button(linkTo(annotation), name)}{{ end }}`;
  const card = (colour: string, text: string) =>
    `<div style="background:#ffffff;border-left:6px solid ${colour};padding:12px 16px;margin:0 0 12px">\n${text}</div>\n`;
  const heading = (mark: string, said = summary) =>
    `<p style="margin:0;color:#52525b">${mark} · ${called(".Annotations", "$.Labels.alertname")} · {{ .Labels.environment }}</p>\n<h2 style="margin:4px 0 8px;font-size:18px">${said}</h2>\n`;
  return [
    define(
      "mail.html.firing",
      card(
        '{{ template "colour" .Labels.severity }}',
        [
          heading('{{ template "severity" .Labels.severity }}'),
          `<p style="margin:6px 0">${word("since")} ${clock(".StartsAt", config)} (${timeSpan("since .StartsAt", config)})</p>\n`,
          `{{ with .Annotations.value }}${part(word("measured"), `{{ . }} (${word("limit")}${colon[locale]} {{ $.Annotations.limit }})`)}{{ end }}`,
          part(word("impact"), "{{ .Annotations.impact }}"),
          `{{ with .Annotations.symptoms | trimSpace }}${part(word("symptoms"), '{{ template "words" . }}')}{{ end }}`,
          `{{ with .Annotations.tried | trimSpace }}${part(word("tried"), "{{ . }}")}{{ end }}`,
          onCallLine(config, (names) => part(word("onCall"), names)),
          part(word("next"), `<br>{{ .Annotations.next_steps${richHtml} }}`),
          `{{ if .Annotations.lines }}<p style="margin:6px 0 0"><b>${linesLink(config, word("lines"), (address) => `<a href="${address}">${word("lines")}</a>`)}</b></p>\n` +
            '<pre style="margin:4px 0;padding:8px;background:#f4f4f5;white-space:pre-wrap;font-size:13px">{{ .Annotations.lines }}</pre>\n{{ end }}',
          '<p style="margin:8px 0 0">',
          anomalyLink(config, (address) => button(address, word("anomaly"))),
          linked("dashboard_url", word("dashboard")),
          linked("graph_url", word("graph")),
          linked("runbook_url", word("runbook")),
          button(silenceUrl(urls.alertmanager, matcherQuoted), word("silence")),
          "</p>\n",
        ].join(""),
      ),
    ),
    define(
      "mail.html.resolved",
      card(
        '{{ template "end.colour" . }}',
        `${heading('{{ template "end" . }}', '{{ template "mail.ended" . }}')}${part(word("was"), summary)}<p style="margin:6px 0">${clock(".StartsAt", config)} → ${clock(".EndsAt", config, "15:04:05")}</p>\n`,
      ),
    ),
    define(
      "mail.html",
      page(
        locale,
        group({
          full: 'template "mail.html',
          inOneLine: `<p style="margin:4px 0">{{ template "severity" .Labels.severity }} · ${summary}</p>\n`,
          resolvedLine: '<p style="margin:4px 0">{{ template "mail.ended" . }}</p>\n',
          apart: "",
          more: `<p>… + {{ . }} ${word("more")}</p>\n`,
        }),
      ),
    ),
  ];
}

/** HTML templates encode values in links themselves, and refuse that it is done for them. */
const matcherQuoted = matcherInUrl.slice(0, matcherInUrl.indexOf(" | urlquery"));

const page = (locale: string, body: string) =>
  `<!doctype html>\n<html lang="${locale}"><body style="margin:0;background:#f4f4f5;color:#18181b;font:15px/1.5 Arial,sans-serif">\n<div style="max-width:680px;margin:0 auto;padding:16px">\n${body}</div>\n</body></html>\n`;

interface Layout {
  /** The beginning of the call of the template that tells an alert in full, up to `.firing` or `.resolved`. */
  readonly full: string;
  readonly inOneLine: string;
  readonly resolvedLine: string;
  readonly apart: string;
  /** `.` is the number of alerts that are not told. */
  readonly more: string;
}

/** A few alerts are all told in full; of many, the first ones in full, the next in a line each, the rest as a number. */
function group({ full, inOneLine, resolvedLine, apart, more }: Layout): string {
  const shown = otherwiseInFull + inALine;
  const list = (kind: string, short: string) =>
    `${inOrder(
      `{{ if or (lt (len $place) ${otherwiseInFull}) (le (len $all) ${inFullUpTo}) }}{{ if $place }}${apart}{{ end }}{{ ${full}.${kind}" . }}` +
        `{{ else if lt (len $place) ${shown} }}${short}{{ end }}`,
    )}{{ if gt (len .) ${shown} }}{{ with len (slice . ${shown}) }}${more}{{ end }}{{ end }}`;
  return `{{ with .Alerts.Firing }}${list("firing", inOneLine)}{{ end }}{{ with .Alerts.Resolved }}${list("resolved", resolvedLine)}{{ end }}`;
}

/** What the labels of a digest's alert say of the thing it is about. */
const thing =
  '{{ range (.Labels.Remove (stringSlice "alertname" "severity" "component" "category" "environment" "platform" "what" "level")).SortedPairs }} · {{ .Value' +
  `${line(80)} }}{{ end }}`;

function digestTemplates({ locale, urls }: Config): string[] {
  const said = `{{ template "severity" .Labels.level }} · {{ template "words" .Labels.what }}${thing}`;
  /** Where everything that is open is seen. */
  const door = urls.anomalies === undefined ? urls.grafana : `${urls.anomalies}/`;
  const each = (text: string) =>
    `{{ range $index, $alert := .Alerts.Firing }}{{ if lt $index ${told.digest.alerts} }}${text}{{ end }}{{ end }}`;
  return [
    define(
      "digest.text",
      `{{ template "digest.subject" . }}\n\n${each(`- ${said}\n  {{ .Annotations.runbook_url }}\n`)}\n${door}\n`,
    ),
    define(
      "digest.html",
      page(
        locale,
        `<h2 style="font-size:18px">{{ template "digest.subject" . }}</h2>\n${each(`<p style="margin:4px 0">${said} · <a href="{{ .Annotations.runbook_url }}">{{ .Labels.what }}</a></p>\n`)}<p><a href="${door}">${door}</a></p>\n`,
      ),
    ),
  ];
}

/** A mail in Alertmanager's configuration. */
export const mailTo = (to: string, kind: "mail" | "digest", template: Told["template"]) => ({
  to,
  send_resolved: true,
  headers: { Subject: template(`${kind}.subject`) },
  html: template(`${kind}.html`),
  text: template(`${kind}.text`),
});

/** The addresses of people, by their roles; of a role with a rota, of whoever is on call when it is sent. */
export const addressesOf = (
  roles: readonly string[],
  config: Pick<Config, "people" | "onCall">,
  template: Told["template"],
): string => [...new Set(roles.map((role) => addressOf(role, config, template)))].join(", ");

export const smtpPassword = secret("smtp-password", {
  what: "the password of the mail account that sends alerts",
  ...anyLine,
});

/** Whom a mail goes to, by their roles. */
export const mailFor = (roles: readonly string[], locale: Locale): string =>
  `${locale === "fr" ? "courriel à" : "e-mail to"} ${roles.join(", ")}`;

/** A mail to the people whom an environment names for a severity. Its templates are there without it: of digests as well. */
export const mail: Channel = {
  name: "mail",
  protects: line(told.mail.summary),
  secrets: () => [smtpPassword],
  describe: (severity, { notifications }, locale) => mailFor(notifications.email.to[severity], locale),
  integrations: ({ config, severity, template }) => ({
    email_configs: [mailTo(addressesOf(config.notifications.email.to[severity], config, template), "mail", template)],
  }),
};
