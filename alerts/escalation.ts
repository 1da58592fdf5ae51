import { type Role, roleTitles } from "../config/schema.ts";
import type { AlertDefinition } from "../kit/model/alert.ts";
import { type Duration, seconds } from "../kit/model/durations.ts";
import { type ExampleContext, given, justBeyond, justWithin, steady } from "../kit/model/example.ts";
import type { Severity } from "../kit/model/level.ts";
import { seriesOf, type TestSeries } from "../kit/model/series.ts";
import type { Signal } from "../kit/model/signal.ts";
import { link, person } from "../kit/model/step.ts";
import type { Text } from "../kit/model/text.ts";
import { severityWords } from "../kit/model/words.ts";
import { anomalies } from "../signals/metrics/anomalies.ts";
import { ofTheRecorder } from "./proven-by.ts";

interface Escalation {
  /** The age of unacknowledged anomalies of the severity. */
  readonly on: Signal;
  readonly severity: Severity;
  readonly after: Duration;
  readonly to: Role;
}

const called: Readonly<Record<Severity, Text>> = {
  ...severityWords,
  info: { fr: "mineure", en: "minor" },
};

const named: Readonly<Record<Severity, Text>> = {
  critical: { fr: "Anomalie critique non prise", en: "Critical anomaly" },
  warning: { fr: "Avertissement non pris", en: "Warning" },
  info: { fr: "Anomalie mineure non prise", en: "Minor anomaly" },
};

/** The anomaly's page, where it is taken and closed. */
export const record = "{{anomalies}}/{{anomaly}}";

/** One step of an escalation: nobody acknowledged an anomaly for some time, and the next person is called. */
export function escalation({ on, severity, after, to }: Escalation): AlertDefinition {
  const word = called[severity];
  return {
    title: {
      fr: `${named[severity].fr} en charge (${roleTitles[to].fr})`,
      en: `${named[severity].en} that nobody takes (${roleTitles[to].en})`,
    },
    on,
    category: "system",
    escalation: to,
    provenBy: ofTheRecorder,
    endsAtOnce: "an anomaly that somebody has taken must not call anybody any more",
    levels: { [severity]: { above: seconds(after), for: "0s" } },
    summary: {
      fr: `Personne ne s'occupe de {{anomaly}} ({{recorded_alert}}, ${word.fr}), ouverte depuis {{value}}`,
      en: `Nobody takes care of {{anomaly}} ({{recorded_alert}}, ${word.en}), open for {{value}}`,
    },
    wellAgain: {
      fr: "Quelqu'un s'occupe de {{anomaly}}, ou elle est close",
      en: "Somebody takes care of {{anomaly}}, or it is closed",
    },
    impact: {
      fr: "Celui de l'anomalie elle-même, qui dure.",
      en: "That of the anomaly itself, which goes on.",
    },
    next: [
      link(record, {
        fr: "Ouvrir l'anomalie et la prendre (« Je m'en occupe ») : l'escalade s'arrête alors",
        en: "Open the anomaly and take it (“I take it”): the escalation then ends",
      }),
      link("{{prometheus}}/alerts?search={{recorded_alert}}", {
        fr: "Voir si l'alerte dure encore",
        en: "See whether the alert goes on",
      }),
      person("devops", { fr: "Sinon, désigner quelqu'un par téléphone", en: "Otherwise name somebody by telephone" }),
    ],
    examples: {
      fires: [steady(justBeyond)],
      silent: [
        steady(justWithin),
        given("acknowledged before", (context) => halfway(context, severity, { acknowledged: "true" })),
        given("closed before", (context) => halfway(context, severity)),
        given("old, but of another severity", (context) => [
          seriesOf(
            anomalies.opened,
            { instance: context.instance, severity: severity === "critical" ? "warning" : "critical" },
            Array.from({ length: 8 }, () => -2 * context.level.limit),
          ),
        ]),
      ],
    },
  };
}

/**
 * An anomaly of nearly the limit's age, and after some samples the same one with other labels, or none. A test's series
 * that ends is seen for 5 minutes more: it must not reach the limit until then.
 */
function halfway(
  { instance, interval, level }: ExampleContext,
  severity: Severity,
  then?: Readonly<Record<string, string>>,
): TestSeries[] {
  const opened = -level.limit + 40 * interval;
  const samples = (from: number, to: number) =>
    Array.from({ length: 80 }, (_, index) => (index >= from && index < to ? opened : null));
  const labels = { instance, severity };
  return [
    seriesOf(anomalies.opened, labels, samples(0, 8)),
    ...(then ? [seriesOf(anomalies.opened, { ...labels, ...then }, samples(8, 80))] : []),
  ];
}
