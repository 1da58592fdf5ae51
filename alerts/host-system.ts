import { alert, because } from "../kit/model/alert.ts";
import {
  given,
  held,
  jumping,
  justBeyond,
  justWithin,
  oneMissedScrape,
  paced,
  spike,
  steady,
} from "../kit/model/example.ts";
import { seriesOf } from "../kit/model/series.ts";
import { command, link, person } from "../kit/model/step.ts";
import {
  clockOffset,
  clockSynchronised,
  connectionTableUse,
  fileDescriptorUse,
  networkErrors,
  networkUse,
  receiveErrors,
  sendErrors,
  textfileError,
} from "../signals/host-system.ts";
import { node } from "../signals/metrics/node.ts";
import { hostDown } from "./host.ts";
import { leaking, notClosed, scanner } from "./likely-on-host.ts";
import { notSimulated } from "./proven-by.ts";

const gauge = {
  fires: [steady(justBeyond)],
  silent: [steady(justWithin), spike(justBeyond, { shorterThan: "for" }), oneMissedScrape],
};

export const hostNetworkSaturated = alert("HostNetworkSaturated", {
  title: { fr: "Ligne réseau saturée", en: "Network line saturated" },
  on: networkUse,
  category: "performance",
  levels: { warning: { above: 0.9, for: "8m" } },
  causes: [because(hostDown)],
  summary: {
    fr: "La ligne de {{instance}} ({{device}}) est remplie à {{value}} de ses 100 Mbit/s",
    en: "The line of {{instance}} ({{device}}) is {{value}} full (100 Mbit/s)",
  },
  impact: {
    fr: "Pages et images arrivent lentement, certaines requêtes expirent.",
    en: "Pages and images arrive slowly, some requests time out.",
  },
  next: [
    command("sudo timeout 20 iftop -i {{device}} -t -s 15 -n -N 2>/dev/null | head -40", {
      fr: "Voir avec qui la machine échange le plus (paquet iftop)",
      en: "See with whom the machine exchanges most (package iftop)",
    }),
    command("sudo awk '{print $1}' /var/log/nginx/access.log | sort | uniq -c | sort -rn | head", {
      fr: "Si une adresse domine les requêtes, la bloquer : sudo ufw insert 1 deny from <adresse>",
      en: "If one address dominates the requests, block it: sudo ufw insert 1 deny from <address>",
    }),
    link("https://www.ovh.com/manager/#/dedicated/vps", {
      fr: "En réception sans cause visible, vérifier si OVH signale une attaque",
      en: "If it is incoming without a visible cause, see whether OVH reports an attack",
    }),
  ],
  examples: {
    fires: [
      ...gauge.fires,
      given("the line full of what arrives", (context) =>
        held(networkUse, justBeyond(context), 20, context)
          .filter(({ name }) => name === node.sent.name)
          .map((series) => ({ ...series, name: node.received.name })),
      ),
    ],
    silent: [
      ...gauge.silent,
      given("both directions half full: together they are no full line", (context) =>
        [node.received, node.sent].flatMap((metric) =>
          held(networkUse, 0.5, 20, context)
            .filter(({ name }) => name === node.sent.name)
            .map((series) => ({ ...series, name: metric.name })),
        ),
      ),
      given("traffic between containers", (context) =>
        held(networkUse, 4, 20, context).map((series) => ({
          ...series,
          labels: { ...series.labels, device: "br-4f2a" },
        })),
      ),
    ],
  },
});

