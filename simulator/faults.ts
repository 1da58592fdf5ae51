import type { Component } from "../alerts/components.ts";
import type { Fault } from "../kit/lab/fault.ts";
import type { PlatformApp } from "./pm2/apps.ts";

/** Who breaks it: the simulated platform itself, the programs that move the database's data, or the harness around them. */
type Breaker = "platform" | "data" | "harness";

interface BenevoclicFault extends Fault {
  /** The platform itself where nothing else is said. */
  readonly in?: readonly Breaker[];
  /** In the state of a process: the next process is well again. */
  readonly ofProcess?: true;
  /** In the version of an app that is deployed when the fault begins: the version before is well. */
  readonly ofCode?: PlatformApp;
  /** What has died: when that is started, the fault is over. */
  readonly endsWith?: string;
  readonly tells: Fault["tells"] & { readonly component: Component };
}

/** Every fault once: what is broken, in the platform's own terms, what people call it, and what must be told. */
const library = [
  {
    /** The API's port refuses connections and drops the open ones. */
    name: "api-down",
    ofProcess: true,
    about: { fr: "Le processus de l'API s'arrête", en: "The API's process stops" },
    tells: { alert: "ApiDown", severity: "critical", component: "api" },
  },
  {
    /** A new version: a tenth of the requests that reach a business route answer 500. */
    name: "api-errors",
    ofCode: "benevoclic-api",
    about: { fr: "Une requête sur dix échoue (500)", en: "One request in ten fails (500)" },
    tells: { alert: "ApiServerErrors", severity: "critical", component: "api" },
  },
  {
    /** A new version: P95 of 2.5 s, P99 of 4.5 s (benevoclic.md section 7), in the API itself: the database is well. */
    name: "api-slow",
    ofCode: "benevoclic-api",
    about: { fr: "L'API répond en 2,5 s (P95)", en: "The API answers in 2.5 s (P95)" },
    tells: { alert: "ApiSlowResponses", severity: "critical", component: "api" },
  },
  {
    /** `/metrics` answers 500, the rest is well. */
    name: "api-metrics-broken",
    about: { fr: "L'API tourne, mais /metrics échoue", en: "The API runs, but /metrics fails" },
    tells: { alert: "MonitoringTargetMissing", severity: "warning", component: "monitoring" },
  },
  {
    /** Only `POST /announcement/:id/register` answers 500 (benevoclic.md section 7, the second anomaly). */
    name: "api-route-errors",
    about: {
      fr: "Chaque inscription à une annonce échoue (500), le reste va bien",
      en: "Each registration for an announcement fails (500), the rest is well",
    },
    tells: { alert: "ApiRouteErrors", severity: "critical", component: "api" },
  },
  {
    /** Eight requests in a thousand answer 500: less than anybody notices at once, eight times what the objective allows. */
    name: "api-errors-few",
    about: {
      fr: "Huit requêtes sur mille échouent : le budget d'erreurs fond",
      en: "Eight requests in a thousand fail: the error budget melts",
    },
    tells: { alert: "ApiErrorsBurning", severity: "critical", component: "api" },
  },
  {
    /** One request in six is refused with 400: a new front end sends what the API does not expect. */
    name: "api-refuses-requests",
    about: { fr: "L'API refuse une requête sur six (400)", en: "The API refuses one request in six (400)" },
    tells: { alert: "ApiClientErrors", severity: "warning", component: "api" },
  },
  {
    /** Every answer takes two and a half times as long, still below the limits. */
    name: "api-slower",
    about: {
      fr: "L'API répond deux fois et demie plus lentement, sous les limites",
      en: "The API answers two and a half times more slowly, below the limits",
    },
    tells: { alert: "ApiLatencyUnusual", severity: "info", component: "api" },
  },
  {
    /** Only `GET /volunteer/:id` is slow, as `api-slow` is: too little used to show in the whole. */
    name: "api-route-slow",
    about: {
      fr: "La page d'un bénévole répond en 2,5 s (P95), le reste va bien",
      en: "A volunteer's page answers in 2.5 s (P95), the rest is well",
    },
    tells: { alert: "ApiSlowRoute", severity: "warning", component: "api" },
  },
  {
    /** `GET /announcements/search` never answers, until the fault is over. */
    name: "api-requests-stuck",
    ofProcess: true,
    about: { fr: "Les recherches n'aboutissent jamais", en: "Searches never end" },
    tells: { alert: "ApiRequestsStuck", severity: "critical", component: "api" },
  },
  {
    /** The event loop stands still for 600 ms in every second. */
    name: "api-stalls",
    ofProcess: true,
    about: {
      fr: "La boucle d'événements se fige 600 ms par seconde",
      en: "The event loop stands still 600 ms in every second",
    },
    tells: { alert: "ApiEventLoopBlocked", severity: "critical", component: "api" },
  },
  {
    /** What stands before the API answers 502 to everybody outside; the process is well. */
    name: "api-unreachable",
    about: {
      fr: "Le serveur frontal répond 502 à la place de l'API, qui va bien",
      en: "The proxy answers 502 in the place of the API, which is well",
    },
    tells: { alert: "ApiUnreachable", severity: "critical", component: "api" },
  },
  {
    /** What stands before the API and the front end was killed; both are well behind it. */
    name: "entrance-down",
    endsWith: "nginx",
    about: {
      fr: "nginx s'arrête : ni le site ni l'API ne sont joignables, et tous deux vont bien",
      en: "nginx stops: neither the web site nor the API can be reached, and both are well",
    },
    tells: { alert: "WebEntranceDown", severity: "critical", component: "web" },
  },
  {
    /** The port refuses connections for three seconds in every minute. */
    name: "api-flapping",
    about: {
      fr: "L'API est injoignable 3 secondes par minute",
      en: "The API is out of reach 3 seconds in every minute",
    },
    tells: { alert: "ApiAvailabilityBurning", severity: "critical", component: "api" },
  },
  {
    /** The process is replaced every two minutes, and does not answer for five seconds. */
    name: "api-restarts",
    about: { fr: "L'API redémarre toutes les deux minutes", en: "The API restarts every two minutes" },
    tells: { alert: "ApiRestarting", severity: "warning", component: "api" },
  },
  {
    /** A leak: 900 MiB of JavaScript objects that no collection frees. */
    name: "api-heap-full",
    ofProcess: true,
    about: { fr: "Une fuite remplit la mémoire de l'API", en: "A leak fills the API's memory" },
    tells: { alert: "ApiHeapNearLimit", severity: "critical", component: "api" },
  },
  {
    /** The garbage collector stops the process for a quarter of the time. */
    name: "api-gc-pressure",
    ofProcess: true,
    about: {
      fr: "L'API passe un quart de son temps à nettoyer sa mémoire",
      en: "The API spends a quarter of its time collecting garbage",
    },
    tells: { alert: "ApiGarbagePressure", severity: "warning", component: "api" },
  },
  {
    /** 97 % of the files and connections that the process may have are open. */
    name: "api-files-open",
    ofProcess: true,
    about: { fr: "L'API ne ferme plus ses connexions", en: "The API no longer closes its connections" },
    tells: { alert: "ApiFilesNearLimit", severity: "critical", component: "api" },
  },
  {
    /** Somebody asks for random URLs, twenty a second, each a new series. */
    name: "series-flood",
    about: {
      fr: "Quelqu'un demande des adresses inventées, vingt par seconde",
      en: "Somebody asks for invented addresses, twenty a second",
    },
    tells: { alert: "ApiSeriesFlood", severity: "warning", component: "api" },
  },
  {
    /** A new version puts the document's id into the operation's name whenever it reads one: ten series each. */
    name: "series-unbounded",
    about: {
      fr: "Une nouvelle version de l'API met l'identifiant du document dans le nom de chaque lecture",
      en: "A new version of the API puts the document's id into the name of each reading",
    },
    liveOnly: true,
    tells: { alert: "ApiSeriesOverBudget", severity: "warning", component: "api" },
  },
  {
    /** Nobody reaches the API any more, which is well itself. */
    name: "traffic-lost",
    about: { fr: "Plus personne n'atteint l'API", en: "Nobody reaches the API any more" },
    tells: { alert: "ApiTrafficStopped", severity: "critical", component: "api" },
  },
  {
    /** Three visitors in four do not reach the API any more. */
    name: "traffic-fallen",
    about: { fr: "Trois visiteurs sur quatre n'arrivent plus", en: "Three visitors in four do not arrive any more" },
    tells: { alert: "ApiTrafficFallen", severity: "warning", component: "api" },
  },
  {
    /** Four times as many visitors as usual. */
    name: "traffic-surge",
    about: { fr: "Quatre fois plus de visiteurs que d'habitude", en: "Four times as many visitors as usual" },
    tells: { alert: "ApiTrafficUnusual", severity: "info", component: "api" },
  },
  {
    /** The sign-in page is broken: nobody's attempt reaches the API. */
    name: "logins-lost",
    about: {
      fr: "La page de connexion est cassée : plus une tentative",
      en: "The sign-in page is broken: not one attempt any more",
    },
    tells: { alert: "ApiLoginsFallen", severity: "warning", component: "api" },
  },
  {
    /** Stolen passwords that are right: two logins a second succeed beside the usual ones. */
    name: "logins-surge",
    about: {
      fr: "Des mots de passe volés servent : deux connexions réussies par seconde",
      en: "Stolen passwords are used: two logins a second succeed",
    },
    tells: { alert: "SecurityLoginsUnusual", severity: "info", component: "security" },
  },
  {
    /** Somebody tries passwords, five a second. */
    name: "login-attack",
    about: { fr: "Quelqu'un essaie cinq mots de passe par seconde", en: "Somebody tries five passwords a second" },
    tells: { alert: "SecurityLoginBurst", severity: "critical", component: "security" },
  },
  {
    /** Somebody tries passwords patiently, one every ten seconds. */
    name: "login-attack-slow",
    about: {
      fr: "Quelqu'un essaie un mot de passe toutes les dix secondes",
      en: "Somebody tries a password every ten seconds",
    },
    tells: { alert: "SecurityLoginSlowAttack", severity: "warning", component: "security" },
  },
  {
    /** Every login by Google is refused. */
    name: "login-provider-failing",
    about: { fr: "Toutes les connexions par Google sont refusées", en: "Every login by Google is refused" },
    tells: { alert: "SecurityProviderFailing", severity: "critical", component: "security" },
  },
  {
    /** Somebody without a valid token walks through what only signed-in people may see, five requests a second. */
    name: "access-attack",
    about: {
      fr: "Quelqu'un parcourt l'API sans y avoir droit",
      en: "Somebody walks through the API without permission",
    },
    tells: { alert: "SecurityAccessRefused", severity: "warning", component: "security" },
  },
  {
    /** The web front end's port refuses connections and drops the open ones. */
    name: "web-down",
    ofProcess: true,
    about: { fr: "Le site ne répond plus", en: "The web site no longer answers" },
    tells: { alert: "WebDown", severity: "critical", component: "web" },
  },
  {
    /** The web front end's port refuses connections for five of every ten seconds: one of two processes behind nginx is dead. */
    name: "web-flapping",
    about: { fr: "Le site ne répond qu'une fois sur deux", en: "The web site answers only every other time" },
    tells: { alert: "WebAvailabilityBurning", severity: "critical", component: "web" },
  },
  {
    /** The web front end's process is busy with itself, and uses a whole core. */
    name: "web-busy",
    about: { fr: "Le processus du site tourne en boucle", en: "The web site's process runs in a loop" },
    recordedOnly: true,
    tells: { alert: "ProcessCpuHigh", severity: "warning", component: "processes" },
  },
  {
    /** The front page answers 200 with an error page. */
    name: "web-error-page",
    ofProcess: true,
    about: { fr: "Le site répond 200 avec une page d'erreur", en: "The web site answers 200 with an error page" },
    tells: { alert: "WebWrongContent", severity: "critical", component: "web" },
  },
  {
    /** The front page takes three and a half seconds; with four, a probe gives up. */
    name: "web-slow",
    ofProcess: true,
    about: { fr: "La page d'accueil met 3,5 s à arriver", en: "The home page takes 3.5 s to arrive" },
    tells: { alert: "WebSlow", severity: "warning", component: "web" },
  },
  {
    /** Whatever visitors look for, the list is empty; the page answers 200, and so does the API. */
    name: "search-empty",
    about: {
      fr: "La recherche ne trouve plus rien, sans une erreur : toutes les sondes sont vertes",
      en: "Searching finds nothing any more, without an error: every probe is green",
    },
    tells: { alert: "WebSearchFailing", severity: "critical", component: "web" },
  },
  {
    /** The site forgets who has signed in: the right password leads back to the page on which it is asked for. */
    name: "session-lost",
    about: {
      fr: "Le site oublie qui vient de se connecter, sans une erreur : toutes les sondes sont vertes",
      en: "The site forgets who has just signed in, without an error: every probe is green",
    },
    tells: { alert: "WebSignInFailing", severity: "critical", component: "web" },
  },
  {
    /** An announcement's page has lost its button: nobody can register, and nothing fails (benevoclic.md section 7, the second anomaly). */
    name: "button-missing",
    about: {
      fr: "Les annonces n'ont plus de bouton d'inscription : rien n'échoue, toutes les sondes sont vertes",
      en: "Announcements have lost their button to register: nothing fails, every probe is green",
    },
    tells: { alert: "WebRegistrationFailing", severity: "critical", component: "web" },
  },
  {
    /** The certificates of the public addresses expire in five days. */
    name: "certificate-expiring",
    about: { fr: "Les certificats expirent dans 5 jours", en: "The certificates expire in 5 days" },
    recordedOnly: true,
    tells: { alert: "WebCertificateRenewalLate", severity: "warning", component: "web" },
  },
  {
    /** They expire in twelve hours. */
    name: "certificate-last-hours",
    about: { fr: "Les certificats expirent dans 12 heures", en: "The certificates expire in 12 hours" },
    recordedOnly: true,
    tells: { alert: "WebCertificateExpiring", severity: "critical", component: "web" },
  },
  {
    /** They expire in five minutes, and are refused from then on. */
    name: "certificate-expired",
    about: { fr: "Les certificats expirent dans 5 minutes", en: "The certificates expire in 5 minutes" },
    recordedOnly: true,
    tells: { alert: "WebCertificateExpired", severity: "critical", component: "web" },
  },
  {
    /** Reading from the database takes seconds (a missing index), and the API's answers with it. */
    name: "database-slow",
    about: {
      fr: "Un index manque : la base lit en 2,5 s (P95)",
      en: "An index is missing: the database reads in 2.5 s (P95)",
    },
    tells: { alert: "DatabaseSlowOperations", severity: "critical", component: "database" },
  },
  {
    /** The API's driver loses its connections: one request in five that needs the database fails. */
    name: "database-errors",
    about: {
      fr: "L'API perd ses connexions à la base : une requête sur cinq échoue",
      en: "The API loses its connections to the database: one request in five fails",
    },
    tells: { alert: "DatabaseDriverErrors", severity: "critical", component: "database" },
  },
  {
    /** The database is gone: whatever needs it fails once the driver gives up; the harness stops the server. */
    name: "mongodb-down",
    endsWith: "mongodb",
    in: ["platform", "harness"],
    about: { fr: "La base de données s'arrête", en: "The database stops" },
    tells: { alert: "DatabaseDown", severity: "critical", component: "database" },
  },
  {
    name: "pm2-crash-loop",
    in: ["harness"],
    about: {
      fr: "Le site plante à chaque démarrage, et PM2 le relance",
      en: "The web site crashes at each start, and PM2 starts it again",
    },
    tells: { alert: "ProcessCrashLooping", severity: "critical", component: "processes" },
  },
  {
    /** The machine is gone, and everything on it; the harness stops what is no part of the platform. */
    name: "host-down",
    in: ["platform", "harness"],
    about: { fr: "Plus rien ne répond sur l'hôte", en: "Nothing answers on the host any more" },
    tells: { alert: "HostDown", severity: "critical", component: "host" },
  },
  {
    name: "node-exporter-down",
    endsWith: "node-exporter",
    in: ["harness"],
    about: { fr: "node-exporter s'arrête, tout le reste va bien", en: "node-exporter stops, all the rest is well" },
    tells: { alert: "MonitoringTargetMissing", severity: "warning", component: "monitoring" },
  },
  {
    /** 98 % busy, load 3.8: the incident of benevoclic.md section 7 reached 95 % at its peak. */
    name: "host-cpu",
    about: { fr: "Le processeur est saturé", en: "The CPU is saturated" },
    tells: { alert: "HostCpuBusy", severity: "critical", component: "host" },
  },
  {
    /** 97 % of the memory is used. */
    name: "host-memory",
    about: { fr: "La mémoire est presque pleine", en: "The memory is nearly full" },
    tells: { alert: "HostMemoryLow", severity: "critical", component: "host" },
  },
  {
    /** The kernel kills processes for want of memory, two a minute. */
    name: "host-oom",
    about: { fr: "Le noyau tue des processus faute de mémoire", en: "The kernel kills processes for want of memory" },
    tells: { alert: "HostOomKill", severity: "critical", component: "host" },
  },
  {
    /** Memory goes to swap and back all the time. */
    name: "host-swap",
    about: {
      fr: "La mémoire va et vient entre le swap et les processus",
      en: "Memory goes to swap and back all the time",
    },
    tells: { alert: "HostSwapThrashing", severity: "warning", component: "host" },
  },
  {
    /** Processes pile up, ten at a time. */
    name: "host-load",
    about: { fr: "Dix processus attendent leur tour", en: "Ten processes wait for their turn" },
    tells: { alert: "HostLoadHigh", severity: "warning", component: "host" },
  },
  {
    /** The machine was started again: its counters begin at zero. */
    name: "host-reboot",
    about: { fr: "La machine redémarre", en: "The machine is started again" },
    tells: { alert: "HostRebooted", severity: "info", component: "host" },
  },
  {
    /** 96 % of the disk is used: a log has grown. */
    name: "host-disk",
    about: { fr: "Le disque est presque plein", en: "The disk is nearly full" },
    tells: { alert: "HostDiskFilling", severity: "critical", component: "host" },
  },
  {
    /** The disk fills by three hundredths of its size an hour, and is more than half full. */
    name: "host-disk-growing",
    about: { fr: "Le disque se remplit de 3 % par heure", en: "The disk fills by 3 % an hour" },
    tells: { alert: "HostDiskFullSoon", severity: "warning", component: "host" },
  },
  {
    /** A log without end fills half of the disk in an hour. */
    name: "host-disk-filling-fast",
    about: { fr: "Un journal remplit 25 Go en une demi-heure", en: "A log fills 25 GB in half an hour" },
    tells: { alert: "HostDiskFillingFast", severity: "critical", component: "host" },
  },
  {
    /** Nearly all inodes are taken: by images that nobody uses. */
    name: "host-inodes",
    about: { fr: "Le disque n'a presque plus d'inodes", en: "The disk has hardly any inodes left" },
    tells: { alert: "HostInodesLow", severity: "critical", component: "host" },
  },
  {
    /** The disk is busy all the time and processes wait for it. */
    name: "host-disk-busy",
    about: { fr: "Le disque est saturé et répond en 120 ms", en: "The disk is saturated and answers in 120 ms" },
    tells: { alert: "HostDiskSaturated", severity: "warning", component: "host" },
  },
  {
    /** The root file system was remounted read-only. */
    name: "host-readonly",
    about: { fr: "Le disque est passé en lecture seule", en: "The disk turned read-only" },
    tells: { alert: "HostFilesystemFailing", severity: "critical", component: "host" },
  },
  {
    /** The line carries all it can. */
    name: "host-network-saturated",
    about: { fr: "La ligne de 100 Mbit/s est pleine", en: "The line of 100 Mbit/s is full" },
    tells: { alert: "HostNetworkSaturated", severity: "warning", component: "host" },
  },
  {
    /** Received packets are damaged. */
    name: "host-network-errors",
    about: { fr: "Un paquet sur vingt arrive abîmé", en: "One packet in twenty arrives damaged" },
    tells: { alert: "HostNetworkErrors", severity: "warning", component: "host" },
  },
  {
    /** The connection tracking table is nearly full. */
    name: "host-conntrack",
    about: { fr: "La table des connexions est presque pleine", en: "The connection table is nearly full" },
    tells: { alert: "HostConnectionTableFull", severity: "critical", component: "host" },
  },
  {
    /** Nearly all file handles are open. */
    name: "host-files",
    about: { fr: "Presque tous les descripteurs de fichiers sont pris", en: "Nearly all file descriptors are taken" },
    tells: { alert: "HostFileDescriptorsLow", severity: "critical", component: "host" },
  },
  {
    /** The clock has drifted and is not synchronised. */
    name: "host-clock",
    about: {
      fr: "L'horloge n'est plus synchronisée et dérive",
      en: "The clock is not synchronised any more and drifts",
    },
    tells: { alert: "HostClockUnsynchronised", severity: "warning", component: "host" },
  },
  {
    /** A report for the textfile collector was cut off in the middle. */
    name: "host-textfile",
    about: { fr: "Un fichier de mesures est illisible", en: "A file of metrics cannot be read" },
    tells: { alert: "HostTextfileErrors", severity: "warning", component: "host" },
  },
  {
    /** node-exporter cannot read the load any more; it answers, without it. */
    name: "collector-failing",
    about: {
      fr: "node-exporter répond, mais ne lit plus la charge de l'hôte",
      en: "node-exporter answers, but no longer reads the host's load",
    },
    tells: { alert: "MonitoringCollectorFailing", severity: "warning", component: "monitoring" },
  },
  {
    /** Nobody can register for an announcement any more; all the rest goes on. */
    name: "registrations-stop",
    in: ["data"],
    about: {
      fr: "Plus aucune inscription à une annonce n'est enregistrée",
      en: "No registration for an announcement is recorded any more",
    },
    tells: { alert: "BusinessRegistrationsStopped", severity: "warning", component: "business" },
  },
  {
    /** An upcoming announcement holds more volunteers than places (benevoclic.md section 7, the second anomaly, gone on). */
    name: "overbooked",
    in: ["data"],
    about: {
      fr: "Une annonce compte plus de bénévoles que de places",
      en: "An announcement holds more volunteers than places",
    },
    tells: { alert: "BusinessOverbooked", severity: "warning", component: "business" },
  },
  {
    /** A script went wrong: all accounts but three are deleted, and all announcements. */
    name: "data-lost",
    in: ["data"],
    about: {
      fr: "Un script efface presque tous les comptes et toutes les annonces",
      en: "A script deletes nearly all accounts and all announcements",
    },
    tells: { alert: "BusinessDataLost", severity: "critical", component: "business" },
  },
  {
    /** The last audit of the API's packages found a critical vulnerability. */
    name: "quality-vulnerability",
    about: {
      fr: "L'audit trouve une faille critique dans un paquet de l'API",
      en: "The audit finds a critical vulnerability in a package of the API",
    },
    tells: { alert: "QualityCriticalVulnerabilityFound", severity: "warning", component: "quality" },
  },
  {
    name: "configuration-refused",
    in: ["harness"],
    about: { fr: "Prometheus refuse sa configuration", en: "Prometheus refuses its configuration" },
    tells: { alert: "MonitoringConfigurationRefused", severity: "warning", component: "monitoring" },
  },
  {
    name: "discord-refusing",
    in: ["harness"],
    about: {
      fr: "Discord refuse nos messages (webhook supprimé) : le courriel prévient",
      en: "Discord refuses our messages (webhook deleted): the e-mail tells",
    },
    tells: { alert: "MonitoringNotificationsFailing", severity: "critical", component: "monitoring" },
  },
] as const satisfies readonly BenevoclicFault[];

/** The library of faults: `npm run fault <name>` causes one in the running system. */
export const faults: readonly BenevoclicFault[] = library;

type NameOf<By extends Breaker, One = (typeof library)[number]> = One extends { readonly name: infer Name }
  ? By extends (One extends { readonly in: readonly (infer Is)[] } ? Is : "platform")
    ? Name
    : never
  : never;
/** Of the platform's programs. */
export type PlatformFault = NameOf<"platform">;
/** Of what the data does. */
export type DataFault = NameOf<"data">;
/** Of the parts around the platform, which the harness breaks itself. */
export type HarnessFault = NameOf<"harness">;
