import { gaugeRatio } from "../kit/kinds/gauge-ratio.ts";
import { meanPerEvent } from "../kit/kinds/mean-per-event.ts";
import { predictedExhaustion } from "../kit/kinds/predicted-exhaustion.ts";
import { shareOfTime } from "../kit/kinds/share-of-time.ts";
import { promql } from "../kit/model/promql.ts";
import { seriesOf } from "../kit/model/series.ts";
import { signal } from "../kit/model/signal.ts";
import { bool, seconds } from "../kit/model/unit.ts";
import { node, realDisks, realFilesystems } from "./metrics/node.ts";

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

export const inodeUse = signal(
  "instance:inode_use:ratio",
  gaugeRatio({
    free: node.inodesFree,
    of: node.inodes,
    where: [realFilesystems],
    per: ["instance", "mountpoint"],
    title: { fr: "Inodes utilisés", en: "Inode use" },
    about: {
      fr: "Part des inodes déjà pris : chaque fichier en prend un, quelle que soit sa taille.",
      en: "Share of the inodes in use: each file takes one, whatever its size.",
    },
  }),
);

/** `permission denied` is what node-exporter may not see, not what is broken. */
export const filesystemFailing = signal("instance:filesystem_failing:max", {
  unit: bool,
  per: ["instance", "mountpoint"],
  title: { fr: "Système de fichiers en panne", en: "File system failing" },
  about: {
    fr: "1 quand un système de fichiers ne s'écrit plus (le noyau l'a remonté en lecture seule) ou ne répond plus.",
    en: "1 when a file system takes no writes (the kernel remounted it read-only) or no longer answers.",
  },
  expr: promql`max by (instance, mountpoint) (
  ${node.filesystemReadonly.where(realFilesystems)} > 0
    or ${node.filesystemError.where(realFilesystems, 'device_error!="permission denied"')}
)`,
  produce: ({ values, labels }) => [
    seriesOf(node.filesystemReadonly, labels, values),
    seriesOf(
      node.filesystemError,
      labels,
      values.map((value) => (value === null ? null : 0)),
    ),
  ],
});

export const diskBusy = signal(
  "instance:disk_busy:ratio5m",
  shareOfTime({
    counter: node.diskBusy,
    where: [realDisks],
    over: "5m",
    per: ["instance", "device"],
    title: { fr: "Disque occupé", en: "Disk busy" },
    about: {
      fr: "Part du temps où le disque travaille. La sauvegarde de la nuit l'occupe, sans gêner : voir le temps de réponse.",
      en: "Share of the time in which the disk works. The nightly backup keeps it busy without harm: see its response time.",
    },
  }),
);

export const diskResponseTime = signal(
  "instance:disk_response_time:mean5m",
  meanPerEvent({
    of: [
      { amount: node.diskReadTime, events: node.diskReads },
      { amount: node.diskWriteTime, events: node.diskWrites },
    ],
    unit: seconds,
    where: [realDisks],
    over: "5m",
    per: ["instance", "device"],
    title: { fr: "Temps de réponse du disque", en: "Disk response time" },
    about: {
      fr: "Temps moyen d'une lecture ou d'une écriture. Un SSD répond en une milliseconde environ.",
      en: "Mean time of a read or a write. An SSD answers in about a millisecond.",
    },
  }),
);