export const hostNetworkErrors = alert("HostNetworkErrors", {
  title: { fr: "Paquets réseau perdus ou abîmés", en: "Network packets lost or damaged" },
  on: networkErrors,
  category: "performance",
  levels: { warning: { above: 0.01, for: "8m" } },
  causes: [because(hostDown)],
  summary: {
    fr: "{{value}} des paquets de {{device}} sur {{instance}} sont perdus ou abîmés (limite {{limit}})",
    en: "{{value}} of the packets of {{device}} on {{instance}} are lost or damaged (limit {{limit}})",
  },
  impact: {
    fr: "Des requêtes lentes ou coupées, au hasard.",
    en: "Requests that are slow or cut off, at random.",
  },
  next: [
    command("ip -s -s link show {{device}}; sudo ethtool -S {{device}} | grep -iE 'err|drop|crc'", {
      fr: "Voir de quelles erreurs il s'agit",
      en: "See which errors they are",
    }),
    link("https://www.ovh.com/manager/#/dedicated/vps", {
      fr: "La carte est virtuelle : ouvrir un ticket chez OVH avec ces chiffres",
      en: "The card is virtual: open a ticket at OVH with these figures",
    }),
  ],
  examples: {
    fires: [
      ...gauge.fires,
      // Of the hundred packets a second that a test has: not one.
      given("a card that hardly sends anything, and loses some of it", (context) =>
        paced(held(sendErrors, justBeyond(context), 20, context), 0.009),
      ),
      given("a line on which hardly anything arrives, some of it damaged", (context) =>
        paced(held(receiveErrors, justBeyond(context), 20, context), 0.009),
      ),
    ],
    silent: [
      ...gauge.silent,
      given("one damaged packet on a quiet night", (context) => {
        const packets = Array.from({ length: 80 }, (_, index) => 150 * index);
        const none = packets.map(() => 0);
        return [
          seriesOf(node.receiveErrors, { instance: context.instance }, jumping([{ at: 8, by: 1 }], 20, context)),
          seriesOf(node.receivedPackets, { instance: context.instance }, packets),
          seriesOf(node.sendErrors, { instance: context.instance }, none),
          seriesOf(node.sentPackets, { instance: context.instance }, packets),
        ];
      }),
    ],
  },
});

export const hostConnectionTableFull = alert("HostConnectionTableFull", {
  title: { fr: "Table des connexions presque pleine", en: "Connection table nearly full" },
  on: connectionTableUse,
  category: "system",
  levels: { warning: { above: 0.8, for: "10m" }, critical: { above: 0.9, for: "2m" } },
  causes: [because(hostDown)],
  summary: {
    fr: "La table des connexions de {{instance}} est pleine à {{value}} (limite {{limit}})",
    en: "The connection table of {{instance}} is {{value}} full (limit {{limit}})",
  },
  impact: {
    fr: "À 100 %, le noyau jette les nouvelles connexions : le site semble en panne pour une partie des visiteurs.",
    en: "At 100 % the kernel drops new connections: the web site looks dead to some of the visitors.",
  },
  next: [
    command("sudo conntrack -L 2>/dev/null | grep -o 'src=[^ ]*' | sort | uniq -c | sort -rn | head", {
      fr: "Trouver l'adresse qui ouvre le plus de connexions ; la bloquer avec ufw si elle est étrangère",
      en: "Find the address that opens most connections; block it with ufw if it is a stranger",
    }),
    command("sudo sysctl -w net.netfilter.nf_conntrack_max=262144", {
      fr: "Donner de l'air tout de suite : agrandir la table",
      en: "Give it air at once: enlarge the table",
    }),
    command("ss -tan state close-wait | wc -l", {
      fr: "Plusieurs centaines ici : l'API ne ferme pas ses connexions, la redémarrer",
      en: "Several hundred here: the API does not close its connections, restart it",
    }),
  ],
  likely: [scanner, notClosed],
  examples: gauge,
});

export const hostFileDescriptorsLow = alert("HostFileDescriptorsLow", {
  title: { fr: "Descripteurs de fichiers presque épuisés", en: "File descriptors nearly used up" },
  on: fileDescriptorUse,
  category: "system",
  levels: { warning: { above: 0.8, for: "10m" }, critical: { above: 0.9, for: "2m" } },
  causes: [because(hostDown)],
  summary: {
    fr: "{{value}} des descripteurs de fichiers de {{instance}} sont pris (limite {{limit}})",
    en: "{{value}} of the file descriptors of {{instance}} are taken (limit {{limit}})",
  },
  impact: {
    fr: "À 100 %, plus aucun programme ne peut ouvrir un fichier ni une connexion : tout s'arrête.",
    en: "At 100 % no program can open a file or a connection any more: everything stops.",
  },
  next: [
    command(
      "sudo sh -c 'cd /proc; for p in [0-9]*; do echo $(ls $p/fd 2>/dev/null | wc -l) $p $(cat $p/comm 2>/dev/null); done' | sort -rn | head",
      {
        fr: "Trouver le processus qui en tient le plus",
        en: "Find the process that holds most",
      },
    ),
    command("{{pm2}} restart benevoclic-api", {
      fr: "Si c'est l'API, la redémarrer et prévenir le développeur principal d'une fuite",
      en: "If it is the API, restart it and tell the lead developer of a leak",
    }),
    command("sudo sysctl -w fs.file-max=1000000", {
      fr: "Sinon, donner de l'air en relevant la limite",
      en: "Otherwise give it air by raising the limit",
    }),
  ],
  likely: [notClosed, leaking],
  examples: gauge,
});

