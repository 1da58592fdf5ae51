import type { Queries } from "../kit/model/prometheus.ts";
import type { Text } from "../kit/model/text.ts";
import { cpuUse, memoryUse } from "../signals/host.ts";
import { diskUse } from "../signals/host-disks.ts";
import { node } from "../signals/metrics/node.ts";
import { valueAt } from "./prometheus.ts";

/** How much of what there is should be used at its peak: the rest is for what nobody foresaw. */
const aim = { cpu: 0.6, memory: 0.75, disk: 0.7 } as const;
/** Series of one metric that nobody reads, from which on they are worth naming; and how many metrics are named. */
const [manySeries, named] = [50, 5];

/**
 * Whether the machine fits what it does, from 30 days of use.
 * @param read names of metrics that a rule or a dashboard reads
 * @throws Error when Prometheus does not answer
 */
export async function rightSizing(prometheus: Queries, read: ReadonlySet<string>, at: Date): Promise<Text[]> {
  const value = (query: string) => valueAt(prometheus, query, at);
  const [cpu, cores, memory, total, disk, series] = await Promise.all([
    value(`max(quantile_over_time(0.95, ${cpuUse.name}[30d]))`),
    value(`max(count by (instance) (${node.cpu.name}{mode="idle"}))`),
    value(`max(max_over_time(${memoryUse.name}[30d]))`),
    value(`max(${node.memoryTotal.name}) / 2^30`),
    value(`max(max_over_time(${diskUse.name}[30d]))`),
    prometheus.query('count by (__name__) ({__name__!=""})', at.getTime() / 1000),
  ]);
  const percent = (share: number, locale: "fr" | "en") => `${Math.round(share * 100)}${locale === "fr" ? " " : ""}%`;
  const unread = series
    .map(({ labels, value: count }) => ({ name: labels.__name__ ?? "", count }))
    .filter(
      ({ name, count }) =>
        count >= manySeries && !read.has(name) && !read.has(name.replace(/_(bucket|sum|count)$/, "")),
    )
    .sort((a, b) => b.count - a.count)
    .slice(0, named);
  return [
    ...(cpu === undefined || cores === undefined ? [] : [fitting(cpu, cores, aim.cpu, "vCPU", "vCPU", percent)]),
    ...(memory === undefined || total === undefined
      ? []
      : [fitting(memory, total, aim.memory, "Go de mémoire", "GB of memory", percent)]),
    ...(disk === undefined
      ? []
      : [
          disk > aim.disk
            ? {
                fr: `Disque le plus plein : ${percent(disk, "fr")} au plus ; l'agrandir ou le nettoyer.`,
                en: `Fullest disk: ${percent(disk, "en")} at most; enlarge or clean it.`,
              }
            : {
                fr: `Disque le plus plein : ${percent(disk, "fr")} au plus ; il suffit.`,
                en: `Fullest disk: ${percent(disk, "en")} at most; it is enough.`,
              },
        ]),
    ...unread.map(({ name, count }) => ({
      fr: `${name} : ${count} séries que ni règle ni tableau ne lit ; cesser de les garder.`,
      en: `${name}: ${count} series that neither a rule nor a dashboard reads; stop keeping them.`,
    })),
  ];
}

/** @param peak share that is used at most @param size how much there is, in whole units */
function fitting(
  peak: number,
  size: number,
  wanted: number,
  fr: string,
  en: string,
  percent: (share: number, locale: "fr" | "en") => string,
): Text {
  const has = Math.round(size);
  const enough = Math.max(1, Math.ceil((peak * size) / wanted));
  const [said, told] = [`${percent(peak, "fr")} de ${has} ${fr}`, `${percent(peak, "en")} of ${has} ${en}`];
  if (enough === has) return { fr: `${said} au plus ; la taille convient.`, en: `${told} at most; the size fits.` };
  return enough < has
    ? { fr: `${said} au plus ; ${enough} suffiraient.`, en: `${told} at most; ${enough} would be enough.` }
    : { fr: `${said} au plus ; il en faudrait ${enough}.`, en: `${told} at most; ${enough} are needed.` };
}
