import { counterRate } from "../kit/kinds/counter-rate.ts";
import { eventCount } from "../kit/kinds/event-count.ts";
import { gaugeRatio } from "../kit/kinds/gauge-ratio.ts";
import { logCount } from "../kit/kinds/log-count.ts";
import { raised } from "../kit/kinds/raised.ts";
import { promql } from "../kit/model/promql.ts";
import { signal } from "../kit/model/signal.ts";
import { whole } from "../kit/model/unit.ts";
import { logCollector } from "./metrics/log-collector.ts";
import { logCounts } from "./metrics/log-counts.ts";
import { logRules } from "./metrics/log-rules.ts";
import { logStore } from "./metrics/log-store.ts";
import { pm2 } from "./metrics/pm2.ts";

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

export const troubleLines = signal(
  "service:trouble_lines:count15m",
  logCount({
    lines: logCounts.trouble,
    per: ["instance", "service", "level"],
    title: { fr: "Avertissements et erreurs", en: "Warnings and errors" },
    about: {
      fr: "Lignes d'avertissement et d'erreur de 15 minutes par service et par niveau, des messages les plus fréquents.",
      en: "Lines of warnings and errors of 15 minutes by service and level, of the most frequent messages.",
    },
  }),
);

export const messages = signal(
  "service:trouble_messages:count15m",
  logCount({
    lines: logCounts.trouble,
    per: ["instance", "service", "level", "line"],
    title: { fr: "Ce que disent avertissements et erreurs", en: "What warnings and errors say" },
    about: {
      fr: "Les messages d'avertissement et d'erreur les plus fréquents des 15 dernières minutes, aux nombres près.",
      en: "The most frequent messages of warnings and errors of the last 15 minutes, but for their numbers.",
    },
  }),
);

/** Programs of ours: what they say is ours to mend. */
const ourPrograms = 'service=~"api|web"';

export const messageBursts = signal(
  "service:message_burst:count15m",
  logCount({
    lines: logCounts.trouble,
    where: [ourPrograms],
    per: ["instance", "service", "line"],
    title: { fr: "Un même message, en rafale", en: "One message, in a burst" },
    about: {
      fr: "Combien de fois en 15 minutes l'API ou le site ont écrit une même ligne d'avertissement ou d'erreur, aux nombres près.",
      en: "How many times within 15 minutes the API or the site wrote the same line of a warning or an error, but for its numbers.",
    },
  }),
);

const errorLines = logCounts.trouble.where(ourPrograms, 'level=~"error|fatal"');

export const newErrors = signal("service:new_errors:count15m", {
  unit: whole,
  per: ["instance", "service", "line"],
  over: "25h",
  // What it compares with; of the present it reads a quarter of an hour.
  remembers: "30m",
  every: "1m",
  title: { fr: "Erreurs nouvelles depuis le déploiement", en: "New errors since the deployment" },
  about: {
    fr: "Lignes d'erreur des 15 dernières minutes, aux nombres près, que personne n'a lues dans les 24 heures précédentes, après un démarrage dans la demi-heure.",
    en: "Lines of errors of the last 15 minutes, but for their numbers, that nobody read within the 24 hours before, after a start within half an hour.",
  },
  expr: promql`sum by (instance, service, line) (${errorLines})
  unless sum by (instance, service, line) (max_over_time(${errorLines}[1d] offset 30m))
  and on (instance, service) time() - max by (instance, service) (label_replace(${pm2.startTime}, "service", "$1", "app", "benevoclic-(.*)")) < 1800
  and on (instance) sum by (instance) (${logCounts.lines} offset 1d)`,
});

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
