import { type Severity, severities, severityRank } from "../../kit/model/level.ts";
import { moment } from "../../kit/model/moment.ts";
import { type Promql, promql } from "../../kit/model/promql.ts";
import { signal } from "../../kit/model/signal.ts";
import { count } from "../../kit/model/unit.ts";
import { alerts } from "../../signals/metrics/alerts.ts";
import { anomalies } from "../../signals/metrics/anomalies.ts";

// What goes on now: the alerts that fire, with what the recorder knows of their anomalies, and the anomalies by hand. An
// escalation has no line of its own: that nobody took the anomaly stands in its line. Without a recorder the alerts are left.

/** The higher, the graver; a cause stands before the symptoms of its gravity. */
export const rankOf = (severity: Severity, of: "cause" | "symptom"): number =>
  2 * (severities.length - severityRank(severity)) - (of === "symptom" ? 1 : 0);

const ranked = (of: (severity: string) => Promql): Promql => {
  const terms = severities.map((one) => promql`${rankOf(one, "cause")} * ${of(`severity="${one}"`)}`);
  return terms.reduce((all, term) => promql`${all} or ${term}`);
};

// Neither what only holds others back, nor the sign of life, nor an escalation.
const firing = ['alertstate="firing"', `severity=~"${severities.join("|")}"`, 'alertname!="Watchdog"', 'escalation=""'];

/** Of an alert that fires at several levels, the gravest. */
const rank = promql`max by (alertname, component) (${ranked((severity) => alerts.state.where(...firing, severity))})`;

/** Since its first level was beyond its limit, in milliseconds. */
const since = promql`1000 * min by (alertname, component) (
  ${alerts.since} and ignoring (alertstate) ${alerts.state.where(...firing)}
)`;

/** 2 for an alert that has a record, 1 for one that another explains, with or without a record; once, or nothing could be joined with it. */
const known = promql`topk by (alertname) (1,
  2 * max by (anomaly, alertname, measured, taken_by) (${anomalies.info.where('cause=""')})
    or max by (anomaly, alertname, measured, taken_by, cause) (${anomalies.info.where('cause!=""')})
    or max by (anomaly, alertname, cause) (${anomalies.symptom})
)`;

/** A figure of alerts with what is known of each, those of which nothing is known included. */
const described = (of: Promql, withKnown: Promql): Promql =>
  promql`${of} ${withKnown}
  or ${of} unless on (alertname) ${known}`;
const carrying = "on (alertname) group_left (anomaly, measured, taken_by, cause)";

/** Called by its own title, which stands where the others have their alert. */
const byHand = (of: Promql): Promql =>
  promql`max by (anomaly, alertname, component, measured, taken_by) (label_replace(${of}, "alertname", "$1", "title", "(.+)"))`;
const manual = 'alertname="manual"';
const rankByHand = byHand(promql`${ranked((severity) => anomalies.info.where(manual, severity))}`);
const sinceByHand = byHand(
  promql`1000 * ${anomalies.info.where(manual)} * on (anomaly) group_left () ${anomalies.opened.where(manual)}`,
);

const alertLabels = ["alertname", "component"];
const labels = [...alertLabels, "anomaly", "measured", "taken_by", "cause"];
const gravity = { fr: "Gravité", en: "Severity" };
const begin = { fr: "Depuis", en: "Since" };
const about = {
  fr: "Ce qui ne va pas en ce moment : le plus grave d'abord, la cause avant ses symptômes, et qui s'en occupe.",
  en: "What is wrong at this moment: the gravest first, a cause before its symptoms, and who takes care of it.",
};

export const goingOn = signal("alertname:going_on:rank", {
  unit: count,
  per: labels,
  title: gravity,
  about,
  expr: promql`${described(rank, promql`- ${carrying} (${known} == bool 1)`)}
  or ${rankByHand}`,
});

export const goingOnSince = signal("alertname:going_on:since", {
  unit: moment,
  per: labels,
  title: begin,
  about,
  expr: promql`${described(since, promql`* ${carrying} ${known} ^ 0`)}
  or ${sinceByHand}`,
});

/** The alerts alone, where there is no recorder. */
export const firingAlerts = signal("alertname:alerts_firing:rank", {
  unit: count,
  per: alertLabels,
  title: gravity,
  about,
  expr: rank,
});

export const firingSince = signal("alertname:alerts_firing:since", {
  unit: moment,
  per: alertLabels,
  title: begin,
  about,
  expr: since,
});
