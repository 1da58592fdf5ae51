import { promql } from "../../kit/model/promql.ts";
import { scrape } from "../../kit/model/scraped.ts";
import { signal } from "../../kit/model/signal.ts";
import { count, seconds } from "../../kit/model/unit.ts";

export const scrapeTime = signal("job:scrape_time:max", {
  unit: seconds,
  per: ["instance", "job"],
  title: { fr: "Durée des lectures", en: "Time of scrapes" },
  about: {
    fr: "Combien de temps prend la lecture des mesures de chaque cible.",
    en: "How long reading each target's metrics takes.",
  },
  expr: promql`max by (instance, job) (${scrape.duration})`,
});

export const samplesScraped = signal("job:samples_scraped:sum", {
  unit: count,
  per: ["instance", "job"],
  title: { fr: "Mesures lues", en: "Samples scraped" },
  about: {
    fr: "Combien de mesures chaque lecture rapporte : c'est ce que la surveillance coûte en mémoire et en disque.",
    en: "How many samples each scrape brings: this is what the monitoring costs in memory and disk.",
  },
  expr: promql`sum by (instance, job) (${scrape.samples})`,
});
