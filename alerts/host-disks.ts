import { alert, because } from "../kit/model/alert.ts";
import { whileAbove } from "../kit/model/condition.ts";
import {
  type ExampleContext,
  given,
  held,
  justBeyond,
  justWithin,
  oneMissedScrape,
  paced,
  spike,
  steady,
} from "../kit/model/example.ts";
import { rounded, seriesOf } from "../kit/model/series.ts";
import { command, link } from "../kit/model/step.ts";
import { freeDisk, machine } from "../parts/remedies.ts";
import { diskBusy, diskResponseTime, diskTimeLeft, diskTimeLeftSteep, diskUse } from "../signals/host-disks.ts";
import { node } from "../signals/metrics/node.ts";
import { hostDown } from "./host.ts";
import { backupsKept, imagesLeft, logsGrow } from "./likely-on-host.ts";

const hour = 3600;

export const hostDiskFilling = alert("HostDiskFilling", {
  title: { fr: "Disque presque plein", en: "Disk nearly full" },
  on: diskUse,
  category: "system",
  levels: { warning: { above: 0.9, for: "10m" }, critical: { above: 0.95, for: "1m" } },
  causes: [because(hostDown)],
  heals: [freeDisk(machine, { atMost: 1, per: "6h", only: { mountpoint: "/" } })],
  healsAfter: "1m",
  summary: {
    fr: "{{mountpoint}} de {{instance}} est plein à {{value}} (limite {{limit}})",
    en: "{{mountpoint}} on {{instance}} is {{value}} full (limit {{limit}})",
  },
  impact: {
    fr: "À 100 %, MongoDB et l'API cessent d'écrire : inscriptions et annonces sont perdues.",
    en: "At 100 % MongoDB and the API stop writing: registrations and announcements are lost.",
  },
  next: [
    command("sudo du -xh --max-depth=2 {{mountpoint}} | sort -h | tail -20", {
      fr: "Trouver ce qui occupe la place",
      en: "Find what takes the space",
    }),
    command("{{docker}} system df && {{docker}} image prune", {
      fr: "Supprimer les images Docker inutilisées",
      en: "Remove unused Docker images",
    }),
    command("{{pm2}} flush && sudo journalctl --vacuum-size=200M", { fr: "Vider les journaux", en: "Empty the logs" }),
  ],
  likely: [logsGrow, imagesLeft, backupsKept],
  examples: {
    fires: [steady(justBeyond)],
    silent: [steady(justWithin), spike(justBeyond, { shorterThan: "for" }), oneMissedScrape],
  },
});

/** A disk of 100 GB, of which so much is free. */
const diskOf = (instance: string, free: readonly number[]) => [
  seriesOf(node.filesystemAvailable, { instance }, free),
  seriesOf(
    node.filesystemSize,
    { instance },
    free.map(() => 1e11),
  ),
];

/** What is free on a disk of 100 GB, in GB at a minute of the example. */
const freeAt = (name: string, minutes: number, gigabytes: (minute: number) => number) =>
  given(name, ({ instance, interval }) => {
    const samples = Array.from({ length: (minutes * 60) / interval }, (_, index) =>
      Math.round(1e9 * gigabytes((index * interval) / 60)),
    );
    return diskOf(instance, samples);
  });

