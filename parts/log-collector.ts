import path from "node:path";
import { usualInterval } from "../kit/model/job.ts";
import { part } from "../kit/model/part.ts";
import type { CollectorSettings } from "../kit/platform.ts";
import { logCollector } from "../signals/metrics/log-collector.ts";
import { logSources } from "../signals/metrics/log-sources.ts";
import type { LogsSettings } from "./logs.ts";

/** The files of every source in an environment. */
export const filesOf = ({ files }: LogsSettings): string[] =>
  logSources.flatMap((source) => files[source.name] ?? [...source.files]);

const unit = { MB: 1e6, GB: 1e9 } as const;

/** What the collector's configuration is made from. A local run keeps its files elsewhere. */
export const collectorSettings = (settings: LogsSettings): CollectorSettings => ({
  files: settings.files as CollectorSettings["files"],
  directory: settings.collectorDirectory,
  queueBytes: Number.parseInt(settings.queue, 10) * unit[settings.queue.slice(-2) as keyof typeof unit],
});

/** What must be mounted so that these files are seen: their directories, those inside of others left out. */
function directoriesOf(files: readonly string[]): string[] {
  const all = [...new Set(files.map((file) => path.dirname(file)))].sort();
  return all.filter((one) => !all.some((other) => other !== one && one.startsWith(`${other}/`)));
}

/** The OpenTelemetry collector: reads the files, masks, and sends. */
export const logCollectorPart = part("log-collector", {
  scrape: { interval: usualInterval },
  metrics: [logCollector],
  service: {
    name: "log-collector",
    bareProgram: "/otelcol-contrib",
    memory: "256MiB",
    port: 8888,
    container: ({ logs }: { readonly logs: LogsSettings }) => ({
      // Of the group adm, which may read logs on Debian; a user of its own otherwise.
      user: "65530:4",
      listens: { network: "private", port: 8888 },
      command: ["--config=/etc/log-collector/current/collector.yml"],
      healthPath: "/metrics",
      startSeconds: 30,
      stopSeconds: 30,
      data: logs.collectorDirectory,
      configuration: {
        directory: "log-collector",
        at: "/etc/log-collector",
        check: "/program validate --config=collector.yml",
        readAtStart: "collector.yml",
      },
      reads: directoriesOf(filesOf(logs)).map((host) => ({ host, at: host })),
    }),
  },
});
