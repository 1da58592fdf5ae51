import { renderPromql } from "../kit/model/promql.ts";
import type { Signal } from "../kit/model/signal.ts";
import { count } from "../kit/model/unit.ts";
import { carbon, power } from "../signals/footprint.ts";
import { cpuUse } from "../signals/host.ts";
import { business } from "../signals/metrics/business.ts";
import { requestsServed } from "../signals/objectives.ts";
import type { Figure } from "./figures.ts";

/** What Prometheus has recorded of the estimates' parts. */
const recorded: ReadonlySet<Signal> = new Set([cpuUse, requestsServed]);
/** The mean of an estimate over a time, looked at each hour. */
const mean = (signal: Signal, range: number): string =>
  `sum(avg_over_time((${renderPromql(signal.expr, recorded)})[${Math.round(range)}s:1h]))`;
const requests = (range: number): string =>
  `(sum(avg_over_time(${requestsServed.name}[${Math.round(range)}s])) * ${range} > 0)`;
const users = `(sum(last_over_time(${business.usersActive.name}{window="30d"}[1d])) > 0)`;
const hours = (range: number): number => range / 3600;

/**
 * What the platform costs, as an estimate: formula and sources stand in signals/footprint.ts.
 * @param euros what the host costs a month, where config/ says so
 */
export function footprintFigures(euros: number | undefined): Figure[] {
  const grams = (range: number) => `${mean(carbon, range)} * ${hours(range)}`;
  // Of a month that goes on, so much as has passed of 30 days.
  const cost = (range: number) => `${euros} * ${range / (30 * 86_400)}`;
  return [
    ...(euros === undefined
      ? []
      : [
          figure("Coût de l'hébergement (€)", "Cost of hosting (€)", (range) => `vector(${cost(range)})`),
          figure(
            "Coût de 1 000 requêtes (€)",
            "Cost of 1,000 requests (€)",
            (range) => `1000 * ${cost(range)} / ${requests(range)}`,
          ),
          figure(
            "Coût d'un utilisateur actif (€)",
            "Cost of an active user (€)",
            (range) => `${cost(range)} / ${users}`,
          ),
        ]),
    figure(
      "Énergie (kWh, estimation)",
      "Energy (kWh, estimate)",
      (range) => `${mean(power, range)} * ${hours(range)} / 1000`,
    ),
    figure("Empreinte (kg CO2e, estimation)", "Footprint (kg CO2e, estimate)", (range) => `${grams(range)} / 1000`),
    figure(
      "Empreinte de 1 000 requêtes (g CO2e)",
      "Footprint of 1,000 requests (g CO2e)",
      (range) => `1000 * ${grams(range)} / ${requests(range)}`,
    ),
    figure(
      "Empreinte d'un utilisateur actif (g CO2e)",
      "Footprint of an active user (g CO2e)",
      (range) => `${grams(range)} / ${users}`,
    ),
  ];
}

const figure = (fr: string, en: string, of: (range: number) => string): Figure => ({
  title: { fr, en },
  unit: count,
  query: ({ range }) => of(range),
});
