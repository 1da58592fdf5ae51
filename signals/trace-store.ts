import { counterRate } from "../kit/kinds/counter-rate.ts";
import { gaugeValue } from "../kit/kinds/gauge-value.ts";
import { promql } from "../kit/model/promql.ts";
import { scrape } from "../kit/model/scraped.ts";
import { counted, seriesOf } from "../kit/model/series.ts";
import { signal } from "../kit/model/signal.ts";
import { bytes, whole } from "../kit/model/unit.ts";
import { traceStore } from "./metrics/trace-store.ts";

export const spansKept = signal(
  "instance:spans_accepted:rate5m",
  counterRate({
    counter: traceStore.accepted,
    over: "5m",
    per: ["instance"],
    title: { fr: "Étapes de traces par seconde", en: "Spans a second" },
    about: {
      fr: "Étapes de traces que Jaeger a prises, par seconde.",
      en: "Spans that Jaeger has taken, a second.",
    },
  }),
);

const half = "30m";

/** Before its first span it counts nothing, not even none: while it answers, that is none. */
export const spansAccepted = signal("instance:spans_accepted:count30m", {
  unit: whole,
  per: ["instance"],
  over: half,
  every: "1m",
  needsAllOfIt: true,
  title: { fr: "Étapes de traces reçues", en: "Spans received" },
  about: {
    fr: "Étapes de traces que Jaeger a prises en 30 minutes.",
    en: "Spans that Jaeger has taken within 30 minutes.",
  },
  expr: promql`sum by (instance) (increase(${traceStore.accepted}[${half}]))
  or 0 * max by (instance) (${scrape.up.where('job="traces"')} == 1)`,
  produce: ({ values, interval, labels }) => [
    seriesOf(
      traceStore.accepted,
      labels,
      counted(
        values.map((value) => (value === null ? null : value / 1800)),
        interval,
      ),
    ),
  ],
});

/** What it did not take, and what it took and could not write. */
export const spansLost = signal("instance:spans_lost:count10m", {
  unit: whole,
  per: ["instance"],
  over: "10m",
  needsAllOfIt: true,
  title: { fr: "Étapes de traces perdues", en: "Spans lost" },
  about: {
    fr: "Étapes de traces que Jaeger a refusées faute de mémoire, ou n'a pas pu écrire, en 10 minutes.",
    en: "Spans that Jaeger refused for want of memory, or could not write, within 10 minutes.",
  },
  expr: promql`sum by (instance) (increase(${traceStore.refused}[10m]) or increase(${traceStore.failed}[10m]))`,
  produce: ({ values, interval, labels }) => [
    seriesOf(
      traceStore.refused,
      labels,
      counted(
        values.map((value) => (value === null ? null : value / 600)),
        interval,
      ),
    ),
  ],
});

export const tracesDisk = signal(
  "instance:trace_store:bytes",
  gaugeValue({
    gauge: traceStore.bytes,
    take: "max",
    unit: bytes,
    per: ["instance"],
    title: { fr: "Place des traces", en: "Disk of the traces" },
    about: {
      fr: "Octets que les traces gardées occupent sur le disque. Jaeger n'en connaît aucune limite : il garde tout, le temps qu'on lui dit.",
      en: "Bytes that the kept traces take on the disk. Jaeger knows no limit of them: it keeps all, for as long as it is told.",
    },
  }),
);
