import type { Config } from "../config/load.ts";
import { monitoring } from "../model/alert.ts";
import { durationPipeline, goString, replaced } from "../model/figures.ts";
import { type Word, words } from "./messages.ts";
import { matcherInUrl } from "./pipelines.ts";

/** `{{ define "<name>" }}…{{ end }}`; the platform's name comes before all names in the end. */
export const define = (name: string, body: string): string => `{{ define "${name}" }}${body}{{ end }}`;

/**
 * Goes through alerts, `len $place` being how many were before. Alertmanager gives them in the order of their labels, hence of their
 * names: what the platform's users feel is told before what ails the monitoring itself.
 */
export const inOrder = (each: string): string =>
  `{{ $all := . }}{{ $place := "" }}{{ range $last := stringSlice "" "${monitoring}" }}{{ range $all }}` +
  `{{ if eq (eq .Labels.component "${monitoring}") (ne $last "") }}${each}{{ $place = printf "%s." $place }}{{ end }}{{ end }}{{ end }}`;

/** The alert that stands first in that order. */
export const foremost = (told: string): string =>
  `{{ $foremost := index . 0 }}{{ range . }}{{ if and (eq $foremost.Labels.component "${monitoring}") (ne .Labels.component "${monitoring}") }}` +
  `{{ $foremost = . }}{{ end }}{{ end }}{{ with $foremost }}${told}{{ end }}`;

/** A time of the alert in the operators' time zone. */
export const clock = (time: string, { timezone }: Config, format = "02/01 15:04:05"): string =>
  `{{ ${time} | tz ${goString(timezone)} | date ${goString(format)} }}`;

/** A time span of whole seconds. */
export const timeSpan = (span: string, { locale }: Config): string =>
  `{{ ((${span}).Truncate 1000000000).Seconds${durationPipeline(locale)} }}`;

export const wordIn =
  ({ locale }: Config) =>
  (word: Word) =>
    words[word][locale];

/**
 * How an alert is called: by what is wrong, with its name for whoever looks for it in rules and runbooks; by its name where
 * it has no title. @param name where its name stands
 */
export const called = (annotations: string, name: string): string =>
  `{{ with ${annotations}.title }}{{ . }} ({{ ${name} }}){{ else }}{{ ${name} }}{{ end }}`;

/** A new silence for this very alert, filled in. A value too long for a link is left out, and the silence is the wider. */
export function silenceUrl(alertmanager: string, inUrl: string = matcherInUrl): string {
  const others = '(stringSlice "component" "category" "platform")';
  return (
    `${alertmanager}/#/silences/new?filter=%7B{{ range $index, $label := (.Labels.Remove ${others}).SortedPairs }}{{ if not (match "(?s)^.{80}" .Value) }}` +
    `{{ if $index }}%2C{{ end }}{{ .Name }}%3D%22{{ .Value${inUrl} }}%22{{ end }}{{ end }}%7D`
  );
}

/**
 * Links to the page of the alert's anomaly. Only the recorder knows its id, so that the page is found by the alert's
 * fingerprint; an escalation's alert names the anomaly that it is about.
 * @param write the link to an address, as a template
 */
export function anomalyLink({ urls }: Config, write: (address: string) => string): string {
  if (urls.anomalies === undefined) return "";
  const own = write(`${urls.anomalies}/{{ .Labels.anomaly${replaced("[^A-Za-z0-9-]", "")} }}`);
  const found = write(`${urls.anomalies}/alerts/{{ .Fingerprint }}`);
  return `{{ if .Labels.anomaly }}${own}{{ else if ne .Labels.component "anomalies" }}${found}{{ end }}`;
}

/** Links to what was written around the alert's beginning. @param words what the link says */
export const linesLink = (config: Config, words: string, write: (address: string) => string): string =>
  anomalyLink(config, (address) => write(`${address}/lines`)) || words;

/**
 * The address in an annotation; a dashboard opens an hour before the alert began, because an hour later it would no
 * longer show the beginning. Only Alertmanager knows when that was.
 */
export const linkTo = (annotation: string): string =>
  annotation === "dashboard_url" ? `{{ . }}&from={{ ($.StartsAt.Add -${3600e9}).UnixMilli }}&to=now` : "{{ . }}";