export const hostClockUnsynchronised = alert("HostClockUnsynchronised", {
  title: { fr: "Horloge du serveur non synchronisée", en: "Server clock not synchronised" },
  on: clockSynchronised,
  category: "system",
  levels: { warning: { below: 1, for: "10m" } },
  causes: [because(hostDown)],
  summary: {
    fr: "L'horloge de {{instance}} n'est plus synchronisée",
    en: "The clock of {{instance}} is no longer synchronised",
  },
  impact: {
    fr: "Rien encore ; quand elle aura dérivé de quelques minutes, les connexions (Firebase) seront refusées.",
    en: "Nothing yet; once it has drifted by some minutes, logins (Firebase) will be refused.",
  },
  next: [
    command("timedatectl; timedatectl timesync-status || chronyc tracking", {
      fr: "Voir si un serveur de temps répond",
      en: "See whether a time server answers",
    }),
    command("sudo systemctl restart systemd-timesyncd || sudo systemctl restart chrony", {
      fr: "Relancer la synchronisation",
      en: "Restart the synchronisation",
    }),
    command("sudo ufw status verbose | grep -i 123; getent hosts pool.ntp.org", {
      fr: "Si elle échoue, vérifier que le pare-feu laisse sortir UDP 123 et que le DNS répond",
      en: "If it fails, check that the firewall lets UDP 123 out and that DNS answers",
    }),
  ],
  examples: gauge,
});

export const hostClockSkewed = alert("HostClockSkewed", {
  provenBy: notSimulated,
  title: { fr: "Horloge du serveur décalée", en: "Server clock off" },
  on: clockOffset,
  category: "system",
  levels: { warning: { above: 0.05, for: "10m" } },
  causes: [because(hostDown), because(hostClockUnsynchronised)],
  summary: {
    fr: "L'horloge de {{instance}} est décalée de {{value}} (limite {{limit}})",
    en: "The clock of {{instance}} is off by {{value}} (limit {{limit}})",
  },
  impact: {
    fr: "Rien encore ; un décalage de quelques minutes ferait refuser les connexions (Firebase) et fausserait les journaux.",
    en: "Nothing yet; an offset of some minutes would have logins (Firebase) refused and falsify the logs.",
  },
  next: [
    command("timedatectl timesync-status || chronyc sources -v", {
      fr: "Voir quel serveur de temps est suivi, et de combien l'horloge s'en écarte",
      en: "See which time server is followed, and how far the clock is from it",
    }),
    command("sudo systemctl restart systemd-timesyncd || sudo chronyc makestep", {
      fr: "Remettre l'horloge à l'heure",
      en: "Set the clock right",
    }),
    person("devops", {
      fr: "Si l'écart revient dans l'heure, demander à l'équipe DevOps de changer de serveur de temps",
      en: "If the offset is back within the hour, ask the DevOps team to change the time server",
    }),
  ],
  examples: gauge,
});

export const hostTextfileErrors = alert("HostTextfileErrors", {
  title: { fr: "Fichier de mesures illisible", en: "Metrics file unreadable" },
  on: textfileError,
  category: "system",
  levels: { warning: { above: 0, for: "10m" } },
  causes: [because(hostDown)],
  summary: {
    fr: "node-exporter ne comprend pas un fichier de mesures sur {{instance}}",
    en: "node-exporter does not understand a metrics file on {{instance}}",
  },
  wellAgain: {
    fr: "Le fichier de mesures de {{instance}} se lit de nouveau",
    en: "The file of metrics of {{instance}} can be read again",
  },
  impact: {
    fr: "Aucun pour les visiteurs ; les mesures de qualité de ce fichier manquent, et leurs alertes avec elles.",
    en: "None for visitors; the quality metrics in that file are missing, and their alerts with them.",
  },
  next: [
    command("{{docker}} logs --since 15m {{node_exporter_container}} 2>&1 | grep -i textfile | tail -5", {
      fr: "Lire quel fichier et quelle ligne",
      en: "Read which file and which line",
    }),
    command("{{docker}} exec {{node_exporter_container}} ls -lt /textfile", {
      fr: "Voir de quand date chaque fichier : le dernier écrit est sans doute le fautif ; relancer ce qui l'écrit",
      en: "See how old each file is: the last one written is probably to blame; run again what writes it",
    }),
  ],
  examples: gauge,
});
