import type { Likely } from "../kit/model/alert.ts";
import { command, link, person } from "../kit/model/step.ts";
import { versionBefore } from "./version-before.ts";

/** What is often behind several alerts, each with what shows it and what cures it: their runbooks name the likeliest first. */

const back = { fr: "Revenir à la version précédente", en: "Go back to the version before" };

/** @param app its name in PM2, and its directory among the checkouts; `{{app}}` for the alert's own */
export const deployed = (app: string): Likely => ({
  when: { fr: `Un déploiement a cassé ${app}`, en: `A deploy broke ${app}` },
  test: command(`{{git}} -C {{checkouts}}/${app} log -3 --format='%h %cr %s'`, {
    fr: "Le dernier commit date d'un peu avant la première erreur",
    en: "The last commit is from shortly before the first error",
  }),
  cure: versionBefore(app, back),
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

export const spinning: Likely = {
  when: { fr: "L'API tourne à vide dans une boucle", en: "The API spins in a loop" },
  test: command("{{pm2}} describe benevoclic-api | grep -iE 'event loop|active'", {
    fr: "Plus de 200 ms de retard (« Event Loop Latency p95 »)",
    en: 'More than 200 ms late ("Event Loop Latency p95")',
  }),
  cure: command("{{pm2}} restart benevoclic-api", { fr: "La redémarrer", en: "Restart it" }),
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
  test: command("dig +short {{api_host}} {{web_host}} @9.9.9.9; curl -s -m 5 https://ifconfig.me", {
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
  test: command("sudo certbot certificates | grep Expiry; curl -vsS -o /dev/null {{public_web}}/ 2>&1 | grep expire", {
    fr: "Deux dates différentes",
    en: "Two different dates",
  }),
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
    "curl -s -m 5 https://ifconfig.me; {{docker}} logs --since 10m {{business_exporter_container}} 2>&1 | tail -3",
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
  test: command("{{docker}} logs --since 10m {{business_exporter_container}} 2>&1 | grep -i auth", {
    fr: "« Authentication failed »",
    en: '"Authentication failed"',
  }),
  cure: person("lead", {
    fr: "Faire écrire le nouveau dans les secrets de l'API et de l'exporteur",
    en: "Have the new one written into the secrets of the API and of the exporter",
  }),
};

export const migrated: Likely = {
  when: { fr: "Une migration ou un script a effacé", en: "A migration or a script deleted" },
  test: command("{{git}} -C {{checkouts}}/benevoclic-api log -5 --format='%h %cr %s'", {
    fr: "Un commit qui parle de migration, de nettoyage ou de schéma",
    en: "A commit about a migration, a clean-up or the schema",
  }),
  cure: link("https://cloud.mongodb.com/", {
    fr: "API arrêtée, restaurer dans un autre cluster la sauvegarde d'avant",
    en: "With the API stopped, restore the backup from before into another cluster",
  }),
};

export const intruder: Likely = {
  when: {
    fr: "Quelqu'un s'est introduit dans la base ou un compte",
    en: "Somebody broke into the database or an account",
  },
  test: link("https://cloud.mongodb.com/", {
    fr: "Activity Feed d'Atlas : un utilisateur ou une adresse que personne ne connaît",
    en: "Atlas' Activity Feed: a user or an address that nobody knows",
  }),
  cure: person("lead", {
    fr: "Faire révoquer les accès et changer les mots de passe avant de restaurer ; la CNIL veut le savoir sous 72 h",
    en: "Have access revoked and passwords changed before restoring; the data protection authority must know within 72 h",
  }),
};

export const leakedPasswords: Likely = {
  when: {
    fr: "Une liste de mots de passe volés ailleurs est essayée",
    en: "A list of passwords stolen elsewhere is tried",
  },
  test: command("sudo grep '/auth/login' /var/log/nginx/access.log | awk '{print $9}' | sort | uniq -c", {
    fr: "Des 401 par centaines, et quelques 200",
    en: "Hundreds of 401, and a few 200",
  }),
  cure: link("https://console.firebase.google.com/", {
    fr: "Firebase, Authentication : désactiver les comptes ouverts, exiger un nouveau mot de passe",
    en: "Firebase, Authentication: disable the accounts that were opened, ask for a new password",
  }),
};
