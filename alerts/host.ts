import { alert, because } from "../kit/model/alert.ts";
import {
  type ExampleContext,
  given,
  held,
  jumping,
  justBeyond,
  justWithin,
  oneMissedScrape,
  spike,
  steady,
} from "../kit/model/example.ts";
import { scrape } from "../kit/model/scraped.ts";
import { counted, seriesOf, type TestSeries } from "../kit/model/series.ts";
import { command, link, person } from "../kit/model/step.ts";
import { cpuUse, hostAlive, loadPerCore, memoryUse, oomKills, swapTraffic, swapUse } from "../signals/host.ts";
import { probe } from "../signals/metrics/blackbox.ts";
import { node } from "../signals/metrics/node.ts";
import { firewallClosed, spinning } from "./likely.ts";
import { containerLarge, hostBusy, hosterDown, leaking, machineStopped } from "./likely-on-host.ts";

const ovhConsole = "https://www.ovh.com/manager/#/dedicated/vps";

/** The host for five minutes, seen by one eye only. */
const seenBy = (eye: TestSeries, context: ExampleContext) =>
  held(hostAlive, 0, 5, context).concat({ ...eye, samples: Array.from({ length: 300 / context.interval }, () => 1) });

export const hostDown = alert("HostDown", {
  title: { fr: "Serveur injoignable", en: "Server unreachable" },
  on: hostAlive,
  category: "system",
  takesPlatformDown: true,
  levels: { critical: { below: 1, for: "45s" } },
  summary: { fr: "Plus rien ne répond sur {{instance}}", en: "Nothing answers on {{instance}} any more" },
  wellAgain: { fr: "{{instance}} répond de nouveau", en: "{{instance}} answers again" },
  impact: {
    fr: "Le site et l'API sont inaccessibles pour tout le monde.",
    en: "The web site and the API are out of reach for everybody.",
  },
  next: [
    command("ssh {{instance}} uptime", { fr: "Vérifier si la machine répond", en: "See whether the machine answers" }),
    link(ovhConsole, {
      fr: "Sinon, ouvrir la console OVH : état du VPS, mode KVM, redémarrage",
      en: "If not, open the OVH console: state of the VPS, KVM, restart",
    }),
    command("systemctl status docker nginx --no-pager; {{pm2}} status; sudo ufw status", {
      fr: "Si la machine répond, voir ce qui coupe tout à la fois : Docker, pare-feu, réseau",
      en: "If the machine answers, see what cuts everything at once: Docker, firewall, network",
    }),
  ],
  likely: [machineStopped, hosterDown, firewallClosed],
  examples: {
    fires: [steady(justBeyond)],
    silent: [
      steady(justWithin),
      spike(justBeyond, { shorterThan: "for" }),
      ...["node", "benevoclic-api", "business"].map((job) =>
        given(`only ${job} answers`, (context) =>
          seenBy(seriesOf(scrape.up, { job, instance: context.instance }, []), context).filter(
            ({ labels, samples }) => labels.job !== job || samples[0] === 1,
          ),
        ),
      ),
      given("everything on it is gone but its public address", (context) =>
        seenBy(seriesOf(probe.success, { target: "api-health", instance: context.instance }, []), context),
      ),
      given("node-exporter alone is gone: the host's figures are missing, nothing else is", (context) =>
        held(hostAlive, 1, 5, context).map((series) =>
          series.labels.job === "node" ? { ...series, samples: series.samples.map(() => 0) } : series,
        ),
      ),
    ],
  },
});

