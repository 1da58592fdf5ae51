import { promql, selector } from "../../kit/model/promql.ts";
import { scrape } from "../../kit/model/scraped.ts";
import { signal } from "../../kit/model/signal.ts";
import { bool, count, seconds } from "../../kit/model/unit.ts";
import { deploy } from "../../signals/metrics/deploy.ts";
import { exporterBuilds as builds } from "../../signals/metrics/exporter-builds.ts";

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

export const exporterBuilds = signal("job:exporter_build:info", {
  unit: bool,
  per: ["instance", "job", "version", "revision"],
  title: { fr: "Versions de nos exporteurs", en: "Versions of our exporters" },
  about: {
    fr: "La version de chacun de nos exporteurs, et l'image dont il vient.",
    en: "The version of each of our exporters, and the image that it comes from.",
  },
  // Of those that an environment has.
  expr: promql`max by (instance, job, version, revision) (${selector({ ...builds.business, job: "every" })})`,
});

export const deployed = signal("instance:deploy:info", {
  unit: bool,
  per: ["instance", "version", "commit"],
  title: { fr: "Surveillance déployée", en: "Monitoring deployed" },
  about: {
    fr: "La version de la surveillance qui a été déployée en dernier.",
    en: "The version of the monitoring that was deployed last.",
  },
  expr: promql`max by (instance, version, commit) (${deploy.info})`,
});
