import { gaugeRatio } from "../kit/kinds/gauge-ratio.ts";
import { meanPerEvent } from "../kit/kinds/mean-per-event.ts";
import { predictedExhaustion } from "../kit/kinds/predicted-exhaustion.ts";
import { shareOfTime } from "../kit/kinds/share-of-time.ts";
import { promql } from "../kit/model/promql.ts";
import { seriesOf } from "../kit/model/series.ts";
import { signal } from "../kit/model/signal.ts";
import { bool, bytes, seconds } from "../kit/model/unit.ts";
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
    trends: ["6h", "1h", "15m"],
    onceUsed: 0.6,
    per: ["instance", "mountpoint"],
    title: { fr: "Temps avant disque plein", en: "Time until the disk is full" },
    about: {
      fr: "Le temps qui reste avant que le disque soit plein, à la plus lente des vitesses des 6 dernières heures, de la dernière et du dernier quart d'heure.",
      en: "The time left until the disk is full, at the slowest of the speeds of the last 6 hours, the last hour and the last quarter of an hour.",
    },
  }),
);

/** What writes as fast as the disk can is at its end before six hours show a trend. */
export const diskTimeLeftSteep = signal(
  "instance:disk_time_left:seconds10m",
  predictedExhaustion({
    free: node.filesystemAvailable,
    of: node.filesystemSize,
    where: [realFilesystems],
    trends: ["10m", "3m"],
    onceUsed: 0.3,
    per: ["instance", "mountpoint"],
    title: { fr: "Temps avant disque plein (10 min)", en: "Time until the disk is full (10 min)" },
    about: {
      fr: "Le temps qui reste avant que le disque soit plein, à la vitesse des 10 dernières minutes, qui dure encore.",
      en: "The time left until the disk is full, at the speed of the last 10 minutes, which goes on.",
    },
  }),
);

/** A share of less than this says little: a tenth of /boot is less than a kernel, a quarter of /boot/efi is plenty. */
const smallDisk = 2e9;

export const smallDiskLeft = signal("instance:small_disk_left:bytes", {
  unit: bytes,
  per: ["instance", "mountpoint"],
  title: { fr: "Place sur les petits disques", en: "Space on small disks" },
  about: {
    fr: "Place qui reste sur les systèmes de fichiers de moins de 2 Go occupés aux trois quarts, comme /boot.",
    en: "Space left on file systems of less than 2 GB of which three quarters are used, such as /boot.",
  },
  expr: promql`min by (instance, mountpoint) (
  ${node.filesystemAvailable.where(realFilesystems)}
    and ${node.filesystemSize.where(realFilesystems)} < ${smallDisk}
    and ${node.filesystemAvailable.where(realFilesystems)} / ${node.filesystemSize.where(realFilesystems)} < 0.25
)`,
  produce: ({ values, labels }) => [
    seriesOf(node.filesystemAvailable, { mountpoint: "/boot", ...labels }, values),
    seriesOf(
      node.filesystemSize,
      { mountpoint: "/boot", ...labels },
      values.map((value) => (value === null ? null : 1e9)),
    ),
  ],
});

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
    recordingRule: true,
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