export const hostCpuBusy = alert("HostCpuBusy", {
  title: { fr: "Processeur saturé", en: "Processor saturated" },
  on: cpuUse,
  category: "performance",
  levels: { warning: { above: 0.8, for: "10m" }, critical: { above: 0.95, for: "2m" } },
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
    command("{{pm2}} status", { fr: "Voir si l'API redémarre sans cesse", en: "See whether the API keeps restarting" }),
    command("{{pm2}} restart benevoclic-api", {
      fr: "Si c'est l'API qui tourne à vide, la redémarrer",
      en: "If it is the API that spins, restart it",
    }),
  ],
  likely: [spinning, hostBusy],
  examples: {
    fires: [steady(justBeyond)],
    silent: [
      steady(justWithin),
      spike(justBeyond, { shorterThan: "for" }),
      oneMissedScrape,
      given("the nightly backup: CPUs that wait for the disk for half an hour could work", (context) =>
        Object.entries({ idle: 0.02, iowait: 0.88, user: 0.1 }).map(([mode, share]) =>
          seriesOf(
            node.cpu,
            { instance: context.instance, mode },
            counted(
              Array.from({ length: 1800 / context.interval }, () => share),
              context.interval,
            ),
          ),
        ),
      ),
    ],
  },
});

export const hostOomKill = alert("HostOomKill", {
  title: { fr: "Processus tués faute de mémoire", en: "Processes killed for want of memory" },
  on: oomKills,
  category: "system",
  levels: { warning: { above: 0, for: "0s" }, critical: { above: 2.5, for: "0s" } },
  tellsLate: "counts kills over ten minutes: the one too many tells at once",
  causes: [because(hostDown)],
  summary: {
    fr: "Mémoire épuisée sur {{instance}} : {{value}} processus tué(s) en 10 minutes",
    en: "Out of memory on {{instance}}: {{value}} process(es) killed within 10 minutes",
  },
  impact: {
    fr: "Si c'est l'API, le site ou MongoDB, tout ce qui était en cours est perdu et les visiteurs voient des erreurs.",
    en: "If it is the API, the web site or MongoDB, everything in progress is lost and visitors see errors.",
  },
  next: [
    command("sudo journalctl -k --since '-30 min' --no-pager | grep -iE 'out of memory|killed process'", {
      fr: "Voir quel processus le noyau a tué",
      en: "See which process the kernel killed",
    }),
    command("ps -eo pid,rss,comm --sort=-rss | head -15", {
      fr: "Trouver qui occupe la mémoire : ce n'est pas forcément le processus tué",
      en: "Find who holds the memory: not necessarily the process that was killed",
    }),
    command("{{pm2}} status && {{docker}} ps --all --filter status=exited", {
      fr: "Vérifier que l'API, le site et les conteneurs tournent de nouveau ; relancer celui qui manque",
      en: "Check that the API, the web site and the containers run again; start the one that does not",
    }),
    person("lead", {
      fr: "Si le noyau continue d'en tuer, appeler le développeur principal : une fuite de mémoire suit souvent un déploiement",
      en: "If the kernel goes on killing, call the lead developer: a memory leak often follows a deploy",
    }),
  ],
  likely: [leaking, containerLarge],
  examples: {
    fires: [
      steady(justBeyond),
      given("four kills in three minutes", (context) => [
        seriesOf(
          node.oomKills,
          { instance: context.instance },
          jumping(
            [1, 2, 3, 4].map((at) => ({ at, by: 1 })),
            6,
            context,
          ),
        ),
      ]),
    ],
    silent: [
      steady(justWithin),
      oneMissedScrape,
      given("a reboot: the counter starts again at zero", (context) => [
        seriesOf(node.oomKills, { instance: context.instance }, [
          ...Array.from({ length: 40 }, () => 12),
          ...Array.from({ length: 40 }, () => 0),
        ]),
      ]),
      given("kills of weeks ago, seen for the first time", (context) => [
        seriesOf(
          node.oomKills,
          { instance: context.instance },
          Array.from({ length: 60 }, () => 12),
        ),
      ]),
    ],
  },
});

export const hostMemoryLow = alert("HostMemoryLow", {
  title: { fr: "Mémoire presque épuisée", en: "Memory nearly used up" },
  on: memoryUse,
  category: "performance",
  levels: { warning: { above: 0.85, for: "10m" }, critical: { above: 0.95, for: "2m" } },
  causes: [because(hostDown), because(hostOomKill)],
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
    command("{{pm2}} restart benevoclic-api", {
      fr: "Si c'est l'API qui grossit, la redémarrer",
      en: "If it is the API that grows, restart it",
    }),
    command("{{docker}} stats --no-stream", {
      fr: "Sinon, comparer les conteneurs",
      en: "Otherwise compare the containers",
    }),
  ],
  likely: [leaking, containerLarge],
  examples: {
    fires: [steady(justBeyond)],
    silent: [steady(justWithin), spike(justBeyond, { shorterThan: "for" }), oneMissedScrape],
  },
});