export const hostDiskFillingFast = alert("HostDiskFillingFast", {
  title: { fr: "Disque presque plein dans moins d'une heure", en: "Disk full within the hour" },
  on: diskTimeLeftSteep,
  category: "system",
  // Longer than the shorter of its trends: what has ended by then was a step.
  levels: { critical: { below: hour, for: "4m" } },
  tellsLate: "a step of a few minutes is no trend: what fills a disk within the hour is told while most of it is left",
  causes: [because(hostDown), because(hostDiskFilling)],
  summary: {
    fr: "{{mountpoint}} de {{instance}} se remplit d'un coup : plein dans {{value}}",
    en: "{{mountpoint}} on {{instance}} is filling at once: full in {{value}}",
  },
  impact: {
    fr: "Rien encore ; dans moins d'une heure, MongoDB et l'API cesseront d'écrire.",
    en: "Nothing yet; within the hour MongoDB and the API will stop writing.",
  },
  next: [
    command("sudo find {{mountpoint}} -xdev -type f -mmin -15 -size +100M -exec ls -lh {} +", {
      fr: "Trouver le fichier qui grossit",
      en: "Find the file that grows",
    }),
    command("sudo lsof -w +D /var/log | head; {{pm2}} flush", {
      fr: "Si c'est un journal, voir quel programme l'écrit, et le vider",
      en: "If it is a log, see which program writes it, and empty it",
    }),
    command("{{docker}} ps --all --size", {
      fr: "Si rien ne s'y trouve, chercher parmi les conteneurs",
      en: "If there is none, look among the containers",
    }),
  ],
  likely: [logsGrow, backupsKept],
  examples: {
    fires: [
      steady(justBeyond),
      freeAt("a log that fills 25 GB in half an hour", 50, (minute) => 40 - 0.83 * Math.max(0, minute - 20)),
    ],
    silent: [
      steady(justWithin),
      oneMissedScrape,
      freeAt("a file of 20 GB, written at once", 40, (minute) => (minute < 15 ? 40 : 20)),
      freeAt("a disk that has just begun to be used, and fills fast", 30, (minute) => 99 - minute),
      freeAt("a restore of two minutes, as fast as the disk can", 40, (minute) =>
        minute < 15 ? 40 : 40 - 8 * Math.min(2, minute - 15),
      ),
      freeAt(
        "the nightly dump: 3 GB in 25 minutes",
        40,
        (minute) => 20 - 0.12 * Math.min(25, Math.max(0, minute - 10)),
      ),
    ],
  },
});

/** From one free share to another, at a pace that leaves less time than the limit all the while. */
const filling = (from: number, to: number, { level, interval, instance }: ExampleContext) => {
  const perSecond = from / (0.97 * level.limit);
  const samples = Array.from({ length: Math.floor((from - to) / perSecond / interval) + 1 }, (_, index) =>
    rounded(1e11 * (from - perSecond * index * interval)),
  );
  return diskOf(instance, samples);
};

export const hostDiskFullSoon = alert("HostDiskFullSoon", {
  title: { fr: "Disque bientôt plein", en: "Disk full soon" },
  on: diskTimeLeft,
  category: "system",
  // Longer than the shortest of its trends: what has ended by then was a step.
  levels: { warning: { below: 24 * hour, for: "30m" }, critical: { below: 4 * hour, for: "20m" } },
  tellsLate:
    "prolongs the trend of six hours, which no nightly dump may bend; HostDiskFillingFast tells of a disk that fills at once",
  causes: [because(hostDown), because(hostDiskFilling), because(hostDiskFillingFast)],
  summary: {
    fr: "{{mountpoint}} de {{instance}} sera plein dans {{value}}",
    en: "{{mountpoint}} on {{instance}} will be full in {{value}}",
  },
  impact: {
    fr: "Rien encore ; disque plein, MongoDB et l'API cesseront d'écrire.",
    en: "Nothing yet; once full, MongoDB and the API will stop writing.",
  },
  next: [
    command("sudo find {{mountpoint}} -xdev -type f -mmin -360 -size +50M -exec ls -lh {} +", {
      fr: "Trouver les gros fichiers écrits depuis 6 heures",
      en: "Find the large files written in the last 6 hours",
    }),
    command("{{pm2}} flush && sudo journalctl --vacuum-size=200M", {
      fr: "Si ce sont des journaux, les vider",
      en: "If they are logs, empty them",
    }),
  ],
  likely: [logsGrow, imagesLeft, backupsKept],
  examples: {
    fires: [
      steady(justBeyond),
      given("a disk that has just begun to be rather full, and fills too fast", (context) =>
        filling(0.395, 0.345, context),
      ),
    ],
    silent: [
      steady(justWithin),
      given("a disk that is not yet rather full, and fills too fast", (context) => filling(0.449, 0.402, context)),
      given("a disk that fills fast, but is half empty", (context) => {
        const labels = { instance: context.instance };
        const day = Array.from({ length: (8 * hour) / context.interval }, (_, index) => index * context.interval);
        return [
          seriesOf(
            node.filesystemAvailable,
            labels,
            day.map((time) => 0.9e11 - 0.05e11 * (time / hour)),
          ),
          seriesOf(
            node.filesystemSize,
            labels,
            day.map(() => 1e11),
          ),
        ];
      }),
      freeAt("a new kernel: a fifth of the disk is used at once, and stays so", 600, (minute) =>
        minute < 390 ? 30 : 10,
      ),
      freeAt("a dump for a migration, kept for two hours", 720, (minute) =>
        minute < 400 || minute > 545 ? 30 : 30 - 20 * Math.min(1, (minute - 400) / 25),
      ),
      given("the nightly backup: a dump of 5 % of the disk grows for 25 minutes, and is deleted", (context) => {
        const labels = { instance: context.instance };
        const night = Array.from({ length: (10 * hour) / context.interval }, (_, index) => {
          const writing = (index * context.interval - 7 * hour) / (25 * 60);
          return writing < 0 || writing > 1.2 ? 0.3e11 : 0.3e11 - 0.05e11 * Math.min(1, writing);
        });
        return [
          seriesOf(node.filesystemAvailable, labels, night),
          seriesOf(
            node.filesystemSize,
            labels,
            night.map(() => 1e11),
          ),
        ];
      }),
    ],
  },
});

