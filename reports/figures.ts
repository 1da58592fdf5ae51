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

/** What a figure is asked for: a time, in seconds, that ends at the instant of the question. */
export interface Asked {
  readonly range: number;
}

/** A monthly figure that Prometheus knows (benevoclic.md section 8). */
export interface Figure {
  readonly title: Text;
  readonly unit: Unit;
  /** What is promised, as text; section 4. */
  readonly objective?: string;
  readonly query: (asked: Asked) => string;
}

const selected = (metric: { readonly name: string }, ...matchers: readonly string[]): string =>
  `${metric.name}{${matchers.join(",")}}`;
/** Stands for what is measured once a day or a week: the last value that was known. */
const lately = (selector: string, within: string): string => `last_over_time(${selector}[${within}])`;
const whole = (within: number): string => `[${Math.round(within)}s]`;

export const apiProbes = selected(probe.success, 'target="api-health"');
/** Seconds between two probes. */
export const probeInterval = seconds(blackboxPart.scrape.interval);

export const figures: readonly Figure[] = [
  {
    title: { fr: "Temps de réponse (P95, moyenne)", en: "Response time (P95, mean)" },
    unit: timeSpan,
    objective: "< 200 ms",
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
    objective: "< 0.1 %",
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
    unit: count,
    objective: "> 4/5",
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
    objective: "> 80 %",
    query: () => `min(${lately(selected(quality.coverage, 'kind="lines"'), "8d")})`,
  },
  {
    title: { fr: "Lighthouse (au pire)", en: "Lighthouse (at worst)" },
    unit: ratio,
    objective: "> 90 %",
    query: () => `min(${lately(quality.lighthouse.name, "8d")})`,
  },
  {
    title: { fr: "Score de sécurité (au pire)", en: "Security score (at worst)" },
    unit: ratio,
    objective: "> 90 %",
    query: () => `min(${lately(qualityExporter.securityScore.name, "8d")})`,
  },
  {
    title: { fr: "Failles critiques et hautes", en: "Critical and high vulnerabilities" },
    unit: count,
    objective: "0",
    query: () => `sum(${lately(selected(quality.vulnerabilities, 'severity=~"critical|high"'), "2d")})`,
  },
  {
    title: { fr: "Dépendances à jour", en: "Dependencies up to date" },
    unit: ratio,
    objective: "> 95 %",
    query: () =>
      `1 - sum(${lately(quality.outdatedPackages.name, "8d")}) / (sum(${lately(quality.packages.name, "8d")}) > 0)`,
  },
];
