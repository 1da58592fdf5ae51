import { busyRatio } from "../kit/kinds/busy-ratio.ts";
import { eventCount } from "../kit/kinds/event-count.ts";
import { gaugeRatio } from "../kit/kinds/gauge-ratio.ts";
import { fastInterval } from "../kit/model/job.ts";
import { promql } from "../kit/model/promql.ts";
import { scrape } from "../kit/model/scraped.ts";
import { counted, rounded, seriesOf } from "../kit/model/series.ts";
import { signal } from "../kit/model/signal.ts";
import { bool, count, perSecond, seconds } from "../kit/model/unit.ts";
import { probe } from "./metrics/blackbox.ts";
import { node } from "./metrics/node.ts";

/**
 * Every eye on the host but the programs by which the message itself travels. blackbox-exporter answers for whoever does not:
 * its probes are the eye. One exporter that is gone proves nothing.
 */
export const hostAlive = signal("instance:host_alive:max", {
  unit: bool,
  per: ["instance"],
  every: fastInterval,
  title: { fr: "Hôte vivant", en: "Host alive" },
  about: {
    fr: "1 tant que quelque chose répond sur l'hôte : node-exporter, l'API, une sonde ou un autre exporteur ; 0 quand plus rien ne le voit.",
    en: "1 while anything on the host answers: node-exporter, the API, a probe or another exporter; 0 when nothing sees it any more.",
  },
  expr: promql`max by (instance) (${scrape.up.where('job!~"prometheus|alertmanager|grafana|blackbox"')} or ${probe.success})`,
  produce: ({ values, labels }) => [
    ...["node", "benevoclic-api", "pm2"].map((job) => seriesOf(scrape.up, { job, ...labels }, values)),
    seriesOf(probe.success, { target: "web-home", ...labels }, values),
  ],
});

export const cpuUse = signal(
  "instance:cpu_use:ratio",
  busyRatio({
    counter: node.cpu,
    // A CPU that waits for the disk could work: the disk has alerts of its own.
    idle: 'mode=~"idle|iowait"',
    examples: { idle: { mode: "idle" }, busy: { mode: "user" } },
    over: "2m",
    per: ["instance"],
    objective: { below: 0.8 },
    title: { fr: "Processeur utilisé", en: "CPU use" },
    about: {
      fr: "Part du temps où les processeurs travaillent, en moyenne sur 2 minutes.",
      en: "Share of the time in which the CPUs work, on average over 2 minutes.",
    },
  }),
);

export const memoryUse = signal(
  "instance:memory_use:ratio",
  gaugeRatio({
    free: node.memoryAvailable,
    of: node.memoryTotal,
    per: ["instance"],
    objective: { below: 0.85 },
    title: { fr: "Mémoire utilisée", en: "Memory use" },
    about: {
      fr: "Part de la mémoire que les programmes ne peuvent plus obtenir.",
      en: "Share of the memory that programs can no longer get.",
    },
  }),
);

export const swapUse = signal(
  "instance:swap_use:ratio",
  gaugeRatio({
    free: node.swapFree,
    of: node.swapTotal,
    per: ["instance"],
    title: { fr: "Swap utilisé", en: "Swap use" },
    about: {
      fr: "Part du swap occupée. Un swap plein mais immobile ne gêne personne.",
      en: "Share of the swap in use. A full swap in which nothing moves bothers nobody.",
    },
  }),
);

/** The smaller direction: only out is memory put aside, only in is memory taken back; both at once is thrashing. */
export const swapTraffic = signal("instance:swap_traffic:rate5m", {
  unit: perSecond,
  per: ["instance"],
  over: "5m",
  needsAllOfIt: true,
  title: { fr: "Va-et-vient du swap", en: "Swap traffic" },
  about: {
    fr: "Pages de mémoire par seconde qui sortent vers le swap pendant qu'autant en reviennent.",
    en: "Pages of memory a second that go out to swap while as many come back.",
  },
  expr: promql`min by (instance) (
  label_replace(rate(${node.swapIn}[5m]), "direction", "in", "job", ".*")
    or label_replace(rate(${node.swapOut}[5m]), "direction", "out", "job", ".*")
)`,
  produce: ({ values, interval, labels }) =>
    [node.swapIn, node.swapOut].map((counter) => seriesOf(counter, labels, counted(values, interval))),
});

export const oomKills = signal(
  "instance:oom_kills:increase10m",
  eventCount({
    counter: node.oomKills,
    over: "10m",
    per: ["instance"],
    title: { fr: "Processus tués faute de mémoire", en: "Processes killed for want of memory" },
    about: {
      fr: "Processus que le noyau a tués en 10 minutes parce que la mémoire manquait.",
      en: "Processes that the kernel killed within 10 minutes because memory ran out.",
    },
  }),
);

/** Cores of the machine in tests. */
const cores = ["0", "1", "2", "3"];

export const loadPerCore = signal("instance:load:per_core", {
  unit: count,
  per: ["instance"],
  title: { fr: "Charge par cœur", en: "Load per core" },
  about: {
    fr: "Processus qui travaillent ou attendent, en moyenne sur 5 minutes, par cœur. Au-delà de 1, certains attendent.",
    en: "Processes that work or wait, on average over 5 minutes, per core. Above 1 some of them wait.",
  },
  expr: promql`max by (instance) (${node.load5}) / count by (instance) (${node.cpu.where('mode="idle"')})`,
  produce: ({ values, interval, labels }) => [
    seriesOf(
      node.load5,
      labels,
      values.map((value) => (value === null ? null : rounded(value * cores.length))),
    ),
    ...cores.map((cpu) =>
      seriesOf(
        node.cpu,
        { cpu, mode: "idle", ...labels },
        counted(
          values.map((value) => (value === null ? null : 0.5)),
          interval,
        ),
      ),
    ),
  ],
});

export const uptime = signal("instance:uptime:seconds", {
  unit: seconds,
  per: ["instance"],
  title: { fr: "Temps depuis le démarrage", en: "Time since boot" },
  about: {
    fr: "Temps écoulé depuis le dernier démarrage de la machine.",
    en: "Time since the machine was last started.",
  },
  expr: promql`max by (instance) (${node.time}) - max by (instance) (${node.bootTime})`,
  produce: ({ values, interval, labels }) => [
    seriesOf(
      node.time,
      labels,
      values.map((value, index) => (value === null ? null : index * interval)),
    ),
    seriesOf(
      node.bootTime,
      labels,
      values.map((value, index) => (value === null ? null : rounded(index * interval - value))),
    ),
  ],
});