/** Busy alone is no harm: the nightly backup keeps the disk 90 % busy for half an hour, and the disk still answers. */
export const hostDiskSaturated = alert("HostDiskSaturated", {
  title: { fr: "Disque trop lent", en: "Disk too slow" },
  on: diskResponseTime,
  onlyWhile: whileAbove(diskBusy, 0.95),
  category: "performance",
  levels: { warning: { above: 0.05, for: "8m" } },
  causes: [because(hostDown)],
  summary: {
    fr: "Le disque {{device}} de {{instance}} est saturé : {{value}} par opération (limite {{limit}})",
    en: "Disk {{device}} of {{instance}} is saturated: {{value}} an operation (limit {{limit}})",
  },
  impact: {
    fr: "Tout ce qui lit ou écrit attend : MongoDB, journaux, pages lentes.",
    en: "Whatever reads or writes waits: MongoDB, logs, slow pages.",
  },
  next: [
    command("sudo iotop -b -o -n 3 -d 2 | head -30", {
      fr: "Trouver le processus qui lit ou écrit le plus (paquet iotop)",
      en: "Find the process that reads or writes most (package iotop)",
    }),
    command("systemctl list-timers --no-pager; ps -eo pid,etimes,comm,args | grep -E 'restic|mongodump|rsync|tar '", {
      fr: "Voir si une sauvegarde s'éternise ; au besoin la ralentir avec ionice -c3 -p <pid>",
      en: "See whether a backup drags on; slow it down with ionice -c3 -p <pid> if so",
    }),
    link("https://www.ovh.com/manager/#/dedicated/vps", {
      fr: "Si rien ici n'écrit, chercher un incident de stockage chez OVH",
      en: "If nothing here writes, look for a storage incident at OVH",
    }),
  ],
  examples: {
    fires: [
      steady(justBeyond),
      // Of the two hundred operations a second that a test has: not one.
      given("a disk so slow that it hardly ends an operation in a second", (context) => [
        ...paced(held(diskResponseTime, justBeyond(context), 30, context), 0.0045),
        ...held(diskBusy, 1, 30, context),
      ]),
    ],
    silent: [
      steady(justWithin),
      spike(justBeyond, { shorterThan: "for" }),
      oneMissedScrape,
      given(
        "the nightly backup: 90 % busy for half an hour, with answers that take longer than the limit",
        (context) => [
          ...held(diskResponseTime, 1.5 * context.level.limit, 30, context),
          ...held(diskBusy, 0.9, 30, context),
        ],
      ),
      given("a disk that hardly works, and whose few operations are slow", (context) => [
        ...held(diskResponseTime, 4 * context.level.limit, 30, context),
        ...held(diskBusy, 0.02, 30, context),
      ]),
    ],
  },
});
