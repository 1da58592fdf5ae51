import type { Likely } from "../kit/model/alert.ts";
import { command, link, person } from "../kit/model/step.ts";
import { versionBefore } from "./version-before.ts";

/** What is often behind several alerts, each with what shows it and what cures it: their runbooks name the likeliest first. */

const back = { fr: "Revenir à la version précédente", en: "Go back to the version before" };

/** @param app its name in PM2, and its directory in /srv; `{{app}}` for the alert's own */
export const deployed = (app: string): Likely => ({
  when: { fr: `Un déploiement a cassé ${app}`, en: `A deploy broke ${app}` },
  test: command(`git -C /srv/${app} log -3 --format='%h %cr %s'`, {
    fr: "Le dernier commit date d'un peu avant la première erreur",
    en: "The last commit is from shortly before the first error",
  }),
  cure: versionBefore(app, back),
});

export const killed = (app: string): Likely => ({
  when: { fr: `Le noyau a tué ${app} faute de mémoire`, en: `The kernel killed ${app} for want of memory` },
  test: command("sudo journalctl -k --since '-30 min' --no-pager | grep -iE 'out of memory|killed process'", {
    fr: "Une ligne « Killed process … (node) »",
    en: 'A line "Killed process … (node)"',
  }),
  cure: command(`ps -eo pid,rss,comm --sort=-rss | head -5; {{pm2}} restart ${app}`, {
    fr: "Arrêter le plus gros des autres processus, puis relancer",
    en: "Stop the largest of the other processes, then start it again",
  }),
});

export const databaseRefuses: Likely = {
  when: { fr: "La base de données ne répond pas à l'API", en: "The database does not answer the API" },
  test: command("{{pm2}} logs benevoclic-api --err --lines 200 --nostream | grep -A2 Mongo | tail -10", {
    fr: "« MongoServerSelectionError » ou « timed out »",
    en: '"MongoServerSelectionError" or "timed out"',
  }),
  cure: command("{{mongodb_state}}", {
    fr: "Si elle ne répond pas ici non plus, suivre la fiche DatabaseDown ; sinon redémarrer l'API",
    en: "If it does not answer here either, follow the runbook DatabaseDown; else restart the API",
  }),
};

export const outsideService: Likely = {
  when: { fr: "Firebase ou AWS S3 est en panne", en: "Firebase or AWS S3 is down" },
  test: command(
    "{{pm2}} logs benevoclic-api --err --lines 200 --nostream | grep -iE 'firebase|googleapis|s3' | tail -10",
    {
      fr: "Leur nom dans les dernières erreurs",
      en: "Their name in the last errors",
    },
  ),
  cure: link("https://status.firebase.google.com/", {
    fr: "Leur incident annoncé : l'écrire sur la page de statut, et attendre",
    en: "Their incident announced: write it on the status page, and wait",
  }),
};

export const slowQuery: Likely = {
  when: { fr: "Une requête lente occupe MongoDB", en: "A slow query occupies MongoDB" },
  test: command("{{mongosh}} --eval 'db.currentOp({ secs_running: { $gt: 1 } })'", {
    fr: "La même requête plusieurs fois, « COLLSCAN »",
    en: 'The same query several times, "COLLSCAN"',
  }),
  cure: command("{{mongosh}} --eval 'db.currentOp({ secs_running: { $gt: 30 } }).inprog.map(({ opid }) => opid)'", {
    fr: "Donner son texte au développeur principal : un index manque ; db.killOp(opid) soulage jusque-là",
    en: "Give its text to the lead developer: an index is missing; db.killOp(opid) relieves until then",
  }),
};

export const hostBusy: Likely = {
  when: { fr: "La machine est saturée", en: "The machine is saturated" },
  test: command("top -b -n 1 -o %CPU | head -20", {
    fr: "Moins de 10 % « id », ou plus de 30 % « wa »",
    en: 'Less than 10 % "id", or more than 30 % "wa"',
  }),
  cure: command("systemctl list-timers --no-pager; systemctl list-units --state=running --no-pager | tail -40", {
    fr: "Arrêter ce qui peut attendre le matin : sauvegarde, construction d'image",
    en: "Stop what can wait for the morning: a backup, the build of an image",
  }),
};

export const spinning: Likely = {
  when: { fr: "L'API tourne à vide dans une boucle", en: "The API spins in a loop" },
  test: command("{{pm2}} describe benevoclic-api | grep -iE 'event loop|active'", {
    fr: "Plus de 200 ms de retard (« Event Loop Latency p95 »)",
    en: 'More than 200 ms late ("Event Loop Latency p95")',
  }),
  cure: command("{{pm2}} restart benevoclic-api", { fr: "La redémarrer", en: "Restart it" }),
};

