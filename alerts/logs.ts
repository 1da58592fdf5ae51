import { alert, because } from "../kit/model/alert.ts";
import { justBeyond, justWithin, oneMissedScrape, spike, steady } from "../kit/model/example.ts";
import { command, link, person } from "../kit/model/step.ts";
import {
  processesKilled,
  renewalFailures,
  scannedCollections,
  slowQueries,
  sshFailures,
  sshPasswords,
  sudoFailures,
  uncaughtExceptions,
  upstreamErrors,
} from "../signals/logs.ts";
import { apiDown } from "./api.ts";
import { databaseDown } from "./database.ts";
import { hostDown } from "./host.ts";
import { lines } from "./lines.ts";
import { inTheLogs } from "./proven-by.ts";
import { versionBefore } from "./version-before.ts";
import { webDown } from "./web.ts";

export const processUncaughtExceptions = alert("ProcessUncaughtExceptions", {
  provenBy: inTheLogs,
  title: { fr: "Erreur que rien n'attrape", en: "Uncaught exception" },
  on: uncaughtExceptions,
  category: "functionality",
  levels: { warning: { above: 0.5, for: "0s" } },
  loneEvent: true,
  causes: [because(hostDown)],
  summary: {
    fr: "{{service}} : {{value}} erreur(s) que rien n'a attrapée(s) en 10 minutes",
    en: "{{service}}: {{value}} error(s) within 10 minutes that nothing caught",
  },
  impact: {
    fr: "Le processus s'arrête et redémarre : ce que faisaient les visiteurs à cet instant est perdu.",
    en: "The process ends and starts again: what visitors were doing at that moment is lost.",
  },
  next: [
    lines('service:"{{service}}" level:fatal', {
      fr: "Lire l'erreur et l'endroit du code d'où elle vient",
      en: "Read the error and the place in the code that it comes from",
    }),
    versionBefore("benevoclic-{{service}}", {
      fr: "Si elle est apparue avec un déploiement, revenir à la version précédente",
      en: "If it appeared with a deployment, go back to the version before it",
    }),
    person("lead", {
      fr: "Sinon, donner ces lignes au développeur principal",
      en: "Otherwise give these lines to the lead developer",
    }),
  ],
  examples: { fires: [steady(justBeyond)], silent: [steady(justWithin)] },
});

export const databaseCollectionScanned = alert("DatabaseCollectionScanned", {
  provenBy: inTheLogs,
  title: { fr: "Index manquant sur une collection", en: "Index missing on a collection" },
  on: scannedCollections,
  category: "performance",
  levels: { warning: { above: 20.5, for: "5m" } },
  causes: [because(hostDown), because(databaseDown)],
  summary: {
    fr: "{{collection}} : {{value}} lectures entières lentes en 5 minutes (limite {{limit}})",
    en: "{{collection}}: {{value}} slow scans of all of it within 5 minutes (limit {{limit}})",
  },
  impact: {
    fr: "Les recherches dans cette collection ralentissent, et toute la base avec elles.",
    en: "Searches in this collection slow down, and the whole database with them.",
  },
  next: [
    lines('service:mongodb plan:COLLSCAN collection:"{{collection}}"', {
      fr: "Voir combien de temps prennent ces lectures",
      en: "See how long these reads take",
    }),
    command("{{mongosh}} --eval 'db.getCollectionNames().map(name => [name, db[name].getIndexes().length])'", {
      fr: "Compter les index de la collection : lequel manque, parmi ceux que le code déclare ?",
      en: "Count the collection's indexes: which of those that the code declares is missing?",
    }),
    person("lead", {
      fr: "Faire créer l'index manquant par le développeur principal",
      en: "Have the lead developer create the missing index",
    }),
  ],
  examples: {
    fires: [steady(justBeyond)],
    silent: [steady(justWithin), spike(justBeyond, { shorterThan: "for" }), oneMissedScrape],
  },
});

export const databaseSlowQueries = alert("DatabaseSlowQueries", {
  provenBy: inTheLogs,
  title: { fr: "Requêtes lentes sur une collection", en: "Slow queries on a collection" },
  on: slowQueries,
  category: "performance",
  levels: { warning: { above: 100.5, for: "5m" } },
  causes: [because(hostDown), because(databaseDown), because(databaseCollectionScanned)],
  summary: {
    fr: "{{collection}} : {{value}} requêtes de plus de 100 ms en 5 minutes (limite {{limit}})",
    en: "{{collection}}: {{value}} queries of more than 100 ms within 5 minutes (limit {{limit}})",
  },
  impact: {
    fr: "Les pages qui lisent cette collection se chargent lentement.",
    en: "Pages that read this collection load slowly.",
  },
  next: [
    lines('service:mongodb topic:COMMAND collection:"{{collection}}"', {
      fr: "Voir quel plan suivent ces requêtes, et combien de temps elles prennent",
      en: "See which plan these queries follow, and how long they take",
    }),
    link("https://cloud.mongodb.com/", {
      fr: "Dans Atlas, Metrics : le cluster est-il saturé (processeur, IOPS) ?",
      en: "In Atlas, Metrics: is the cluster saturated (processor, IOPS)?",
    }),
    versionBefore("benevoclic-api", {
      fr: "Si un déploiement vient d'avoir lieu, revenir à la version précédente",
      en: "If a deployment just took place, go back to the version before it",
    }),
  ],
  examples: {
    fires: [steady(justBeyond)],
    silent: [steady(justWithin), spike(justBeyond, { shorterThan: "for" }), oneMissedScrape],
  },
});

