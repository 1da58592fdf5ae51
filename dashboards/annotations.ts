import { alerts } from "../signals/metrics/alerts.ts";
import { apiProcess } from "../signals/metrics/api-process.ts";
import { type Promql, promql } from "../signals/model/promql.ts";
import type { Text } from "../signals/model/text.ts";
import type { Colour } from "./style.ts";

/** What happened at a moment, marked in every graph. */
export interface Annotation {
  readonly title: Text;
  readonly colour: Colour;
  readonly expr: Promql;
  /** The labels whose values name the event. */
  readonly named: readonly string[];
  /** The value is the moment itself, in milliseconds; otherwise the event lasts while there is a series. */
  readonly valueIsMoment?: true;
}

/** On every dashboard, as far as the environment has their metrics. */
export const annotations: readonly Annotation[] = [
  {
    title: { fr: "L'API démarre", en: "The API starts" },
    colour: "neutral",
    expr: promql`1000 * max by (instance) (${apiProcess.startTime})`,
    named: [],
    valueIsMoment: true,
  },
  {
    title: { fr: "Alertes critiques", en: "Critical alerts" },
    colour: "critical",
    expr: promql`${alerts.state.where('alertstate="firing"', 'severity="critical"')}`,
    named: ["alertname"],
  },
  {
    title: { fr: "Avertissements", en: "Warnings" },
    colour: "warning",
    expr: promql`${alerts.state.where('alertstate="firing"', 'severity="warning"')}`,
    named: ["alertname"],
  },
];