export const leaking: Likely = {
  when: { fr: "Une fuite de mémoire dans l'API", en: "A memory leak in the API" },
  test: command("{{pm2}} describe benevoclic-api | grep -E 'Heap|uptime|restarts'", {
    fr: "« Used Heap Size » près de « Heap Size », sans pic de trafic",
    en: '"Used Heap Size" close to "Heap Size", without a peak of traffic',
  }),
  cure: command("{{pm2}} reload benevoclic-api", {
    fr: "La recharger donne des heures ; la fuite date d'un déploiement",
    en: "Reloading it gives hours; the leak came with a deploy",
  }),
};

export const nginxStopped: Likely = {
  when: { fr: "nginx est arrêté, ou refuse sa configuration", en: "nginx is stopped, or refuses its configuration" },
  test: command("sudo nginx -t; systemctl status nginx --no-pager | head -5", {
    fr: "« test failed », ou autre chose que « active (running) »",
    en: '"test failed", or anything but "active (running)"',
  }),
  cure: command("sudo nginx -t && sudo systemctl restart nginx", {
    fr: "Corriger la ligne qu'il nomme, puis le redémarrer",
    en: "Correct the line that it names, then restart it",
  }),
};

export const firewallClosed: Likely = {
  when: { fr: "Le pare-feu ferme les ports 80 et 443", en: "The firewall closes the ports 80 and 443" },
  test: command("sudo ufw status | grep -E '^(80|443|Nginx)'", {
    fr: "Aucune ligne « ALLOW »",
    en: 'No line "ALLOW"',
  }),
  cure: command("sudo ufw allow 'Nginx Full'", { fr: "Les ouvrir de nouveau", en: "Open them again" }),
};

export const nameLost: Likely = {
  when: { fr: "Le nom ne mène plus à la machine", en: "The name no longer leads to the machine" },
  test: command("dig +short api.benevoclic.fr www.benevoclic.fr @9.9.9.9; curl -s -m 5 https://ifconfig.me", {
    fr: "D'autres adresses que la dernière",
    en: "Other addresses than the last one",
  }),
  cure: link("https://www.ovh.com/manager/#/web/domain", {
    fr: "Corriger la zone DNS chez OVH, ou renouveler le domaine",
    en: "Correct the DNS zone at OVH, or renew the domain",
  }),
};

export const certificateOld: Likely = {
  when: { fr: "Le certificat n'a pas été renouvelé", en: "The certificate was not renewed" },
  test: command("sudo certbot certificates | grep -E 'Name|Expiry'; systemctl list-timers certbot.timer --no-pager", {
    fr: "« EXPIRED », ou une minuterie qui n'est pas passée",
    en: '"EXPIRED", or a timer that has not run',
  }),
  cure: command("sudo certbot renew && sudo systemctl reload nginx", {
    fr: "Le renouveler, et recharger nginx",
    en: "Renew it, and reload nginx",
  }),
};

export const certificateNotLoaded: Likely = {
  when: { fr: "nginx sert encore l'ancien certificat", en: "nginx still serves the old certificate" },
  test: command(
    "sudo certbot certificates | grep Expiry; curl -vsS -o /dev/null https://www.benevoclic.fr/ 2>&1 | grep expire",
    {
      fr: "Deux dates différentes",
      en: "Two different dates",
    },
  ),
  cure: command("sudo systemctl reload nginx", { fr: "Recharger nginx", en: "Reload nginx" }),
};

export const clusterPaused: Likely = {
  when: {
    fr: "Atlas a mis le cluster en pause, ou annonce un incident",
    en: "Atlas paused the cluster, or announces an incident",
  },
  test: link("https://status.mongodb.com/", {
    fr: "Un incident annoncé, ou « Paused » dans la console",
    en: 'An incident announced, or "Paused" in the console',
  }),
  cure: link("https://cloud.mongodb.com/", {
    fr: "« Resume » dans la console ; un incident : l'écrire sur la page de statut, et attendre",
    en: '"Resume" in the console; an incident: write it on the status page, and wait',
  }),
};

export const addressRefused: Likely = {
  when: { fr: "L'adresse du VPS n'est plus admise par la base", en: "The database no longer admits the VPS's address" },
  test: command(
    "curl -s -m 5 https://ifconfig.me; docker logs --since 10m {{business_exporter_container}} 2>&1 | tail -3",
    {
      fr: "« timed out », et une adresse qui n'est pas dans Network Access",
      en: '"timed out", and an address that is not in Network Access',
    },
  ),
  cure: link("https://cloud.mongodb.com/", {
    fr: "L'ajouter dans Atlas, Network Access",
    en: "Add it in Atlas, Network Access",
  }),
};

