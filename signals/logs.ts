import { counterRate } from "../kit/kinds/counter-rate.ts";
import { eventCount } from "../kit/kinds/event-count.ts";
import { gaugeRatio } from "../kit/kinds/gauge-ratio.ts";
import { logCount } from "../kit/kinds/log-count.ts";
import { raised } from "../kit/kinds/raised.ts";
import { signal } from "../kit/model/signal.ts";
import { logCollector } from "./metrics/log-collector.ts";
import { logCounts } from "./metrics/log-counts.ts";
import { logRules } from "./metrics/log-rules.ts";
import { logStore } from "./metrics/log-store.ts";

export const uncaughtExceptions = signal(
  "service:uncaught_exceptions:count10m",
  logCount({
    lines: logCounts.uncaught,
    per: ["instance", "service"],
    title: { fr: "Erreurs que rien n'attrape", en: "Uncaught exceptions" },
    about: {
      fr: "Erreurs des 10 dernières minutes que rien n'a attrapées, par service, lues dans les journaux.",
      en: "Errors of the last 10 minutes that nothing caught, by service, as the logs say.",
    },
  }),
);

export const slowQueries = signal(
  "collection:slow_queries:count5m",
  logCount({
    lines: logCounts.slowQueries,
    per: ["instance", "collection"],
    title: { fr: "Requêtes lentes par collection", en: "Slow queries by collection" },
    about: {
      fr: "Opérations de plus de 100 ms que MongoDB a notées en 5 minutes, par collection.",
      en: "Operations of more than 100 ms that MongoDB noted within 5 minutes, by collection.",
    },
  }),
);

export const scannedCollections = signal(
  "collection:collection_scans:count5m",
  logCount({
    lines: logCounts.scans,
    per: ["instance", "collection"],
    title: { fr: "Lectures de collections entières", en: "Collection scans" },
    about: {
      fr: "Opérations lentes des 5 dernières minutes qui ont lu toute la collection faute d'index.",
      en: "Slow operations of the last 5 minutes that read the whole collection for want of an index.",
    },
  }),
);

export const upstreamErrors = signal(
  "server:upstream_errors:count5m",
  logCount({
    lines: logCounts.upstreamErrors,
    per: ["instance", "server"],
    title: { fr: "Requêtes que nginx n'a pu transmettre", en: "Requests that nginx could not pass on" },
    about: {
      fr: "Erreurs de nginx envers l'API ou le site en 5 minutes, par nom de serveur demandé.",
      en: "Errors of nginx towards the API or the site within 5 minutes, by the server that was asked.",
    },
  }),
);

export const sshFailures = signal(
  "instance:ssh_failures:count10m",
  logCount({
    lines: logCounts.sshFailures,
    per: ["instance"],
    title: { fr: "Connexions ssh refusées", en: "Refused ssh logins" },
    about: {
      fr: "Connexions ssh refusées par l'hôte en 10 minutes.",
      en: "Logins over ssh that the host refused within 10 minutes.",
    },
  }),
);

export const sshPasswords = signal(
  "instance:ssh_passwords_accepted:count10m",
  logCount({
    lines: logCounts.sshPasswords,
    per: ["instance"],
    title: { fr: "Connexions ssh par mot de passe", en: "ssh logins with a password" },
    about: {
      fr: "Connexions ssh acceptées avec un mot de passe en 10 minutes ; les nôtres se font par clé.",
      en: "Logins over ssh accepted with a password within 10 minutes; ours come with keys.",
    },
  }),
);

export const sudoFailures = signal(
  "instance:sudo_failures:count10m",
  logCount({
    lines: logCounts.sudoFailures,
    per: ["instance"],
    title: { fr: "Mots de passe refusés par sudo", en: "Passwords refused by sudo" },
    about: {
      fr: "Mots de passe que sudo a refusés en 10 minutes.",
      en: "Passwords that sudo refused within 10 minutes.",
    },
  }),
);

export const processesKilled = signal(
  "instance:processes_killed:count10m",
  logCount({
    lines: logCounts.outOfMemory,
    per: ["instance"],
    title: { fr: "Processus tués par le noyau", en: "Processes killed by the kernel" },
    about: {
      fr: "Processus tués faute de mémoire en 10 minutes, d'un conteneur ou de l'hôte : le journal dit lesquels.",
      en: "Processes killed for want of memory within 10 minutes, of a container or of the host: the log says which.",
    },
  }),
);

export const renewalFailures = signal(
  "instance:renewal_failures:count60m",
  logCount({
    lines: logCounts.renewalFailures,
    per: ["instance"],
    title: { fr: "Renouvellements de certificats échoués", en: "Failed renewals of certificates" },
    about: {
      fr: "Certificats que certbot n'a pas pu renouveler dans l'heure.",
      en: "Certificates that certbot could not renew within the hour.",
    },
  }),
);

/** Those that write at least a line at every probe of theirs. */
const neverSilent = ["api", "nginx"] as const;

export const serviceLines = signal(
  "service:lines:count15m",
  logCount({
    lines: logCounts.lines,
    where: [`service=~"${neverSilent.join("|")}"`],
    per: ["instance", "service"],
    title: { fr: "Lignes de journal", en: "Lines of logs" },
    about: {
      fr: "Lignes écrites en 15 minutes par les services qui ne se taisent jamais.",
      en: "Lines written within 15 minutes by the services that are never silent.",
    },
  }),
);

export const linesKept = signal(
  "instance:log_lines_kept:rate5m",
  counterRate({
    counter: logStore.kept,
    over: "5m",
    per: ["instance"],
    title: { fr: "Lignes conservées par seconde", en: "Lines kept a second" },
    about: {
      fr: "Lignes de journal que VictoriaLogs a prises, par seconde.",
      en: "Lines of logs that VictoriaLogs took, a second.",
    },
  }),
);

export const linesDropped = signal(
  "instance:log_lines_dropped:count10m",
  eventCount({
    counter: logStore.dropped,
    over: "10m",
    per: ["instance"],
    title: { fr: "Lignes perdues", en: "Lines lost" },
    about: {
      fr: "Lignes que VictoriaLogs a refusées en 10 minutes : trop anciennes, trop récentes, trop de champs.",
      en: "Lines that VictoriaLogs refused within 10 minutes: too old, too new, too many fields.",
    },
  }),
);

export const logStoreFull = signal(
  "instance:log_store_full:max",
  raised({
    flag: logStore.readOnly,
    per: ["instance"],
    title: { fr: "Journal plein", en: "Log store full" },
    about: {
      fr: "1 tant que VictoriaLogs ne prend plus de lignes, faute de disque.",
      en: "1 while VictoriaLogs takes no lines, for want of disk.",
    },
  }),
);

export const linesWaiting = signal(
  "instance:log_queue_use:ratio",
  gaugeRatio({
    used: logCollector.waiting,
    of: logCollector.room,
    per: ["instance"],
    title: { fr: "File d'attente des journaux", en: "Queue of the logs" },
    about: {
      fr: "Part de la file sur disque occupée par des lignes que VictoriaLogs n'a pas encore prises.",
      en: "Share of the queue on disk that holds lines which VictoriaLogs has not taken yet.",
    },
  }),
);

export const countsFailing = signal(
  "instance:log_counts_failed:count10m",
  eventCount({
    counter: logRules.failures,
    over: "10m",
    per: ["instance"],
    title: { fr: "Comptages de journaux échoués", en: "Failed counts over logs" },
    about: {
      fr: "Comptages que vmalert n'a pas pu faire en 10 minutes.",
      en: "Counts that vmalert could not make within 10 minutes.",
    },
  }),
);
