import { busyRatio } from "./kinds/busy-ratio.ts";
import { gaugeRatio } from "./kinds/gauge-ratio.ts";
import { predictedExhaustion } from "./kinds/predicted-exhaustion.ts";
import { up } from "./kinds/up.ts";
import { scrape } from "./metrics/every.ts";
import { node, realFilesystems } from "./metrics/node.ts";
import { signal } from "./model/signal.ts";

export const hostUp = signal(
  "instance:host_up:min",
  up({
    gauge: scrape.up,
    where: ['job="node"'],
    example: { job: "node" },
    per: ["instance"],
    title: { fr: "Hôte joignable", en: "Host reachable" },
    about: {
      fr: "1 quand node-exporter répond sur l'hôte.",
      en: "1 while node-exporter answers on the host.",
    },
  }),
);

export const cpuUse = signal(
  "instance:cpu_use:ratio",
  busyRatio({
    counter: node.cpu,
    idle: 'mode="idle"',
    examples: { idle: { mode: "idle" }, busy: { mode: "user" } },
    over: "5m",
    per: ["instance"],
    objective: { below: 0.8 },
    title: { fr: "Processeur utilisé", en: "CPU use" },
    about: {
      fr: "Part du temps où les processeurs travaillent, en moyenne sur 5 minutes.",
      en: "Share of the time in which the CPUs work, on average over 5 minutes.",
    },
  }),
);

export const memoryUse = signal(
  "instance:memory_use:ratio",
  gaugeRatio({
    free: node.memoryAvailable,
    of: node.memoryTotal,
    per: ["instance"],
    objective: { below: 0.85 },
    title: { fr: "Mémoire utilisée", en: "Memory use" },
    about: {
      fr: "Part de la mémoire que les programmes ne peuvent plus obtenir.",
      en: "Share of the memory that programs can no longer get.",
    },
  }),
);

export const diskUse = signal(
  "instance:disk_use:ratio",
  gaugeRatio({
    free: node.filesystemAvailable,
    of: node.filesystemSize,
    where: [realFilesystems],
    per: ["instance", "mountpoint"],
    objective: { below: 0.9 },
    title: { fr: "Disque utilisé", en: "Disk use" },
    about: {
      fr: "Part de chaque système de fichiers déjà occupée.",
      en: "Share of each file system in use.",
    },
  }),
);

export const diskTimeLeft = signal(
  "instance:disk_time_left:seconds",
  predictedExhaustion({
    free: node.filesystemAvailable,
    of: node.filesystemSize,
    where: [realFilesystems],
    trend: "6h",
    onceUsed: 0.6,
    per: ["instance", "mountpoint"],
    title: { fr: "Temps avant disque plein", en: "Time until the disk is full" },
    about: {
      fr: "À la vitesse des 6 dernières heures, le temps qui reste avant que le disque soit plein.",
      en: "At the speed of the last 6 hours, the time left until the disk is full.",
    },
  }),
);
