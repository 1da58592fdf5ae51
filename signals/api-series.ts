import { promql } from "../kit/model/promql.ts";
import { scrape } from "../kit/model/scraped.ts";
import { counted, seriesOf } from "../kit/model/series.ts";
import { signal } from "../kit/model/signal.ts";
import { count } from "../kit/model/unit.ts";

export const seriesGrowth = signal("instance:api_series_exposed:delta10m", {
  unit: count,
  per: ["instance"],
  every: "30s",
  over: "10m",
  needsAllOfIt: true,
  title: { fr: "Séries nouvelles exposées par l'API", en: "New series exposed by the API" },
  about: {
    fr:
      "De combien la page /metrics de l'API a grandi en 10 minutes. Chaque adresse brute y ajoute une dizaine de " +
      "séries, et n'importe qui peut en inventer ; un jour ordinaire en ajoute 1 500 dans les 10 minutes les plus " +
      "chargées. Prometheus ne garde que les routes déclarées, mais l'API porte le poids de toutes.",
    en:
      "By how much the API's /metrics page grew in 10 minutes. Each raw address adds some ten series, and anybody can " +
      "invent them; an ordinary day adds 1,500 in its busiest 10 minutes. Prometheus keeps declared routes only, but " +
      "the API carries the weight of all.",
  },
  expr: promql`max by (instance) (delta(${scrape.samples.where('job="benevoclic-api"')}[10m]))`,
  produce: ({ values, interval, labels }) => {
    const perSecond = values.map((value) => (value === null ? null : value / 600));
    return [seriesOf(scrape.samples, { job: "benevoclic-api", ...labels }, counted(perSecond, interval))];
  },
});

export const seriesKept = signal("instance:api_series_kept:max", {
  unit: count,
  per: ["instance"],
  every: "30s",
  objective: { below: 5000 },
  title: { fr: "Séries de l'API gardées", en: "Series of the API kept" },
  about: {
    fr: "Séries de l'API que Prometheus enregistre, une fois écartées les adresses brutes. Budget : 5 000 par cible.",
    en: "Series of the API that Prometheus stores, once raw addresses are dropped. Budget: 5,000 a target.",
  },
  expr: promql`max by (instance) (${scrape.samplesKept.where('job="benevoclic-api"')})`,
  produce: ({ values, labels }) => [seriesOf(scrape.samplesKept, { job: "benevoclic-api", ...labels }, values)],
});
