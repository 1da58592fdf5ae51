import { alert, because } from "../kit/model/alert.ts";
import { given, justBeyond, justWithin, oneMissedScrape, spike, steady } from "../kit/model/example.ts";
import { seriesOf } from "../kit/model/series.ts";
import { command, link, person } from "../kit/model/step.ts";
import { freeDisk, machine } from "../parts/remedies.ts";
import { filesystemFailing, inodeUse, smallDiskLeft } from "../signals/host-disks.ts";
import { node } from "../signals/metrics/node.ts";
import { hostDown } from "./host.ts";
import { hostDiskFilling } from "./host-disks.ts";
import { diskDies, imagesLeft, remountedReadOnly, smallFiles } from "./likely-on-host.ts";
import { notSimulated } from "./proven-by.ts";

export const hostInodesLow = alert("HostInodesLow", {
  title: { fr: "Inodes presque épuisés", en: "Inodes nearly used up" },
  on: inodeUse,
  category: "system",
  levels: { warning: { above: 0.9, for: "10m" }, critical: { above: 0.95, for: "1m" } },
  causes: [because(hostDown)],
  heals: [freeDisk(machine, { atMost: 1, per: "6h", only: { mountpoint: "/" } })],
  healsAfter: "1m",
  summary: {
    fr: "{{mountpoint}} de {{instance}} n'a presque plus d'inodes : {{value}} pris (limite {{limit}})",
    en: "{{mountpoint}} on {{instance}} has hardly any inodes left: {{value}} in use (limit {{limit}})",
  },
  impact: {
    fr: "À 100 %, plus aucun fichier ne peut être créé, même s'il reste de la place : l'API et MongoDB échouent.",
    en: "At 100 % no file can be created any more, even with space left: the API and MongoDB fail.",
  },
  next: [
    command("sudo du --inodes -x --max-depth=3 {{mountpoint}} | sort -n | tail -20", {
      fr: "Trouver le dossier aux innombrables petits fichiers (sessions, cache, node_modules)",
      en: "Find the directory with countless small files (sessions, caches, node_modules)",
    }),
    command("{{docker}} system df && {{docker}} image prune", {
      fr: "Supprimer les images Docker inutilisées : elles en contiennent beaucoup",
      en: "Remove unused Docker images: they hold many",
    }),
    command("sudo find /tmp /var/tmp -xdev -type f -mtime +7 -print | head -50", {
      fr: "Voir les vieux fichiers temporaires ; ajouter -delete pour les supprimer",
      en: "See old temporary files; add -delete to remove them",
    }),
  ],
  likely: [smallFiles, imagesLeft],
  examples: {
    fires: [steady(justBeyond)],
    silent: [
      steady(justWithin),
      spike(justBeyond, { shorterThan: "for" }),
      oneMissedScrape,
      given("a file system without such a limit (btrfs): 0 of 0", (context) =>
        [node.inodes, node.inodesFree].map((metric) =>
          seriesOf(
            metric,
            { instance: context.instance, fstype: "btrfs" },
            Array.from({ length: 80 }, () => 0),
          ),
        ),
      ),
    ],
  },
});

