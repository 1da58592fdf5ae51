import { alert, because } from "../kit/model/alert.ts";
import { given, justBeyond, justWithin, oneMissedScrape, spike, steady } from "../kit/model/example.ts";
import { scrape } from "../kit/model/scraped.ts";
import { seriesOf } from "../kit/model/series.ts";
import { command, link, person } from "../kit/model/step.ts";
import { node } from "../signals/metrics/node.ts";
import { prometheus } from "../signals/metrics/prometheus.ts";
import { clockSkew, missedEvaluations, ruleFailures, series, seriesOfJob, storageUse } from "../signals/monitoring.ts";
import { hostDown } from "./host.ts";
import { prometheusOverloaded, ruleWrong } from "./likely-in-monitoring.ts";
import { ofTheMonitoring } from "./proven-by.ts";

export const monitoringRulesFailing = alert("MonitoringRulesFailing", {
  provenBy: ofTheMonitoring,
  title: { fr: "Règles d'alerte en échec", en: "Alert rules failing" },
  on: ruleFailures,
  category: "system",
  levels: { critical: { above: 0, for: "10m" } },
  tellsLate: "a single failure stays in its window for five minutes: twice that tells a lasting one from it",
  summary: {
    fr: "Des règles échouent dans {{rule_group}} : {{value}} fois en 5 min",
    en: "Rules fail in {{rule_group}}: {{value}} times within 5 min",
  },
  impact: {
    fr: "Aucun pour les visiteurs ; ce que ces règles surveillent peut tomber en panne sans que personne ne le sache.",
    en: "None for visitors; what these rules watch may fail without anybody knowing.",
  },
  next: [
    link("{{prometheus}}/rules?search=&state=unhealthy", {
      fr: "Lire l'erreur à côté de la règle",
      en: "Read the error beside the rule",
    }),
    command("{{docker}} logs --since 15m {{prometheus_container}} 2>&1 | grep -i 'evaluating rule failed' | tail -3", {
      fr: "Lire toute l'erreur : étiquettes en double, trop d'échantillons, délai dépassé",
      en: "Read the whole error: duplicate labels, too many samples, time-out",
    }),
    person("devops", {
      fr: "Revenir à la version précédente de la règle et la redéployer",
      en: "Go back to the rule's version before and deploy it",
    }),
  ],
  likely: [ruleWrong, prometheusOverloaded],
  examples: {
    fires: [steady(justBeyond)],
    silent: [
      steady(justWithin),
      oneMissedScrape,
      given("a single failure", ({ instance, interval }) => [
        seriesOf(
          prometheus.ruleFailures,
          { instance },
          Array.from({ length: 2400 / interval }, (_, index) => (index * interval < 600 ? 3 : 4)),
        ),
      ]),
      given("a restarted Prometheus counts from 0 again", ({ instance, interval }) => [
        seriesOf(
          prometheus.ruleFailures,
          { instance },
          Array.from({ length: 2400 / interval }, (_, index) => (index * interval < 600 ? 30 : 0)),
        ),
      ]),
    ],
  },
});

export const monitoringRulesLate = alert("MonitoringRulesLate", {
  provenBy: ofTheMonitoring,
  title: { fr: "Règles d'alerte en retard", en: "Alert rules late" },
  on: missedEvaluations,
  category: "performance",
  levels: { warning: { above: 0, for: "8m" } },
  summary: {
    fr: "Les règles de {{rule_group}} prennent du retard : {{value}} évaluations sautées en 5 min",
    en: "The rules of {{rule_group}} are late: {{value}} evaluations left out within 5 min",
  },
  impact: {
    fr: "Aucun pour les visiteurs ; les alertes arrivent plus tard que prévu.",
    en: "None for visitors; alerts arrive later than they should.",
  },
  next: [
    link("{{prometheus}}/graph?g0.expr=topk(5%2Cprometheus_rule_group_last_duration_seconds)&g0.range_input=6h", {
      fr: "Voir quels groupes de règles sont lents, et depuis quand",
      en: "See which groups of rules are slow, and since when",
    }),
    command("{{docker}} stats --no-stream {{prometheus_container}}", {
      fr: "Vérifier que Prometheus a assez de processeur et de mémoire",
      en: "Check that Prometheus has enough CPU and memory",
    }),
  ],
  examples: {
    fires: [steady(justBeyond)],
    silent: [
      steady(justWithin),
      oneMissedScrape,
      given("three left out while the host was busy for a minute", ({ instance, interval }) => [
        seriesOf(
          prometheus.missedIterations,
          { instance },
          Array.from({ length: 2400 / interval }, (_, index) =>
            Math.min(3, Math.max(0, Math.floor((index * interval - 600) / 20))),
          ),
        ),
      ]),
    ],
  },
});