export const webUpstreamErrors = alert("WebUpstreamErrors", {
  provenBy: inTheLogs,
  title: { fr: "nginx ne joint pas le service derrière lui", en: "nginx does not reach what is behind it" },
  on: upstreamErrors,
  category: "functionality",
  levels: { warning: { above: 10.5, for: "2m" } },
  causes: [because(hostDown), because(apiDown), because(webDown, {}, { target: "web-home" })],
  summary: {
    fr: "nginx : {{value}} requêtes vers {{server}} sans réponse en 5 minutes (limite {{limit}})",
    en: "nginx: {{value}} requests to {{server}} without an answer within 5 minutes (limit {{limit}})",
  },
  impact: {
    fr: "Ces visiteurs ont vu une page d'erreur (502 ou 504).",
    en: "These visitors saw an error page (502 or 504).",
  },
  next: [
    lines('service:nginx server:"{{server}}" upstream', {
      fr: "Lire l'erreur : refusée (le service est arrêté), ou délai dépassé (il est trop lent)",
      en: "Read the error: refused (the service is down), or timed out (it is too slow)",
    }),
    command("{{pm2}} status", {
      fr: "Voir si l'API ou le site redémarre sans cesse",
      en: "See whether the API or the web site restarts again and again",
    }),
    command("sudo tail -5 /var/log/nginx/error.log", {
      fr: "Voir si cela continue",
      en: "See whether it goes on",
    }),
  ],
  examples: {
    fires: [steady(justBeyond)],
    silent: [steady(justWithin), spike(justBeyond, { shorterThan: "for" }), oneMissedScrape],
  },
});

export const securitySshGuessing = alert("SecuritySshGuessing", {
  provenBy: inTheLogs,
  title: { fr: "Mots de passe essayés en ssh", en: "Passwords tried over ssh" },
  on: sshFailures,
  category: "security",
  // Every public host is tried all day long, some ten times a minute.
  levels: { warning: { above: 300.5, for: "10m" } },
  tellsLate: "what is refused does no harm; that it goes on is what matters",
  causes: [because(hostDown)],
  summary: {
    fr: "{{value}} connexions ssh refusées sur {{instance}} en 10 minutes (limite {{limit}})",
    en: "{{value}} refused ssh logins on {{instance}} within 10 minutes (limit {{limit}})",
  },
  impact: {
    fr: "Aucun pour les visiteurs ; un mot de passe faible finirait par être trouvé.",
    en: "None for visitors; a weak password would be found in the end.",
  },
  next: [
    command("sudo grep -hE 'sshd.*(Failed|Invalid)' /var/log/auth.log | tail -5", {
      fr: "Voir d'où elles viennent (le journal central ne garde pas les adresses)",
      en: "See where they come from (the central log keeps no addresses)",
    }),
    command("sudo ufw insert 1 deny from ADDRESS", {
      fr: "Bloquer chacune des adresses à la place de ADDRESS",
      en: "Block each of the addresses in place of ADDRESS",
    }),
    command("sudo grep -ri passwordauthentication /etc/ssh/sshd_config /etc/ssh/sshd_config.d", {
      fr: "Vérifier que les mots de passe sont refusés (« no »)",
      en: 'Check that passwords are refused ("no")',
    }),
  ],
  examples: {
    fires: [steady(justBeyond)],
    silent: [steady(justWithin), spike(justBeyond, { shorterThan: "for" }), oneMissedScrape],
  },
});

