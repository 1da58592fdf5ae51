import { components } from "../alerts/components.ts";
import { dashboard, row } from "../kit/model/dashboard.ts";
import { graph } from "../kit/model/panel.ts";
import {
  daemonUp,
  processCpuUse,
  processEventLoopLag,
  processMemoryPeak,
  processMemoryUse,
  processOnline,
  processRestarts,
} from "../signals/processes.ts";
import { apps } from "./series.ts";
import { processAge, processStatus, unstableRestarts } from "./views/processes.ts";

export const processes = dashboard("processes", {
  title: components.Process.title,
  about: {
    fr: "Les applications tournent-elles sous PM2, sans redémarrer sans cesse ni gonfler ?",
    en: "Do the applications run under PM2, without restarting time and again or growing?",
  },
  readers: {
    fr: "Développeurs, après une mise en production ; ingénieurs, quand une application tombe.",
    en: "Developers, after a deployment; engineers, when an application falls.",
  },
  since: "6h",
  rows: [
    row({ fr: "État", en: "State" }, [daemonUp, processStatus], [processOnline, graph(processAge, { series: apps })]),
    row({ fr: "Redémarrages et mémoire", en: "Restarts and memory" }, [
      graph(processRestarts, { series: apps }),
      graph(unstableRestarts, { series: apps }),
      processMemoryUse,
    ]),
    row({ fr: "Détail", en: "Detail" }, [
      processCpuUse,
      graph(processMemoryPeak, { series: apps }),
      graph(processEventLoopLag, {
        whenEmpty: { fr: "Aucune application ne publie ce retard.", en: "No application publishes this lag." },
      }),
    ]),
  ],
});