export const monitoringSeriesTooMany = alert("MonitoringSeriesTooMany", {
  provenBy: ofTheMonitoring,
  title: { fr: "Trop de séries en mémoire", en: "Too many series in memory" },
  on: series,
  category: "performance",
  levels: { warning: { above: 25_000, for: "10m" } },
  summary: {
    fr: "Prometheus tient {{value}} séries en mémoire (limite {{limit}})",
    en: "Prometheus holds {{value}} series in memory (limit {{limit}})",
  },
  impact: {
    fr: "Aucun pour les visiteurs ; Prometheus ralentit, puis manque de mémoire et s'arrête.",
    en: "None for visitors; Prometheus slows down, then runs out of memory and stops.",
  },
  next: [
    link("{{prometheus}}/tsdb-status", {
      fr: "Voir quelle mesure et quelle étiquette ont le plus de séries",
      en: "See which metric and which label have the most series",
    }),
    link(
      "{{prometheus}}/graph?g0.expr=sort_desc(sum%20by%20(job)%20(scrape_samples_post_metric_relabeling))&g0.range_input=2d",
      {
        fr: "Voir quelle source a grandi, et depuis quand",
        en: "See which job grew, and since when",
      },
    ),
    person("lead", {
      fr: "Faire retirer l'étiquette qui varie sans fin (identifiant, adresse, URL brute)",
      en: "Have the label removed that varies without end (an id, an address, a raw URL)",
    }),
  ],
  examples: {
    fires: [steady(justBeyond)],
    silent: [steady(justWithin), spike(justBeyond, { shorterThan: "for" }), oneMissedScrape],
  },
});

export const monitoringJobTooLarge = alert("MonitoringJobTooLarge", {
  provenBy: ofTheMonitoring,
  title: { fr: "Source de mesures trop bavarde", en: "Source of metrics too large" },
  on: seriesOfJob,
  category: "performance",
  levels: { warning: { above: 5000, for: "10m" } },
  summary: {
    fr: "{{job}} donne {{value}} séries (limite {{limit}})",
    en: "{{job}} gives {{value}} series (limit {{limit}})",
  },
  impact: {
    fr: "Aucun pour les visiteurs ; Prometheus ralentit, puis manque de mémoire et s'arrête.",
    en: "None for visitors; Prometheus slows down, then runs out of memory and stops.",
  },
  next: [
    link("{{prometheus}}/graph?g0.expr=topk(10%2Ccount%20by%20(__name__)%20(%7Bjob%3D%22{{job}}%22%7D))", {
      fr: "Voir quelles mesures de la source ont le plus de séries",
      en: "See which of its metrics have the most series",
    }),
    command("git log -5 --format='%h %an %cd %s' -- config/ exporters/", {
      fr: "Chercher le changement qui l'a fait grandir",
      en: "Look for the change that made it grow",
    }),
  ],
  examples: {
    fires: [steady(justBeyond)],
    silent: [
      steady(justWithin),
      spike(justBeyond, { shorterThan: "for" }),
      given("the API, which has an alert of its own", ({ instance }) => [
        seriesOf(
          scrape.samplesKept,
          { instance, job: "benevoclic-api" },
          Array.from({ length: 100 }, () => 9000),
        ),
      ]),
    ],
  },
});

