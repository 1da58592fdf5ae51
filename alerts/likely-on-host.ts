import type { Likely } from "../kit/model/alert.ts";
import { command, link, person } from "../kit/model/step.ts";

/** The same of the machine. */

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
  test: command("{{docker}} system df", {
    fr: "Plusieurs Go « RECLAIMABLE »",
    en: 'Several GB "RECLAIMABLE"',
  }),
  cure: command("{{docker}} image prune --all", { fr: "Les supprimer", en: "Remove them" }),
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
  test: command("{{docker}} stats --no-stream", {
    fr: "Un conteneur près de sa limite (« MEM % »)",
    en: 'A container close to its limit ("MEM %")',
  }),
  cure: command("{{docker}} ps --all --size", {
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

export const scanner: Likely = {
  when: { fr: "Une seule adresse étrangère en fait trop", en: "A single strange address does too much" },
  test: command("sudo awk '{print $1}' /var/log/nginx/access.log | sort | uniq -c | sort -rn | head -5", {
    fr: "La première en a dix fois plus que la deuxième",
    en: "The first one has ten times as many as the second",
  }),
  cure: command("sudo ufw insert 1 deny from ADDRESS", { fr: "La bloquer", en: "Block it" }),
};

export const notClosed: Likely = {
  when: { fr: "L'API ne ferme pas ses connexions", en: "The API does not close its connections" },
  test: command("ss -tan state close-wait | wc -l", { fr: "Plusieurs centaines", en: "Several hundred" }),
  cure: command("{{pm2}} restart benevoclic-api", { fr: "La redémarrer", en: "Restart it" }),
};

export const smallFiles: Likely = {
  when: { fr: "Un cache ou des sessions ne sont jamais effacés", en: "A cache or sessions are never removed" },
  test: command("sudo du --inodes -x --max-depth=3 {{mountpoint}} | sort -n | tail -5", {
    fr: "Des centaines de milliers de fichiers dans un dossier",
    en: "Hundreds of thousands of files in one directory",
  }),
  cure: command("sudo find DIRECTORY -xdev -type f -mtime +7 -delete", {
    fr: "Effacer ceux de plus d'une semaine, si rien ne les lit",
    en: "Remove those older than a week, if nothing reads them",
  }),
};

export const diskDies: Likely = {
  when: { fr: "Le disque meurt", en: "The disk dies" },
  test: command("sudo dmesg --level=err,warn -T | grep -iE 'i/o error|medium|blk_update' | tail -5", {
    fr: "Des erreurs d'entrée-sortie",
    en: "Input/output errors",
  }),
  cure: link(vps, {
    fr: "Instantané du VPS d'abord, puis restaurer la sauvegarde sur un disque neuf",
    en: "A snapshot of the VPS first, then restore the backup to a new disk",
  }),
};

export const remountedReadOnly: Likely = {
  when: { fr: "Une coupure du stockage l'a mis en lecture seule", en: "A gap of the storage turned it read-only" },
  test: command("findmnt {{mountpoint}}; sudo dmesg -T | grep -i 'remounting' | tail -3", {
    fr: "« ro » et « Remounting filesystem read-only », sans erreur de disque",
    en: '"ro" and "Remounting filesystem read-only", without an error of the disk',
  }),
  cure: command("sudo mount -o remount,rw {{mountpoint}}", {
    fr: "Le remonter en écriture",
    en: "Mount it for writing again",
  }),
};