export const passwordChanged: Likely = {
  when: { fr: "Le mot de passe de la base a changé", en: "The database's password has changed" },
  test: command("docker logs --since 10m {{business_exporter_container}} 2>&1 | grep -i auth", {
    fr: "« Authentication failed »",
    en: '"Authentication failed"',
  }),
  cure: person("lead", {
    fr: "Faire écrire le nouveau dans les secrets de l'API et de l'exporteur",
    en: "Have the new one written into the secrets of the API and of the exporter",
  }),
};

const vps = "https://www.ovh.com/manager/#/dedicated/vps";
export const machineStopped: Likely = {
  when: { fr: "Le VPS est arrêté, ou bloqué au démarrage", en: "The VPS is stopped, or stuck while it starts" },
  test: link(vps, {
    fr: "Console OVH : « Arrêté », ou un écran KVM figé",
    en: 'OVH console: "Stopped", or a frozen KVM screen',
  }),
  cure: link(vps, { fr: "Le redémarrer depuis la console", en: "Restart it from the console" }),
};
export const hosterDown: Likely = {
  when: { fr: "Une panne de réseau chez OVH", en: "A network failure at OVH" },
  test: link("https://vps.status-ovhcloud.com/", {
    fr: "Un incident sur la région du VPS",
    en: "An incident in the VPS's region",
  }),
  cure: person("cto", {
    fr: "Décider avec lui : attendre, ou restaurer la sauvegarde ailleurs",
    en: "Decide with them: wait, or restore the backup elsewhere",
  }),
};

export const logsGrow: Likely = {
  when: { fr: "Un journal grossit", en: "A log grows" },
  test: command("sudo du -xh --max-depth=2 /var/log | sort -h | tail -5; sudo journalctl --disk-usage", {
    fr: "Plusieurs Go au même endroit",
    en: "Several GB in one place",
  }),
  cure: command("{{pm2}} flush && sudo journalctl --vacuum-size=200M", {
    fr: "Vider les journaux",
    en: "Empty the logs",
  }),
};
export const imagesLeft: Likely = {
  when: { fr: "D'anciennes images Docker restent", en: "Old Docker images are left" },
  test: command("docker system df", {
    fr: "Plusieurs Go « RECLAIMABLE »",
    en: 'Several GB "RECLAIMABLE"',
  }),
  cure: command("docker image prune --all", { fr: "Les supprimer", en: "Remove them" }),
};
export const backupsKept: Likely = {
  when: { fr: "Des sauvegardes ne sont plus effacées", en: "Backups are no longer removed" },
  test: command("sudo find {{mountpoint}} -xdev -type f -size +500M -mtime -30 -exec ls -lh {} +", {
    fr: "Une archive par nuit, la plus ancienne de plus d'une semaine",
    en: "An archive a night, the oldest more than a week old",
  }),
  cure: person("devops", {
    fr: "Faire effacer les plus anciennes, après en avoir copié une ailleurs",
    en: "Have the oldest removed, after one was copied elsewhere",
  }),
};

export const containerLarge: Likely = {
  when: { fr: "Un conteneur occupe la mémoire", en: "A container holds the memory" },
  test: command("docker stats --no-stream", {
    fr: "Un conteneur près de sa limite (« MEM % »)",
    en: 'A container close to its limit ("MEM %")',
  }),
  cure: command("docker ps --all --size", {
    fr: "Redémarrer celui-là : docker restart, avec son nom",
    en: "Restart that one: docker restart, with its name",
  }),
};

export const daemonKilled: Likely = {
  when: { fr: "Le démon de PM2 a été tué", en: "PM2's daemon was killed" },
  test: command("pgrep -fa 'God Daemon'; sudo journalctl -k --since '-30 min' --no-pager | grep -i 'killed process'", {
    fr: "Aucun démon, et une ligne du noyau",
    en: "No daemon, and a line of the kernel",
  }),
  cure: command("{{pm2}} resurrect && {{pm2}} status", {
    fr: "Le relancer avec les applications enregistrées",
    en: "Start it again with the saved apps",
  }),
};
export const secondDaemon: Likely = {
  when: { fr: "Un second démon a pris la place du premier", en: "A second daemon has taken the first one's place" },
  test: command("pgrep -fa 'God Daemon'", {
    fr: "Deux démons",
    en: "Two daemons",
  }),
  cure: command("{{pm2}} kill && {{pm2}} resurrect", {
    fr: "Arrêter celui des prises de la configuration, et reprendre ses applications",
    en: "Stop the one of the configured sockets, and bring its apps back",
  }),
};
