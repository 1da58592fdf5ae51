import { eventCount } from "../kit/kinds/event-count.ts";
import { gaugeMean } from "../kit/kinds/gauge-mean.ts";
import { gaugeRatio } from "../kit/kinds/gauge-ratio.ts";
import { up } from "../kit/kinds/up.ts";
import { promql } from "../kit/model/promql.ts";
import { rounded, seriesOf } from "../kit/model/series.ts";
import { signal } from "../kit/model/signal.ts";
import { ratio, seconds } from "../kit/model/unit.ts";
import { pm2 } from "./metrics/pm2.ts";

export const daemonUp = signal(
  "instance:pm2_daemon_up:min",
  up({
    gauge: pm2.up,
    per: ["instance"],
    title: { fr: "Démon PM2 vivant", en: "PM2 daemon alive" },
    about: {
      fr: "1 quand le démon PM2 répond : c'est lui qui relance l'API et le site quand ils s'arrêtent.",
      en: "1 while the PM2 daemon answers: it is what restarts the API and the web site when they stop.",
    },
  }),
);

export const processOnline = signal(
  "instance:process_online:min",
  up({
    gauge: pm2.processUp,
    per: ["instance", "app"],
    title: { fr: "Processus en ligne", en: "Process online" },
    about: {
      fr: "1 quand PM2 donne pour « online » tous les processus de l'application, sauf ceux qui sont arrêtés exprès et les tâches terminées sans erreur.",
      en: '1 while PM2 says "online" of all the app\'s processes, except those stopped on purpose and jobs that ended well.',
    },
  }),
);

export const processRestarts = signal(
  "instance:process_restarts:increase10m",
  eventCount({
    counter: pm2.restarts,
    over: "10m",
    per: ["instance", "app"],
    title: { fr: "Redémarrages", en: "Restarts" },
    about: {
      fr: "Redémarrages de l'application en 10 minutes, quelle qu'en soit la cause. Un déploiement en fait un ou deux.",
      en: "Restarts of the app within 10 minutes, whatever their cause. A deploy makes one or two.",
    },
  }),
);

export const processMemoryUse = signal(
  "instance:process_memory_use:ratio",
  gaugeRatio({
    used: pm2.memory,
    of: pm2.memoryLimit,
    per: ["instance", "app", "id"],
    title: { fr: "Mémoire du processus", en: "Process memory" },
    about: {
      fr: "Mémoire du processus, en part de celle au-delà de laquelle PM2 le redémarre (max_memory_restart).",
      en: "The process's memory, as a share of that above which PM2 restarts it (max_memory_restart).",
    },
  }),
);

/** PM2 does not say why it restarts. Its check of the memory runs every 30 s, so that the last scrape saw nearly all of it. */
export const processMemoryPeak = signal("instance:process_memory_peak:ratio10m", {
  recordingRule: true,
  unit: ratio,
  per: ["instance", "app"],
  over: "10m",
  title: { fr: "Pic de mémoire du processus", en: "Process memory peak" },
  about: {
    fr: "Le plus haut de la mémoire du processus en 10 minutes, en part de sa limite max_memory_restart.",
    en: "The highest memory of the process within 10 minutes, as a share of its limit max_memory_restart.",
  },
  expr: promql`max by (instance, app) (max_over_time(${pm2.memory}[10m]) / ${pm2.memoryLimit})`,
  produce: ({ values, labels }) => [
    seriesOf(
      pm2.memory,
      labels,
      values.map((value) => (value === null ? null : rounded(value * 1e9))),
    ),
    seriesOf(
      pm2.memoryLimit,
      labels,
      values.map((value) => (value === null ? null : 1e9)),
    ),
  ],
});

export const processEventLoopLag = signal(
  "instance:process_event_loop_lag:mean5m",
  gaugeMean({
    gauge: pm2.eventLoopLag,
    unit: seconds,
    over: "5m",
    per: ["instance", "app", "id"],
    title: { fr: "Retard de la boucle d'événements", en: "Event-loop lag" },
    about: {
      fr: "Temps pendant lequel le processus ne répond à rien, moyenne de 5 minutes de ce que l'application publie à PM2.",
      en: "Time in which the process answers nothing, mean over 5 minutes of what the app publishes to PM2.",
    },
  }),
);

export const processCpuUse = signal(
  "instance:process_cpu_use:mean5m",
  gaugeMean({
    gauge: pm2.cpu,
    unit: ratio,
    over: "5m",
    per: ["instance", "app", "id"],
    title: { fr: "Processeur du processus", en: "Process CPU" },
    about: {
      fr: "Part d'un cœur que le processus occupe, moyenne de 5 minutes. Node n'en a qu'un pour répondre : à 100 %, tout attend.",
      en: "Share of a core that the process uses, mean over 5 minutes. Node has only one to answer with: at 100 % everything waits.",
    },
  }),
);
