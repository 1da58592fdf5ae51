import type { Component } from "../alerts/model/alert.ts";
import type { Severity } from "../alerts/model/level.ts";
import type { Text } from "../signals/model/text.ts";
import type { PlatformFault } from "./platform/faults.ts";

/** Faults of the parts around the platform, which the harness causes itself. */
export type HarnessFault = "host-down" | "discord-refusing";

/** Something that can go wrong, and what somebody must be told then. */
export interface Fault {
  readonly name: PlatformFault | HarnessFault;
  readonly about: Text;
  /** Only in recordings: the running system has not what it would break (TLS). */
  readonly recordedOnly?: true;
  readonly tells: { readonly alert: string; readonly severity: Severity; readonly component: Component };
}

/** The library of faults: `npm run fault <name>` causes one in the running system. */
export const faults: readonly Fault[] = [
  {
    name: "api-down",
    about: { fr: "Le processus de l'API s'arrête", en: "The API's process stops" },
    tells: { alert: "ApiDown", severity: "critical", component: "api" },
  },
  {
    name: "api-errors",
    about: { fr: "Une requête sur dix échoue (500)", en: "One request in ten fails (500)" },
    tells: { alert: "ApiServerErrors", severity: "critical", component: "api" },
  },
  {
    name: "api-slow",
    about: { fr: "L'API répond en 2,5 s (P95)", en: "The API answers in 2.5 s (P95)" },
    tells: { alert: "ApiSlowResponses", severity: "critical", component: "api" },
  },
  {
    name: "api-metrics-broken",
    about: { fr: "L'API tourne, mais /metrics échoue", en: "The API runs, but /metrics fails" },
    tells: { alert: "MonitoringTargetMissing", severity: "warning", component: "monitoring" },
  },
  {
    name: "web-down",
    about: { fr: "Le site ne répond plus", en: "The web site no longer answers" },
    tells: { alert: "WebDown", severity: "critical", component: "web" },
  },
  {
    name: "web-error-page",
    about: { fr: "Le site répond 200 avec une page d'erreur", en: "The web site answers 200 with an error page" },
    tells: { alert: "WebWrongContent", severity: "critical", component: "web" },
  },
  {
    name: "web-slow",
    about: { fr: "La page d'accueil met 3,5 s à arriver", en: "The home page takes 3.5 s to arrive" },
    tells: { alert: "WebSlow", severity: "warning", component: "web" },
  },
  {
    name: "certificate-expiring",
    about: { fr: "Les certificats expirent dans 5 jours", en: "The certificates expire in 5 days" },
    recordedOnly: true,
    tells: { alert: "WebCertificateExpiring", severity: "critical", component: "web" },
  },
  {
    name: "database-slow",
    about: {
      fr: "Un index manque : la base lit en 2,5 s (P95)",
      en: "An index is missing: the database reads in 2.5 s (P95)",
    },
    tells: { alert: "DatabaseSlowOperations", severity: "critical", component: "database" },
  },
  {
    name: "database-errors",
    about: {
      fr: "L'API perd ses connexions à la base : une requête sur cinq échoue",
      en: "The API loses its connections to the database: one request in five fails",
    },
    tells: { alert: "DatabaseDriverErrors", severity: "critical", component: "database" },
  },
  {
    name: "host-down",
    about: { fr: "L'hôte ne répond plus à la surveillance", en: "The host no longer answers the monitoring" },
    tells: { alert: "HostDown", severity: "critical", component: "host" },
  },
  {
    name: "host-cpu",
    about: { fr: "Le processeur est saturé", en: "The CPU is saturated" },
    tells: { alert: "HostCpuBusy", severity: "critical", component: "host" },
  },
  {
    name: "host-memory",
    about: { fr: "La mémoire est presque pleine", en: "The memory is nearly full" },
    tells: { alert: "HostMemoryLow", severity: "critical", component: "host" },
  },
  {
    name: "host-oom",
    about: { fr: "Le noyau tue des processus faute de mémoire", en: "The kernel kills processes for want of memory" },
    tells: { alert: "HostOomKill", severity: "critical", component: "host" },
  },
  {
    name: "host-swap",
    about: {
      fr: "La mémoire va et vient entre le swap et les processus",
      en: "Memory goes to swap and back all the time",
    },
    tells: { alert: "HostSwapThrashing", severity: "warning", component: "host" },
  },
  {
    name: "host-load",
    about: { fr: "Dix processus attendent leur tour", en: "Ten processes wait for their turn" },
    tells: { alert: "HostLoadHigh", severity: "warning", component: "host" },
  },
  {
    name: "host-reboot",
    about: { fr: "La machine redémarre", en: "The machine is started again" },
    tells: { alert: "HostRebooted", severity: "info", component: "host" },
  },
  {
    name: "host-disk",
    about: { fr: "Le disque est presque plein", en: "The disk is nearly full" },
    tells: { alert: "HostDiskFilling", severity: "critical", component: "host" },
  },
  {
    name: "host-disk-growing",
    about: { fr: "Le disque se remplit de 3 % par heure", en: "The disk fills by 3 % an hour" },
    tells: { alert: "HostDiskFullSoon", severity: "warning", component: "host" },
  },
  {
    name: "host-inodes",
    about: { fr: "Le disque n'a presque plus d'inodes", en: "The disk has hardly any inodes left" },
    tells: { alert: "HostInodesLow", severity: "critical", component: "host" },
  },
  {
    name: "host-disk-busy",
    about: { fr: "Le disque est saturé et répond en 120 ms", en: "The disk is saturated and answers in 120 ms" },
    tells: { alert: "HostDiskSaturated", severity: "warning", component: "host" },
  },
  {
    name: "host-readonly",
    about: { fr: "Le disque est passé en lecture seule", en: "The disk turned read-only" },
    tells: { alert: "HostFilesystemFailing", severity: "critical", component: "host" },
  },
  {
    name: "host-network-saturated",
    about: { fr: "La ligne de 100 Mbit/s est pleine", en: "The line of 100 Mbit/s is full" },
    tells: { alert: "HostNetworkSaturated", severity: "warning", component: "host" },
  },
  {
    name: "host-network-errors",
    about: { fr: "Un paquet sur vingt arrive abîmé", en: "One packet in twenty arrives damaged" },
    tells: { alert: "HostNetworkErrors", severity: "warning", component: "host" },
  },
  {
    name: "host-conntrack",
    about: { fr: "La table des connexions est presque pleine", en: "The connection table is nearly full" },
    tells: { alert: "HostConnectionTableFull", severity: "critical", component: "host" },
  },
  {
    name: "host-files",
    about: { fr: "Presque tous les descripteurs de fichiers sont pris", en: "Nearly all file descriptors are taken" },
    tells: { alert: "HostFileDescriptorsLow", severity: "critical", component: "host" },
  },
  {
    name: "host-clock",
    about: {
      fr: "L'horloge n'est plus synchronisée et dérive",
      en: "The clock is not synchronised any more and drifts",
    },
    tells: { alert: "HostClockUnsynchronised", severity: "warning", component: "host" },
  },
  {
    name: "host-textfile",
    about: { fr: "Un fichier de mesures est illisible", en: "A file of metrics cannot be read" },
    tells: { alert: "HostTextfileErrors", severity: "warning", component: "host" },
  },
  {
    name: "discord-refusing",
    about: {
      fr: "Discord refuse nos messages (webhook supprimé) : le courriel prévient",
      en: "Discord refuses our messages (webhook deleted): the e-mail tells",
    },
    tells: { alert: "MonitoringNotificationsFailing", severity: "critical", component: "monitoring" },
  },
];