export const monitoringStorageNearLimit = alert("MonitoringStorageNearLimit", {
  provenBy: ofTheMonitoring,
  title: { fr: "Stockage des mesures presque plein", en: "Metrics storage nearly full" },
  on: storageUse,
  category: "system",
  levels: { warning: { above: 0.9, for: "10m" } },
  summary: {
    fr: "Le stockage des mesures est plein à {{value}} (limite {{limit}})",
    en: "The storage of metrics is {{value}} full (limit {{limit}})",
  },
  impact: {
    fr: "Aucun pour les visiteurs ; Prometheus effacera les mesures les plus anciennes avant leur terme, et les comparaisons avec le passé se tairont.",
    en: "None for visitors; Prometheus will delete the oldest metrics before their time, and comparisons with the past will fall silent.",
  },
  next: [
    link("{{prometheus}}/graph?g0.expr=prometheus_tsdb_head_series&g0.range_input=4w", {
      fr: "Voir si le nombre de séries a grandi",
      en: "See whether the number of series grew",
    }),
    command("df -h /var/lib/docker", {
      fr: "S'il reste de la place sur le disque, augmenter prometheus.retentionSize et redéployer",
      en: "If the disk has room, raise prometheus.retentionSize and deploy again",
    }),
    command("grep -n -A3 '^prometheus:' config/production.yaml", {
      fr: "Sinon, baisser prometheus.retention en connaissance de cause",
      en: "Otherwise lower prometheus.retention, knowingly",
    }),
  ],
  examples: {
    fires: [steady(justBeyond)],
    silent: [
      steady(justWithin),
      spike(justBeyond, { shorterThan: "for" }),
      given("no limit on the size", ({ instance, interval }) => {
        const always = (value: number) => Array.from({ length: 3600 / interval }, () => value);
        return [
          seriesOf(prometheus.blockBytes, { instance }, always(90e9)),
          seriesOf(prometheus.walBytes, { instance }, always(1e9)),
          seriesOf(prometheus.chunkBytes, { instance }, always(1e9)),
          seriesOf(prometheus.retentionBytes, { instance }, always(0)),
        ];
      }),
    ],
  },
});

export const monitoringClockSkew = alert("MonitoringClockSkew", {
  provenBy: ofTheMonitoring,
  title: { fr: "Horloges décalées", en: "Clocks apart" },
  on: clockSkew,
  category: "system",
  // A scrape may take some seconds; what is told in minutes is wrong by as much.
  levels: { warning: { above: 15, for: "5m" } },
  causes: [because(hostDown)],
  summary: {
    fr: "L'horloge de {{instance}} et celle de Prometheus diffèrent de {{value}}",
    en: "The clocks of {{instance}} and of Prometheus differ by {{value}}",
  },
  impact: {
    fr: "Connexions refusées (jetons Firebase), et âges et durées faux dans les alertes.",
    en: "Logins are refused (Firebase tokens), and ages and durations in alerts are wrong.",
  },
  next: [
    command("timedatectl timesync-status; timedatectl status", {
      fr: "Sur l'hôte surveillé, voir si l'heure est synchronisée",
      en: "On the monitored host, see whether its time is synchronised",
    }),
    command("sudo systemctl restart systemd-timesyncd", {
      fr: "Si elle ne l'est pas, relancer la synchronisation",
      en: "If it is not, restart the synchronisation",
    }),
    command("{{docker}} exec {{prometheus_container}} date -u; date -u", {
      fr: "Si elle l'est, comparer avec la machine de Prometheus",
      en: "If it is, compare with the machine of Prometheus",
    }),
  ],
  examples: {
    fires: [
      steady(justBeyond),
      given("a clock that is late", ({ instance, interval, level }) => [
        seriesOf(
          node.time,
          { instance },
          Array.from({ length: 900 / interval }, (_, index) => index * interval - level.limit - 1),
        ),
      ]),
    ],
    silent: [steady(justWithin), spike(justBeyond, { shorterThan: "for" }), oneMissedScrape],
  },
});
