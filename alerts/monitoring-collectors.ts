import { alert, because } from "../kit/model/alert.ts";
import { given, justBeyond, justWithin, oneMissedScrape, spike, steady } from "../kit/model/example.ts";
import { seriesOf } from "../kit/model/series.ts";
import { command, link, person } from "../kit/model/step.ts";
import { node } from "../signals/metrics/node.ts";
import { collectorSuccess } from "../signals/monitoring.ts";
import { hostDown } from "./host.ts";

/** Apart from the other alerts of the monitoring, because it explains metrics that are missing (self-watch.ts). */
export const monitoringCollectorFailing = alert("MonitoringCollectorFailing", {
  title: { fr: "Collecteur de node-exporter en échec", en: "Collector of node-exporter failing" },
  on: collectorSuccess,
  category: "system",
  levels: { warning: { below: 1, for: "5m" } },
  causes: [because(hostDown)],
  summary: {
    fr: "node-exporter ne lit plus « {{collector}} » sur {{instance}}",
    en: 'node-exporter no longer reads "{{collector}}" on {{instance}}',
  },
  impact: {
    fr: "Aucun pour les visiteurs ; les alertes sur cette partie de l'hôte ne peuvent plus se déclencher.",
    en: "None for visitors; the alerts on this part of the host can no longer fire.",
  },
  next: [
    command("{{docker}} logs --since 10m {{node_exporter_container}} 2>&1 | grep 'collector={{collector}}' | tail -5", {
      fr: "Lire pourquoi il échoue",
      en: "Read why it fails",
    }),
    link(
      "{{prometheus}}/graph?g0.range_input=6h&g0.expr=node_scrape_collector_success%7Bcollector%3D%22{{collector}}%22%7D",
      {
        fr: "Voir depuis quand : une mise à jour du noyau ou de node-exporter ?",
        en: "See since when: an update of the kernel or of node-exporter?",
      },
    ),
    person("devops", {
      fr: "Si c'est depuis une mise à jour, revenir à la version précédente de node-exporter (npm run rollback)",
      en: "If it is since an update, go back to the version of node-exporter before it (npm run rollback)",
    }),
  ],
  examples: {
    fires: [steady(justBeyond)],
    silent: [
      steady(justWithin),
      spike(justBeyond, { shorterThan: "for" }),
      oneMissedScrape,
      given("a collector that no alert needs, and a host without connection tracking", ({ instance }) =>
        ["infiniband", "conntrack"].map((collector) =>
          seriesOf(
            node.collectorSuccess,
            { instance, collector },
            Array.from({ length: 60 }, () => 0),
          ),
        ),
      ),
    ],
  },
});