export const hostSmallDiskFilling = alert("HostSmallDiskFilling", {
  provenBy: notSimulated,
  title: { fr: "Petit disque presque plein", en: "Small disk nearly full" },
  on: smallDiskLeft,
  category: "system",
  levels: { warning: { below: 100 * 2 ** 20, for: "10m" } },
  causes: [because(hostDown), because(hostDiskFilling)],
  summary: {
    fr: "{{mountpoint}} de {{instance}} : il reste {{value}} (limite {{limit}})",
    en: "{{mountpoint}} on {{instance}}: {{value}} left (limit {{limit}})",
  },
  impact: {
    fr: "Rien encore ; sur /boot, la prochaine mise à jour du noyau échouera, et avec elle celles qui la suivent.",
    en: "Nothing yet; on /boot the next update of the kernel will fail, and with it those that follow.",
  },
  next: [
    command("sudo du -xh --max-depth=1 {{mountpoint}} | sort -h | tail; uname -r; dpkg -l 'linux-image-*' | grep ^ii", {
      fr: "Voir ce qui l'occupe : d'anciens noyaux ?",
      en: "See what takes the space: old kernels?",
    }),
    command("sudo apt-get autoremove --purge", {
      fr: "Supprimer les anciens noyaux",
      en: "Remove the old kernels",
    }),
  ],
  examples: {
    fires: [steady(justBeyond)],
    silent: [
      steady(justWithin),
      spike(justBeyond, { shorterThan: "for" }),
      oneMissedScrape,
      ...[
        { what: "a tiny one that is nearly empty (/boot/efi)", size: 100e6, free: 94e6 },
        { what: "one that is not small", size: 2.1e9, free: 90e6 },
        { what: "one of which just under three quarters are used", size: 390e6, free: 99e6 },
      ].map(({ what, size, free }) =>
        given(what, ({ instance, interval }) =>
          [node.filesystemSize, node.filesystemAvailable].map((metric) =>
            seriesOf(
              metric,
              { instance, mountpoint: "/boot" },
              Array.from({ length: 1200 / interval }, () => (metric === node.filesystemSize ? size : free)),
            ),
          ),
        ),
      ),
    ],
  },
});

export const hostFilesystemFailing = alert("HostFilesystemFailing", {
  title: { fr: "Système de fichiers bloqué ou en lecture seule", en: "File system stuck or read-only" },
  on: filesystemFailing,
  category: "system",
  levels: { critical: { above: 0, for: "1m" } },
  causes: [because(hostDown)],
  summary: {
    fr: "{{mountpoint}} de {{instance}} est passé en lecture seule ou ne répond plus",
    en: "{{mountpoint}} on {{instance}} turned read-only or no longer answers",
  },
  wellAgain: {
    fr: "{{mountpoint}} de {{instance}} se lit et s'écrit de nouveau",
    en: "{{mountpoint}} of {{instance}} can be read and written again",
  },
  impact: {
    fr: "Rien ne s'écrit plus : inscriptions et annonces sont perdues. Souvent un disque qui meurt.",
    en: "Nothing is written any more: registrations and announcements are lost. Often a dying disk.",
  },
  next: [
    command("sudo dmesg --level=err,warn -T | tail -30; findmnt {{mountpoint}}", {
      fr: "Lire l'erreur du noyau et l'état du montage",
      en: "Read the kernel's error and the state of the mount",
    }),
    link("https://www.ovh.com/manager/#/dedicated/vps", {
      fr: "Prendre un instantané du VPS avant toute réparation, et chercher un incident de stockage",
      en: "Take a snapshot of the VPS before any repair, and look for a storage incident",
    }),
    command("sudo mount -o remount,rw {{mountpoint}}", {
      fr: "Sans erreur de disque dans dmesg : remonter en écriture",
      en: "Without a disk error in dmesg: mount it for writing again",
    }),
    person("lead", {
      fr: "Avec une erreur de disque : ne rien écrire, appeler le développeur principal et restaurer la sauvegarde",
      en: "With a disk error: write nothing, call the lead developer and restore the backup",
    }),
  ],
  likely: [diskDies, remountedReadOnly],
  examples: {
    fires: [
      steady(justBeyond),
      given("a file system that does not answer", (context) => {
        const labels = { instance: context.instance, device_error: "input/output error" };
        const samples = Array.from({ length: 20 }, () => 1);
        return [
          seriesOf(
            node.filesystemReadonly,
            labels,
            samples.map(() => 0),
          ),
          seriesOf(node.filesystemError, labels, samples),
        ];
      }),
    ],
    silent: [
      steady(justWithin),
      spike(justBeyond, { shorterThan: "for" }),
      oneMissedScrape,
      given("a mount that node-exporter may not look into", (context) => {
        const labels = { instance: context.instance, device_error: "permission denied" };
        return [
          seriesOf(
            node.filesystemError,
            labels,
            Array.from({ length: 20 }, () => 1),
          ),
        ];
      }),
      given("an image that is read-only by nature (snap)", (context) => {
        const labels = { instance: context.instance, fstype: "squashfs" };
        return [
          seriesOf(
            node.filesystemReadonly,
            labels,
            Array.from({ length: 20 }, () => 1),
          ),
        ];
      }),
    ],
  },
});
