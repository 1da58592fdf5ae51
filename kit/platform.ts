import { usualChannels } from "./channels/usual.ts";
import type { Config, Environments } from "./config/load.ts";
import type { LogSource } from "./logs/log-source.ts";
import type { Alert, Components } from "./model/alert.ts";
import type { Annotation } from "./model/annotation.ts";
import type { Dashboard } from "./model/dashboard.ts";
import type { Duration } from "./model/durations.ts";
import type { Severity } from "./model/level.ts";
import type { LogCount } from "./model/log-count.ts";
import type { Metric } from "./model/metric.ts";
import type { Part } from "./model/part.ts";
import type { Way } from "./model/routing.ts";
import type { Signal } from "./model/signal.ts";
import type { TimeToTell } from "./model/time-to-tell.ts";

/** What is observed and when someone is told, by domain: a part of the platform with its own file of rules. */
export interface Declarations {
  readonly signals: ReadonlyMap<string, readonly Signal[]>;
  readonly alerts: ReadonlyMap<string, readonly Alert[]>;
  /** In the order in which people should see them. */
  readonly dashboards: readonly Dashboard[];
}

/** A platform that is watched: everything that the kit has to know of it. */
export interface Platform extends Declarations {
  /** Lower-case letters, digits and dashes: in the uids of dashboards, the names of templates and files. */
  readonly name: string;
  /** As people call it. */
  readonly title: string;
  readonly environments: Environments;
  readonly parts: readonly Part[];
  readonly components: Components;
  /** How the alerts of each severity reach people. */
  readonly channels: Readonly<Record<Severity, Way>>;
  /** How soon people must learn of something; the first that holds for a level counts. */
  readonly timesToTell: readonly TimeToTell[];
  /** Marked in every graph, as far as an environment has their metrics. */
  readonly annotations: readonly Annotation[];
  /** What keeps a record of every alert, but of those of its own component: a part that takes webhooks on `/alerts`. */
  readonly recorder?: { readonly part: string; readonly component: string };
  /**
   * What repairs what alerts say it may: a part that takes webhooks on `/due`, and its counter of `action`, `target` and `outcome`;
   * and the label by which other alerts name such a target.
   */
  readonly remediation?: { readonly part: string; readonly runs: Metric; readonly label: string };
  /** Lines that programs write: where they come from, and the parts that collect, keep and count them. */
  readonly logs?: Logs;
  /** Traces of requests, and the parts that keep them and make metrics of them. */
  readonly traces?: Traces;
  /** What commands of next steps name as `{{name}}` and is another text in each environment: a program with its address, a container. */
  readonly places?: (config: Config) => Readonly<Record<string, string>>;
  /** Declarations that follow from the others in an environment. */
  readonly derived?: (declared: Platform, config: Config) => Declarations;
}

/** Logs of a platform. An environment without the collector's job has none. */
export interface Logs {
  readonly sources: readonly LogSource[];
  /** The parts, by what they do; the rules over logs are evaluated by the job of the counts. */
  readonly parts: { readonly collector: string; readonly store: string; readonly rules: string };
  readonly collector: (config: Config) => CollectorSettings;
  /** Whether Grafana has VictoriaLogs' plugin (`lineSource`): then lines are shown there as well. */
  readonly inGrafana?: (config: Config) => boolean;
  /** The lines of trouble, by service and level and with their kinds: messages tell those of the services that stand behind a component. */
  readonly trouble?: { readonly lines: LogCount; readonly explains: Readonly<Record<string, readonly string[]>> };
}

/** Traces of a platform. An environment without the store's job has none, and without that of the calls no metrics of what is asked. */
export interface Traces {
  readonly parts: { readonly store: string; readonly calls: string };
  readonly store: (config: Config) => TraceStoreSettings;
}

interface TraceStoreSettings {
  /** How long, such as `3d`. */
  readonly keep: Duration;
  readonly directory: string;
  /** `host:port` where others ask for traces, and where programs send spans. */
  readonly query: string;
  readonly receives: string;
}

export interface CollectorSettings {
  /** The files of a source, by its name, where they are not where it says. */
  readonly files: Readonly<Record<string, readonly string[]>>;
  /** Where it keeps how far it has read, and what the store has not taken yet. */
  readonly directory: string;
  /** What it keeps for a store that is down; when that is full, it reads no further. */
  readonly queueBytes: number;
}

/** What a platform need not say: nothing, or what is usual. */
const usual = {
  dashboards: [],
  annotations: [],
  timesToTell: [],
  channels: usualChannels,
} satisfies Partial<Platform>;

type PlatformDefinition = Omit<Platform, "name" | keyof typeof usual> & Partial<Pick<Platform, keyof typeof usual>>;

/** `export const shop = platform("shop", { title: "Shop", parts: [api, database], … })` */
export function platform(name: string, definition: PlatformDefinition): Platform {
  const made = { name, ...usual, ...definition };
  platforms.add(made);
  return made;
}

const platforms = new WeakSet<object>();

/** Whether `platform` declared it. */
export const isPlatform = (found: unknown): found is Platform =>
  typeof found === "object" && found !== null && platforms.has(found);