export const securitySshPassword = alert("SecuritySshPassword", {
  provenBy: inTheLogs,
  title: { fr: "Connexion ssh par mot de passe", en: "Login over ssh with a password" },
  on: sshPasswords,
  category: "security",
  levels: { warning: { above: 0.5, for: "0s" } },
  loneEvent: true,
  causes: [because(hostDown)],
  summary: {
    fr: "{{value}} connexion(s) ssh par mot de passe sur {{instance}}, où l'on vient par clé",
    en: "{{value}} login(s) over ssh with a password on {{instance}}, where people come with keys",
  },
  impact: {
    fr: "Aucun pour les visiteurs pour l'instant ; c'est peut-être un intrus.",
    en: "None for visitors so far; it may be an intruder.",
  },
  next: [
    command("last -n 5 -w", {
      fr: "Voir qui s'est connecté, d'où et quand",
      en: "See who logged in, from where and when",
    }),
    person("lead", {
      fr: "Si personne de l'équipe ne reconnaît cette connexion, appeler le développeur principal : c'est une intrusion",
      en: "If nobody of the team knows of this login, call the lead developer: it is an intrusion",
    }),
    command("sudo grep -ri passwordauthentication /etc/ssh/sshd_config /etc/ssh/sshd_config.d", {
      fr: "Sinon, refuser les mots de passe pour de bon (« PasswordAuthentication no »)",
      en: 'Otherwise refuse passwords for good ("PasswordAuthentication no")',
    }),
  ],
  examples: { fires: [steady(justBeyond)], silent: [steady(justWithin)] },
});

export const securitySudoRefused = alert("SecuritySudoRefused", {
  provenBy: inTheLogs,
  title: { fr: "Mots de passe refusés par sudo", en: "Passwords refused by sudo" },
  on: sudoFailures,
  category: "security",
  levels: { warning: { above: 2.5, for: "0s" } },
  loneEvent: true,
  causes: [because(hostDown)],
  summary: {
    fr: "sudo a refusé {{value}} mots de passe sur {{instance}} en 10 minutes",
    en: "sudo refused {{value}} passwords on {{instance}} within 10 minutes",
  },
  impact: {
    fr: "Aucun pour les visiteurs ; quelqu'un qui a un compte cherche peut-être à devenir root.",
    en: "None for visitors; somebody with an account may be trying to become root.",
  },
  next: [
    command("sudo grep -h 'sudo' /var/log/auth.log | tail -10", {
      fr: "Voir de quel compte il s'agit",
      en: "See which account it is",
    }),
    person("lead", {
      fr: "Si son propriétaire n'y est pour rien, appeler le développeur principal : c'est une intrusion",
      en: "If it was not its owner, call the lead developer: it is an intrusion",
    }),
  ],
  examples: { fires: [steady(justBeyond)], silent: [steady(justWithin)] },
});

export const hostProcessKilled = alert("HostProcessKilled", {
  provenBy: inTheLogs,
  title: { fr: "Processus tué par le noyau", en: "Process killed by the kernel" },
  on: processesKilled,
  category: "system",
  // HostOomKill tells people; this one keeps which processes they were.
  levels: { info: { above: 0.5, for: "0s" } },
  causes: [because(hostDown)],
  summary: {
    fr: "Le noyau a tué {{value}} processus sur {{instance}} faute de mémoire : le journal dit lesquels",
    en: "The kernel killed {{value}} process(es) on {{instance}} for want of memory: the log says which",
  },
  impact: {
    fr: "Ce que faisait ce processus est perdu ; HostOomKill dit s'il faut agir.",
    en: "What that process was doing is lost; HostOomKill says whether to act.",
  },
  next: [
    lines('service:system program:kernel "Killed process"', {
      fr: "Voir quel processus, et combien de mémoire il occupait",
      en: "See which process, and how much memory it held",
    }),
  ],
  examples: { fires: [steady(justBeyond)], silent: [steady(justWithin)] },
});

export const webCertificateRenewalFails = alert("WebCertificateRenewalFails", {
  provenBy: inTheLogs,
  title: { fr: "Renouvellement de certificat échoué", en: "Renewal of a certificate failed" },
  on: renewalFailures,
  category: "security",
  levels: { warning: { above: 0.5, for: "0s" } },
  tellsLate: "counts over an hour, because certbot runs twice a day: the first failure tells at once",
  causes: [because(hostDown)],
  summary: {
    fr: "certbot n'a pas pu renouveler {{value}} certificat(s) sur {{instance}}",
    en: "certbot could not renew {{value}} certificate(s) on {{instance}}",
  },
  impact: {
    fr: "Aucun tant que le certificat est valable ; ensuite, les navigateurs refusent le site.",
    en: "None while the certificate is valid; after that, browsers refuse the site.",
  },
  next: [
    lines("service:system program:certbot", {
      fr: "Lire la raison : port 80 fermé, nom de domaine, limite de Let's Encrypt",
      en: "Read the reason: port 80 closed, domain name, limit of Let's Encrypt",
    }),
    command("sudo certbot renew --dry-run", {
      fr: "Après correction, essayer sans rien changer",
      en: "Once mended, try it without changing anything",
    }),
  ],
  examples: { fires: [steady(justBeyond)], silent: [steady(justWithin)] },
});
