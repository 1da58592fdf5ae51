import type { Config } from "../config/load.ts";
import { type Word, words } from "./messages.ts";
import { goString, matcherInUrl, replaced } from "./pipelines.ts";

/** `{{ define "<name>" }}…{{ end }}`; the platform's name comes before all names in the end. */
export const define = (name: string, body: string): string => `{{ define "${name}" }}${body}{{ end }}`;

/** A time of the alert in the operators' time zone. */
export const clock = (time: string, { timezone }: Config, format = "02/01 15:04:05"): string =>
  `{{ ${time} | tz ${goString(timezone)} | date ${goString(format)} }}`;

/** A time span in whole seconds: `1h 2m 3s`. */
export const timeSpan = (span: string, { locale }: Config): string =>
  `{{ ((${span}).Truncate 1000000000).Seconds | humanizeDuration${locale === "fr" ? replaced("([0-9])d ", "$1 j ") : ""} }}`;

export const wordIn =
  ({ locale }: Config) =>
  (word: Word) =>
    words[word][locale];

/** A new silence for this very alert, filled in. A value too long for a link is left out, and the silence is the wider. */
export function silenceUrl(alertmanager: string, inUrl: string = matcherInUrl): string {
  const others = '(stringSlice "component" "category" "platform")';
  return (
    `${alertmanager}/#/silences/new?filter=%7B{{ range $index, $label := (.Labels.Remove ${others}).SortedPairs }}{{ if not (match "(?s)^.{80}" .Value) }}` +
    `{{ if $index }}%2C{{ end }}{{ .Name }}%3D%22{{ .Value${inUrl} }}%22{{ end }}{{ end }}%7D`
  );
}

/**
 * The address in an annotation; a dashboard opens an hour before the alert began, because an hour later it would no
 * longer show the beginning. Only Alertmanager knows when that was.
 */
export const linkTo = (annotation: string): string =>
  annotation === "dashboard_url" ? `{{ . }}&from={{ ($.StartsAt.Add -${3600e9}).UnixMilli }}&to=now` : "{{ . }}";
