import type { Config } from "../../config/load.ts";
import { loginName, passwords } from "../../model/login.ts";
import { anyAlertmanagerFlags, settling } from "../alertmanager.ts";
import { anyPrometheusFlags, resendDelay, takesCounts } from "../prometheus.ts";
import { webConfigs } from "../web-config.ts";
import type { Replica } from "./replicas.ts";

export const programs = ["agent", "store", "gateway", "rules", "alertmanager"] as const;
export type Program = (typeof programs)[number];

/** Where programs find their files. */
export interface Placed {
  /** What is generated for the environment in one of its directories. */
  readonly files: (directory: "replicated" | "alertmanager") => string;
  /** Of each program, what it keeps. */
  readonly data: (program: Program) => string;
  readonly config: Pick<Config, "prometheus" | "notifications" | "urls">;
}

/** What a store is told beside its place: of each environment the same. */
export interface StoreNeeds {
  /** The shortest interval at which anything is scraped, in seconds: of the samples of several agents it keeps one in each. */
  readonly shortest: number;
  /** Bytes of the longest expression. */
  readonly longest: number;
}

/** How each program of a host is started. */
export function argumentsOf(
  own: Replica,
  replicas: readonly Replica[],
  { files, data, config }: Placed,
  { shortest, longest }: StoreNeeds,
): Readonly<Record<Program, readonly string[]>> {
  const { secrets, retention } = config.prometheus;
  const password = `${secrets}/${passwords.prometheus.name}`;
  // Whoever asks a gateway logs in at the store behind it.
  const login = (flag: string) => [
    `-${flag}.basicAuth.username=${loginName}`,
    `-${flag}.basicAuth.passwordFile=${password}`,
  ];
  const guarded = [`-httpAuth.username=${loginName}`, `-httpAuth.password=file://${password}`];
  return {
    agent: [
      "--agent",
      `--config.file=${files("replicated")}/agent.yml`,
      `--storage.agent.path=${data("agent")}`,
      `--web.listen-address=${own.agent}`,
      `--web.config.file=${secrets}/${webConfigs.prometheus.name}`,
      ...anyPrometheusFlags,
      // What the rules record goes the way of what is scraped: to every store, and later where one does not answer.
      ...takesCounts,
    ],
    store: [
      `-httpListenAddr=${own.store}`,
      `-storageDataPath=${data("store")}`,
      `-retentionPeriod=${retention}`,
      `-dedup.minScrapeInterval=${shortest}s`,
      // 30 seconds unless told, by which everything would be known later.
      "-search.latencyOffset=0s",
      // What is in memory only goes with a store that is killed; the other has it.
      "-inmemoryDataFlushInterval=1s",
      `-search.maxQueryLen=${Math.max(16, Math.ceil(longest / 1024))}KiB`,
      ...guarded,
    ],
    gateway: [
      `-httpListenAddr=${own.gateway}`,
      `-auth.config=${files("replicated")}/gateway.yml`,
      "-configCheckInterval=10s",
      // Its own pages: what it leads to asks for a password itself.
      ...["metrics", "flags", "pprof", "reload"].map((page) => `-${page}AuthKey=file://${password}`),
    ],
    rules: [
      `-httpListenAddr=${own.rules}`,
      `-rule=${files("replicated")}/rules/*.yml`,
      `-datasource.url=http://${own.gateway}`,
      ...login("datasource"),
      // Started again, it knows since when an alert has been waiting.
      `-remoteRead.url=http://${own.gateway}`,
      ...login("remoteRead"),
      // All rules are evaluated more often. An hour unless told, within which it would take a new outage for one that was over, and tell at once.
      "-remoteRead.lookback=5m",
      `-remoteWrite.url=http://${own.agent}`,
      ...login("remoteWrite"),
      "-remoteWrite.flushInterval=200ms",
      // Several at a time overtake each other, and what comes late is refused.
      "-remoteWrite.concurrency=1",
      // At each evaluation unless told: an alert would end for who hears nothing of it during four of them.
      `-rule.resendDelay=${resendDelay}`,
      `-notifier.config=${files("replicated")}/notifiers.yml`,
      `-external.url=${config.urls.prometheus}`,
      // It belongs to no alert: routes and inhibitions would see it.
      "-disableAlertgroupLabel",
      ...guarded,
    ],
    alertmanager: [
      `--config.file=${files("alertmanager")}/alertmanager.yml`,
      `--storage.path=${data("alertmanager")}`,
      `--web.listen-address=${own.alertmanager}`,
      `--web.config.file=${config.notifications.secrets}/${webConfigs.alertmanager.name}`,
      `--web.external-url=${config.urls.alertmanager}`,
      "--web.route-prefix=/",
      ...anyAlertmanagerFlags,
      `--cluster.listen-address=${own.cluster}`,
      `--cluster.advertise-address=${own.cluster}`,
      `--${settling.name}=${settling.value}`,
      ...replicas.filter(({ name }) => name !== own.name).map(({ cluster }) => `--cluster.peer=${cluster}`),
    ],
  };
}