export const hostSwapThrashing = alert("HostSwapThrashing", {
  title: { fr: "Serveur ralenti par le swap", en: "Server slowed down by swapping" },
  on: swapTraffic,
  category: "performance",
  // 1 MB/s each way, in pages of 4 KiB.
  levels: { warning: { above: 250, for: "5m" } },
  causes: [because(hostDown), because(hostOomKill), because(hostMemoryLow)],
  summary: {
    fr: "{{instance}} passe son temps à échanger de la mémoire avec le disque (pages dans chaque sens : {{value}})",
    en: "{{instance}} spends its time swapping memory with the disk (pages each way: {{value}})",
  },
  impact: {
    fr: "Tout devient lent par à-coups : pages, API et connexions SSH.",
    en: "Everything gets slow in bursts: pages, API and SSH sessions.",
  },
  next: [
    command("sudo grep -H VmSwap /proc/[0-9]*/status | sort -k2 -n | tail -10", {
      fr: "Trouver les processus dont la mémoire est dans le swap",
      en: "Find the processes whose memory is in swap",
    }),
    command("ps -eo pid,rss,comm --sort=-rss | head -15", {
      fr: "Trouver qui prend la place des autres",
      en: "Find who takes the others' place",
    }),
    command("{{pm2}} restart benevoclic-api", {
      fr: "Si c'est l'API qui a grossi, la redémarrer",
      en: "If it is the API that has grown, restart it",
    }),
  ],
  examples: {
    fires: [steady(justBeyond)],
    silent: [
      steady(justWithin),
      spike(justBeyond, { shorterThan: "for" }),
      given("swap merely used: nearly full, but nothing moves", (context) => [
        ...held(swapUse, 0.95, 30, context),
        ...held(swapTraffic, 0, 30, context),
      ]),
      ...[node.swapIn, node.swapOut].map((way) =>
        given(`memory goes one way in bulk: ${way.name}`, (context) =>
          held(swapTraffic, 4 * context.level.limit, 30, context).map((series) =>
            series.name === way.name ? series : { ...series, samples: series.samples.map(() => 0) },
          ),
        ),
      ),
    ],
  },
});

export const hostLoadHigh = alert("HostLoadHigh", {
  title: { fr: "Serveur surchargé", en: "Server overloaded" },
  on: loadPerCore,
  category: "performance",
  levels: { warning: { above: 1.5, for: "5m" } },
  causes: [because(hostDown), because(hostCpuBusy), because(hostSwapThrashing)],
  summary: {
    fr: "Charge de {{instance}} : {{value}} processus par cœur (limite {{limit}})",
    en: "Load of {{instance}}: {{value}} processes per core (limit {{limit}})",
  },
  impact: {
    fr: "Les requêtes attendent leur tour : pages et API ralentissent.",
    en: "Requests wait for their turn: pages and API get slower.",
  },
  next: [
    command("ps -eo state,pid,ppid,etimes,comm | grep -E '^[DR]' | sort | head -40", {
      fr: "Voir qui attend : D attend le disque, R le processeur",
      en: "See who waits: D waits for the disk, R for the CPU",
    }),
    command("ps -eo comm= | sort | uniq -c | sort -rn | head", {
      fr: "Voir si un programme a été lancé en double (tâche cron qui s'empile)",
      en: "See whether a program runs many times (a cron job that piles up)",
    }),
    command("{{pm2}} status", { fr: "Voir si l'API redémarre sans cesse", en: "See whether the API keeps restarting" }),
  ],
  examples: {
    fires: [steady(justBeyond)],
    silent: [
      steady(justWithin),
      spike(justBeyond, { shorterThan: "for" }),
      oneMissedScrape,
      given("the nightly backup: a load of 2.5 on 4 cores for half an hour", (context) =>
        held(loadPerCore, 2.5 / 4, 30, context),
      ),
    ],
  },
});
