import type { Severity } from "../../kit/model/level.ts";
import type { Prometheus, Series } from "../../kit/model/prometheus.ts";
import { digest, toldToNobody } from "../../kit/model/routing.ts";
import { severityWords } from "../../kit/model/words.ts";
import { alerts } from "../../signals/metrics/alerts.ts";
import { apiProcess } from "../../signals/metrics/api-process.ts";
import { pm2 } from "../../signals/metrics/pm2.ts";
import { type Anomaly, currentEpisode } from "./anomaly.ts";
import type { Locale } from "./sheet.ts";

/** A signal over a time. */
export interface Course {
  readonly start: number;
  readonly lowest: number;
  readonly highest: number;
  readonly end: number;
}

export interface Happening {
  readonly at: Date;
  readonly what: string;
}

/** What Prometheus remembers of an anomaly's time. Everything is undefined, or empty, when it does not answer. */
export interface History {
  /** When the alert's condition became true. */
  firstBad(anomaly: Omit<Anomaly, "id">): Promise<Date | undefined>;
  course(anomaly: Anomaly, from: Date, to: Date): Promise<Course | undefined>;
  /** The signal's series: seconds since the epoch, value. Undefined without any. */
  samples(anomaly: Anomaly, from: Date, to: Date): Promise<(readonly (readonly [number, number])[])[] | undefined>;
  /** Whom escalation called for it. */
  escalations(anomaly: Anomaly, from: Date, to: Date): Promise<Happening[]>;
  /** When which alerts began to fire. */
  alerts(anomaly: Anomaly, from: Date, to: Date): Promise<Happening[]>;
  /** What alerts are called for people, by their names. */
  titles(): Promise<ReadonlyMap<string, string>>;
  /** Starts of processes, by a crash or by a deploy: undefined when nobody can tell. */
  restarts(anomaly: Anomaly, from: Date, to: Date): Promise<Happening[] | undefined>;
}

/** Points of a course. */
const points = 200;
/** Series of a graph: more are not told apart. */
const shownSeries = 8;
/** An alert's `for` and the history of its signal are shorter. */
const longestFor = 86_400_000;
/** What is told beside alerts, and no news of anything that broke. */
const nothingWrong = [...toldToNobody, digest.alertname].join("|");
/** Rules change with a deployment (ms). */
const titlesLast = 300_000;

export function historyOf(prometheus: Pick<Prometheus, "query" | "range" | "rules">, locale: Locale): History {
  const unknown = () => undefined;
  let asked: { readonly at: number; readonly titles: Promise<ReadonlyMap<string, string>> } | undefined;
  const titles = () => {
    if (asked === undefined || Date.now() - asked.at > titlesLast) {
      const found = prometheus.rules().then(
        (rules) =>
          new Map(rules.flatMap(({ name, annotations: { title } }) => (title ? [[name, title] as const] : []))),
        () => {
          asked = undefined;
          return new Map<string, string>();
        },
      );
      asked = { at: Date.now(), titles: found };
    }
    return asked.titles;
  };
  const range = (query: string, from: Date, to: Date) => {
    const [start, end] = [from.getTime() / 1000, to.getTime() / 1000];
    return prometheus.range(query, start, end, Math.max(5, Math.ceil((end - start) / points))).catch(unknown);
  };
  /** The first value of each series in the time, and the name that `label` gives it. */
  const beginnings = (
    series: readonly Series[],
    from: Date,
    name: (labels: Readonly<Record<string, string>>) => string,
  ) =>
    series.flatMap(({ labels, samples: [[first] = [undefined]] }) =>
      first === undefined || first * 1000 <= from.getTime() ? [] : [{ at: new Date(first * 1000), what: name(labels) }],
    );

  return {
    firstBad: async (anomaly) => {
      const { alertname, instance } = anomaly;
      const name = alerts.since.name;
      const matchers = Object.entries({ alertname, instance }).map(([label, value]) => `${label}=${quoted(value)}`);
      const found = await prometheus.query(`min(${name}{${matchers.join(",")}})`).catch(unknown);
      const since = found?.[0]?.value;
      const detected = Date.parse(currentEpisode(anomaly as Anomaly).detectedAt);
      if (since === undefined || since * 1000 > detected || detected - since * 1000 > longestFor) return undefined;
      return new Date(since * 1000);
    },

    course: async ({ links }, from, to) => {
      const expression = expressionIn(links.graph);
      const series = expression && (await range(expression, from, to));
      const values = series
        ? series
            .flatMap(({ samples }) => samples)
            .sort(([a], [b]) => a - b)
            .map(([, value]) => value)
        : [];
      const known = values.filter(Number.isFinite);
      const [start, end] = [known[0], known.at(-1)];
      if (start === undefined || end === undefined) return undefined;
      return { start, end, lowest: Math.min(...known), highest: Math.max(...known) };
    },

    samples: async ({ links }, from, to) => {
      const expression = expressionIn(links.graph);
      const series = expression && (await range(expression, from, to));
      if (!series) return undefined;
      const known = series.map(({ samples }) => samples.filter(([, value]) => Number.isFinite(value)));
      return known.filter((values) => values.length > 0).slice(0, shownSeries);
    },

    escalations: async ({ id }, from, to) => {
      const query = `max by (alertname, escalation) (${alerts.state.name}{alertstate="firing",escalation!="",anomaly=${quoted(id)}})`;
      const series = await range(query, from, to);
      return sorted(beginnings(series ?? [], from, ({ escalation = "" }) => escalation));
    },

    alerts: async ({ instance }, from, to) => {
      const query = `max by (alertname, severity) (${alerts.state.name}{alertstate="firing",severity=~"critical|warning|info",component!="anomalies",alertname!~"${nothingWrong}"${
        instance ? `,instance=${quoted(instance)}` : ""
      }})`;
      const [series, called] = await Promise.all([range(query, from, to), titles()]);
      return sorted(
        beginnings(series ?? [], from, ({ alertname = "", severity = "" }) => {
          const word = severityWords[severity as Severity]?.[locale] ?? severity;
          return `${called.get(alertname) ?? alertname} (${word})`;
        }),
      );
    },

    titles,

    restarts: async ({ instance }, from, to) => {
      const of = instance ? `instance=${quoted(instance)}` : "";
      const api = `${apiProcess.startTime.name}{job="benevoclic-api"${of && `,${of}`}}`;
      const found = await range(`${pm2.startTime.name}{${of}} or ${api}`, from, to);
      if (found === undefined || found.length === 0) return undefined;
      const starts = found.flatMap(({ labels, samples }) =>
        [...new Set(samples.map(([, start]) => start))].map((start) => ({
          at: new Date(start * 1000),
          what: labels.app ?? labels.job ?? "",
        })),
      );
      return sorted(starts.filter(({ at }) => at >= from && at <= to));
    },
  };
}

const sorted = (happenings: readonly Happening[]): Happening[] =>
  [...happenings].sort((a, b) => a.at.getTime() - b.at.getTime()).slice(0, 50);

const quoted = (value: string): string => JSON.stringify(value);

/** The signal's expression stands in the link to its graph (kit/write/annotations.ts). */
function expressionIn(graph: string | undefined): string | undefined {
  if (graph === undefined || !URL.canParse(graph)) return undefined;
  return new URL(graph).searchParams.get("g0.expr") ?? undefined;
}
