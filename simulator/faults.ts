import type { Component } from "../alerts/components.ts";
import type { Fault } from "../kit/lab/fault.ts";
import type { DataFault } from "./mongodb/movement.ts";
import type { PlatformFault } from "./platform/faults.ts";

/** Faults of the parts around the platform, which the harness causes itself. The platform has its own part in `host-down`. */
export type HarnessFault =
  | "host-down"
  | "node-exporter-down"
  | "mongodb-down"
  | "pm2-crash-loop"
  | "discord-refusing"
  | "configuration-refused";

type BenevoclicFault = Fault<PlatformFault | DataFault | HarnessFault> & {
  readonly tells: { readonly component: Component };
};

/** The library of faults: `npm run fault <name>` causes one in the running system. */
export const faults: readonly BenevoclicFault[] = [
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
    name: "api-route-errors",
    about: {
      fr: "Chaque inscription à une annonce échoue (500), le reste va bien",
      en: "Each registration for an announcement fails (500), the rest is well",
    },
    tells: { alert: "ApiRouteErrors", severity: "critical", component: "api" },
  },
  {
    name: "api-errors-few",
    about: {
      fr: "Huit requêtes sur mille échouent : le budget d'erreurs fond",
      en: "Eight requests in a thousand fail: the error budget melts",
    },
    tells: { alert: "ApiErrorsBurning", severity: "critical", component: "api" },
  },
  {
    name: "api-refuses-requests",
    about: { fr: "L'API refuse une requête sur six (400)", en: "The API refuses one request in six (400)" },
    tells: { alert: "ApiClientErrors", severity: "warning", component: "api" },
  },
  {
    name: "api-slower",
    about: {
      fr: "L'API répond deux fois et demie plus lentement, sous les limites",
      en: "The API answers two and a half times more slowly, below the limits",
    },
    tells: { alert: "ApiLatencyUnusual", severity: "info", component: "api" },
  },
  {
    name: "api-route-slow",
    about: {
      fr: "La page d'un bénévole répond en 2,5 s (P95), le reste va bien",
      en: "A volunteer's page answers in 2.5 s (P95), the rest is well",
    },
    tells: { alert: "ApiSlowRoute", severity: "warning", component: "api" },
  },
  {
    name: "api-requests-stuck",
    about: { fr: "Les recherches n'aboutissent jamais", en: "Searches never end" },
    tells: { alert: "ApiRequestsStuck", severity: "critical", component: "api" },
  },
  {
    name: "api-stalls",
    about: {
      fr: "La boucle d'événements se fige 600 ms par seconde",
      en: "The event loop stands still 600 ms in every second",
    },
    tells: { alert: "ApiEventLoopBlocked", severity: "critical", component: "api" },
  },
  {
    name: "api-unreachable",
    about: {
      fr: "Le serveur frontal répond 502 à la place de l'API, qui va bien",
      en: "The proxy answers 502 in the place of the API, which is well",
    },
    tells: { alert: "ApiUnreachable", severity: "critical", component: "api" },
  },
  {
    name: "entrance-down",
    about: {
      fr: "nginx s'arrête : ni le site ni l'API ne sont joignables, et tous deux vont bien",
      en: "nginx stops: neither the web site nor the API can be reached, and both are well",
    },
    tells: { alert: "WebEntranceDown", severity: "critical", component: "web" },
  },
  {
    name: "api-flapping",
    about: {
      fr: "L'API est injoignable 3 secondes par minute",
      en: "The API is out of reach 3 seconds in every minute",
    },
    tells: { alert: "ApiAvailabilityBurning", severity: "critical", component: "api" },
  },
  {
    name: "api-restarts",
    about: { fr: "L'API redémarre toutes les deux minutes", en: "The API restarts every two minutes" },
    tells: { alert: "ApiRestarting", severity: "warning", component: "api" },
  },
  {
    name: "api-heap-full",
    about: { fr: "Une fuite remplit la mémoire de l'API", en: "A leak fills the API's memory" },
    tells: { alert: "ApiHeapNearLimit", severity: "critical", component: "api" },
  },
  {
    name: "api-gc-pressure",
    about: {
      fr: "L'API passe un quart de son temps à nettoyer sa mémoire",
      en: "The API spends a quarter of its time collecting garbage",
    },
    tells: { alert: "ApiGarbagePressure", severity: "warning", component: "api" },
  },
  {
    name: "api-files-open",
    about: { fr: "L'API ne ferme plus ses connexions", en: "The API no longer closes its connections" },
    tells: { alert: "ApiFilesNearLimit", severity: "critical", component: "api" },
  },
  {
    name: "series-flood",
    about: {
      fr: "Quelqu'un demande des adresses inventées, vingt par seconde",
      en: "Somebody asks for invented addresses, twenty a second",
    },
    tells: { alert: "ApiSeriesFlood", severity: "warning", component: "api" },
  },
  {
    name: "series-unbounded",
    about: {
      fr: "Une nouvelle version de l'API met l'identifiant du document dans le nom de chaque lecture",
      en: "A new version of the API puts the document's id into the name of each reading",
    },
    liveOnly: true,
    tells: { alert: "ApiSeriesOverBudget", severity: "warning", component: "api" },
  },
  {
    name: "traffic-lost",
    about: { fr: "Plus personne n'atteint l'API", en: "Nobody reaches the API any more" },
    tells: { alert: "ApiTrafficStopped", severity: "critical", component: "api" },
  },
  {
    name: "traffic-fallen",
    about: { fr: "Trois visiteurs sur quatre n'arrivent plus", en: "Three visitors in four do not arrive any more" },
    tells: { alert: "ApiTrafficFallen", severity: "warning", component: "api" },
  },
  {
    name: "traffic-surge",
    about: { fr: "Quatre fois plus de visiteurs que d'habitude", en: "Four times as many visitors as usual" },
    tells: { alert: "ApiTrafficUnusual", severity: "info", component: "api" },
  },
  {
    name: "logins-lost",
    about: {
      fr: "La page de connexion est cassée : plus une tentative",
      en: "The sign-in page is broken: not one attempt any more",
    },
    tells: { alert: "ApiLoginsFallen", severity: "warning", component: "api" },
  },
  {
    name: "logins-surge",
    about: {
      fr: "Des mots de passe volés servent : deux connexions réussies par seconde",
      en: "Stolen passwords are used: two logins a second succeed",
    },
    tells: { alert: "SecurityLoginsUnusual", severity: "info", component: "security" },
  },
  {
    name: "login-attack",
    about: { fr: "Quelqu'un essaie cinq mots de passe par seconde", en: "Somebody tries five passwords a second" },
    tells: { alert: "SecurityLoginBurst", severity: "critical", component: "security" },
  },
  {
    name: "login-attack-slow",
    about: {
      fr: "Quelqu'un essaie un mot de passe toutes les dix secondes",
      en: "Somebody tries a password every ten seconds",
    },
    tells: { alert: "SecurityLoginSlowAttack", severity: "warning", component: "security" },
  },
  {
    name: "login-provider-failing",
    about: { fr: "Toutes les connexions par Google sont refusées", en: "Every login by Google is refused" },
    tells: { alert: "SecurityProviderFailing", severity: "critical", component: "security" },
  },
  {
    name: "access-attack",
    about: {
      fr: "Quelqu'un parcourt l'API sans y avoir droit",
      en: "Somebody walks through the API without permission",
    },
    tells: { alert: "SecurityAccessRefused", severity: "warning", component: "security" },
  },
  {
    name: "web-down",
    about: { fr: "Le site ne répond plus", en: "The web site no longer answers" },
    tells: { alert: "WebDown", severity: "critical", component: "web" },
  },
  {
    name: "web-flapping",
    about: { fr: "Le site ne répond qu'une fois sur deux", en: "The web site answers only every other time" },
    tells: { alert: "WebAvailabilityBurning", severity: "critical", component: "web" },
  },
  {
    name: "web-busy",
    about: { fr: "Le processus du site tourne en boucle", en: "The web site's process runs in a loop" },
    recordedOnly: true,
    tells: { alert: "ProcessCpuHigh", severity: "warning", component: "processes" },
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
    tells: { alert: "WebCertificateRenewalLate", severity: "warning", component: "web" },
  },
  {
    name: "certificate-last-hours",
    about: { fr: "Les certificats expirent dans 12 heures", en: "The certificates expire in 12 hours" },
    recordedOnly: true,
    tells: { alert: "WebCertificateExpiring", severity: "critical", component: "web" },
  },
  {
    name: "certificate-expired",
    about: { fr: "Les certificats expirent dans 5 minutes", en: "The certificates expire in 5 minutes" },
    recordedOnly: true,
    tells: { alert: "WebCertificateExpired", severity: "critical", component: "web" },
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
    name: "mongodb-down",
    about: { fr: "La base de données s'arrête", en: "The database stops" },
    tells: { alert: "DatabaseDown", severity: "critical", component: "database" },
  },
  {
    name: "pm2-crash-loop",
    about: {
      fr: "Le site plante à chaque démarrage, et PM2 le relance",
      en: "The web site crashes at each start, and PM2 starts it again",
    },
    tells: { alert: "ProcessCrashLooping", severity: "critical", component: "processes" },
  },
  {
    name: "host-down",
    about: { fr: "Plus rien ne répond sur l'hôte", en: "Nothing answers on the host any more" },
    tells: { alert: "HostDown", severity: "critical", component: "host" },
  },
  {
    name: "node-exporter-down",
    about: { fr: "node-exporter s'arrête, tout le reste va bien", en: "node-exporter stops, all the rest is well" },
    tells: { alert: "MonitoringTargetMissing", severity: "warning", component: "monitoring" },
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
    name: "host-disk-filling-fast",
    about: { fr: "Un journal remplit 25 Go en une demi-heure", en: "A log fills 25 GB in half an hour" },
    tells: { alert: "HostDiskFillingFast", severity: "critical", component: "host" },
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
    name: "collector-failing",
    about: {
      fr: "node-exporter répond, mais ne lit plus la charge de l'hôte",
      en: "node-exporter answers, but no longer reads the host's load",
    },
    tells: { alert: "MonitoringCollectorFailing", severity: "warning", component: "monitoring" },
  },
  {
    name: "registrations-stop",
    about: {
      fr: "Plus aucune inscription à une annonce n'est enregistrée",
      en: "No registration for an announcement is recorded any more",
    },
    tells: { alert: "BusinessRegistrationsStopped", severity: "warning", component: "business" },
  },
  {
    name: "overbooked",
    about: {
      fr: "Une annonce compte plus de bénévoles que de places",
      en: "An announcement holds more volunteers than places",
    },
    tells: { alert: "BusinessOverbooked", severity: "warning", component: "business" },
  },
  {
    name: "data-lost",
    about: {
      fr: "Un script efface presque tous les comptes et toutes les annonces",
      en: "A script deletes nearly all accounts and all announcements",
    },
    tells: { alert: "BusinessDataLost", severity: "critical", component: "business" },
  },
  {
    name: "quality-vulnerability",
    about: {
      fr: "L'audit trouve une faille critique dans un paquet de l'API",
      en: "The audit finds a critical vulnerability in a package of the API",
    },
    tells: { alert: "QualityCriticalVulnerabilityFound", severity: "warning", component: "quality" },
  },
  {
    name: "configuration-refused",
    about: { fr: "Prometheus refuse sa configuration", en: "Prometheus refuses its configuration" },
    tells: { alert: "MonitoringConfigurationRefused", severity: "warning", component: "monitoring" },
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
