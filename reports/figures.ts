import { seconds } from "../kit/model/durations.ts";
import type { Text } from "../kit/model/text.ts";
import { count, perSecond, ratio, seconds as timeSpan, type Unit } from "../kit/model/unit.ts";
import { blackboxPart } from "../parts/blackbox.ts";
import { responseTime } from "../signals/api.ts";
import { probe } from "../signals/metrics/blackbox.ts";
import { business, survey } from "../signals/metrics/business.ts";
import { quality } from "../signals/metrics/quality.ts";
import { qualityExporter } from "../signals/metrics/quality-exporter.ts";
import { requestsFailed, requestsServed } from "../signals/objectives.ts";
import { above, atMost, below, type Objective } from "./objective.ts";

/** What a figure is asked for: a time, in seconds, that ends at the instant of the question. */
interface Asked {
  readonly range: number;
}

/** A monthly figure that Prometheus knows (benevoclic.md section 8). */
export interface Figure {
  readonly title: Text;
  readonly unit: Unit;
  /** What is promised; section 4. */
  readonly objective?: Objective;
  readonly query: (asked: Asked) => string;
}

const selected = (metric: { readonly name: string }, ...matchers: readonly string[]): string =>
  `${metric.name}{${matchers.join(",")}}`;
/** Stands for what is measured once a day or a week: the last value that was known. */
const lately = (selector: string, within: string): string => `last_over_time(${selector}[${within}])`;
const whole = (within: number): string => `[${Math.round(within)}s]`;

/** A mark between 1 and 5. */
const outOfFive: Unit = { ...count, name: "out of five", text: (value, locale) => `${count.text(value, locale)}/5` };

export const apiProbes = selected(probe.success, 'target="api-health"');
/** Seconds between two probes. */
export const probeInterval = seconds(blackboxPart.scrape.interval);

export const figures: readonly Figure[] = [
  {
    title: { fr: "Temps de réponse (P95, moyenne)", en: "Response time (P95, mean)" },
    unit: timeSpan,
    objective: below(0.2),
    query: ({ range }) => `avg(avg_over_time(${responseTime.name}${whole(range)}))`,
  },
  {
    title: { fr: "Débit moyen", en: "Mean throughput" },
    unit: perSecond,
    query: ({ range }) => `sum(avg_over_time(${requestsServed.name}${whole(range)}))`,
  },
  {
    title: { fr: "Taux d'erreurs", en: "Error rate" },
    unit: ratio,
    objective: below(0.001),
    query: ({ range }) =>
      `sum(sum_over_time(${requestsFailed.name}${whole(range)})) / (sum(sum_over_time(${requestsServed.name}${whole(range)})) > 0)`,
  },
  {
    title: { fr: "Utilisateurs actifs (30 jours)", en: "Active users (30 days)" },
    unit: count,
    query: () => `sum(${lately(selected(business.usersActive, 'window="30d"'), "1d")})`,
  },
  {
    title: { fr: "Satisfaction", en: "Satisfaction" },
    unit: outOfFive,
    objective: above(4),
    query: () => `avg(${lately(survey.score.name, "7d")})`,
  },
  {
    title: { fr: "Tickets de support (30 jours)", en: "Support tickets (30 days)" },
    unit: count,
    query: () => `sum(${lately(selected(business.supportTicketsCreated, 'window="30d"'), "1d")})`,
  },
  {
    title: { fr: "Couverture des tests (lignes, au pire)", en: "Test coverage (lines, at worst)" },
    unit: ratio,
    objective: above(0.8),
    query: () => `min(${lately(selected(quality.coverage, 'kind="lines"'), "8d")})`,
  },
  {
    title: { fr: "Lighthouse (au pire)", en: "Lighthouse (at worst)" },
    unit: ratio,
    objective: above(0.9),
    query: () => `min(${lately(quality.lighthouse.name, "8d")})`,
  },
  {
    title: { fr: "Score de sécurité (au pire)", en: "Security score (at worst)" },
    unit: ratio,
    objective: above(0.9),
    query: () => `min(${lately(qualityExporter.securityScore.name, "8d")})`,
  },
  {
    title: { fr: "Failles critiques et hautes", en: "Critical and high vulnerabilities" },
    unit: count,
    objective: atMost(0),
    query: () => `sum(${lately(selected(quality.vulnerabilities, 'severity=~"critical|high"'), "2d")})`,
  },
  {
    title: { fr: "Dépendances à jour", en: "Dependencies up to date" },
    unit: ratio,
    objective: above(0.95),
    query: () =>
      `1 - sum(${lately(quality.outdatedPackages.name, "8d")}) / (sum(${lately(quality.packages.name, "8d")}) > 0)`,
  },
];

/** What the report draws: a value a day. */
export const daily = {
  /** The share of the API's probes that were answered, of those that were made. */
  uptime: `max(avg_over_time(${apiProbes}[1d]))`,
  responseTime: `avg(avg_over_time(${responseTime.name}[1d]))`,
} as const;
