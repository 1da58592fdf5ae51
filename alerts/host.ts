import { cpuUse, diskTimeLeft, diskUse, hostUp, memoryUse } from "../signals/host.ts";
import { alert, because } from "./model/alert.ts";
import { justBeyond, justWithin, oneMissedScrape, spike, steady } from "./model/example.ts";
import { command, link } from "./model/step.ts";

const hour = 3600;
const ovhConsole = "https://www.ovh.com/manager/#/dedicated/vps";

export const hostDown = alert("HostDown", {
  on: hostUp,
  category: "system",
  takesPlatformDown: true,
  levels: { critical: { below: 1, for: "1m" } },
  summary: { fr: "{{instance}} ne répond plus", en: "{{instance}} no longer answers" },
  impact: {
    fr: "Le site et l'API sont sans doute inaccessibles pour tout le monde.",
    en: "The web site and the API are probably out of reach for everybody.",
  },
  next: [
    command("ssh {{instance}} uptime", { fr: "Vérifier si la machine répond", en: "See whether the machine answers" }),
    link(ovhConsole, {
      fr: "Sinon, ouvrir la console OVH : état du VPS, mode KVM, redémarrage",
      en: "If not, open the OVH console: state of the VPS, KVM, restart",
    }),
    command("docker ps --filter name=node-exporter; systemctl status docker --no-pager", {
      fr: "Si la machine répond, c'est node-exporter qui est arrêté",
      en: "If the machine answers, it is node-exporter that stopped",
    }),
  ],
  examples: { fires: [steady(justBeyond)], silent: [steady(justWithin), spike(justBeyond, { shorterThan: "for" })] },
});

export const hostCpuBusy = alert("HostCpuBusy", {
  on: cpuUse,
  category: "performance",
  levels: { warning: { above: 0.8, for: "10m" }, critical: { above: 0.95, for: "3m" } },
  causes: [because(hostDown)],
  summary: {
    fr: "Processeur de {{instance}} occupé à {{value}} (limite {{limit}})",
    en: "CPU of {{instance}} busy at {{value}} (limit {{limit}})",
  },
  impact: {
    fr: "Les pages et l'API ralentissent ; à 100 %, les requêtes s'accumulent.",
    en: "Pages and API get slower; at 100 % requests pile up.",
  },
  next: [
    command("top -b -n 1 -o %CPU | head -20", { fr: "Trouver le processus gourmand", en: "Find the greedy process" }),
    command("pm2 status", { fr: "Voir si l'API redémarre sans cesse", en: "See whether the API keeps restarting" }),
    command("pm2 restart benevoclic-api", {
      fr: "Si c'est l'API qui tourne à vide, la redémarrer",
      en: "If it is the API that spins, restart it",
    }),
  ],
  examples: {
    fires: [steady(justBeyond)],
    silent: [steady(justWithin), spike(justBeyond, { shorterThan: "for" }), oneMissedScrape],
  },
});

export const hostMemoryLow = alert("HostMemoryLow", {
  on: memoryUse,
  category: "performance",
  levels: { warning: { above: 0.85, for: "10m" }, critical: { above: 0.95, for: "2m" } },
  causes: [because(hostDown)],
  summary: {
    fr: "Mémoire de {{instance}} utilisée à {{value}} (limite {{limit}})",
    en: "Memory of {{instance}} used at {{value}} (limit {{limit}})",
  },
  impact: {
    fr: "À 100 %, le noyau tue un processus : souvent l'API ou MongoDB.",
    en: "At 100 % the kernel kills a process: often the API or MongoDB.",
  },
  next: [
    command("ps -eo pid,rss,comm --sort=-rss | head -15", {
      fr: "Trouver qui occupe la mémoire",
      en: "Find who holds the memory",
    }),
    command("pm2 restart benevoclic-api", {
      fr: "Si c'est l'API qui grossit, la redémarrer",
      en: "If it is the API that grows, restart it",
    }),
    command("docker stats --no-stream", {
      fr: "Sinon, comparer les conteneurs",
      en: "Otherwise compare the containers",
    }),
  ],
  examples: {
    fires: [steady(justBeyond)],
    silent: [steady(justWithin), spike(justBeyond, { shorterThan: "for" }), oneMissedScrape],
  },
});

export const hostDiskFilling = alert("HostDiskFilling", {
  on: diskUse,
  category: "system",
  levels: { warning: { above: 0.9, for: "10m" }, critical: { above: 0.95, for: "1m" } },
  causes: [because(hostDown)],
  summary: {
    fr: "{{mountpoint}} de {{instance}} est plein à {{value}} (limite {{limit}})",
    en: "{{mountpoint}} on {{instance}} is {{value}} full (limit {{limit}})",
  },
  impact: {
    fr: "À 100 %, MongoDB et l'API cessent d'écrire : inscriptions et annonces sont perdues.",
    en: "At 100 % MongoDB and the API stop writing: registrations and announcements are lost.",
  },
  next: [
    command("sudo du -xh --max-depth=2 {{mountpoint}} | sort -h | tail -20", {
      fr: "Trouver ce qui occupe la place",
      en: "Find what takes the space",
    }),
    command("docker system df && docker image prune", {
      fr: "Supprimer les images Docker inutilisées",
      en: "Remove unused Docker images",
    }),
    command("pm2 flush && sudo journalctl --vacuum-size=200M", { fr: "Vider les journaux", en: "Empty the logs" }),
  ],
  examples: {
    fires: [steady(justBeyond)],
    silent: [steady(justWithin), spike(justBeyond, { shorterThan: "for" }), oneMissedScrape],
  },
});

export const hostDiskFullSoon = alert("HostDiskFullSoon", {
  on: diskTimeLeft,
  category: "system",
  levels: { warning: { below: 24 * hour, for: "1h" }, critical: { below: 4 * hour, for: "15m" } },
  causes: [because(hostDown), because(hostDiskFilling)],
  summary: {
    fr: "{{mountpoint}} de {{instance}} sera plein dans {{value}}",
    en: "{{mountpoint}} on {{instance}} will be full in {{value}}",
  },
  impact: {
    fr: "Rien encore ; disque plein, MongoDB et l'API cesseront d'écrire.",
    en: "Nothing yet; once full, MongoDB and the API will stop writing.",
  },
  next: [
    command("sudo find {{mountpoint}} -xdev -type f -mmin -360 -size +50M -exec ls -lh {} +", {
      fr: "Trouver les gros fichiers écrits depuis 6 heures",
      en: "Find the large files written in the last 6 hours",
    }),
    command("pm2 flush && sudo journalctl --vacuum-size=200M", {
      fr: "Si ce sont des journaux, les vider",
      en: "If they are logs, empty them",
    }),
  ],
  examples: { fires: [steady(justBeyond)], silent: [steady(justWithin)] },
});
