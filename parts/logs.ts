import { z } from "zod";
import { absolutePath, text } from "../kit/config/forms.ts";
import { durationPattern } from "../kit/model/durations.ts";
import { usualInterval } from "../kit/model/job.ts";
import { part } from "../kit/model/part.ts";
import { logStoreFlags } from "../kit/write/log-store.ts";
import { logSources } from "../signals/metrics/log-sources.ts";
import { logStore } from "../signals/metrics/log-store.ts";

/** What an environment says of its logs: where programs write them, and how much of them is kept (docs/logs.md). */
export const logsSettings = z
  .strictObject({
    /** Files of a source that stand elsewhere, with `*` for any name. */
    files: z
      .strictObject(
        Object.fromEntries(logSources.map(({ name }) => [name, z.array(absolutePath).min(1).optional()])) as Record<
          (typeof logSources)[number]["name"],
          z.ZodOptional<z.ZodArray<typeof absolutePath>>
        >,
      )
      .prefault({}),
    /** Whichever limit is reached first: whole days are dropped. */
    keep: z.string().regex(durationPattern, "a duration such as 14d").default("14d"),
    disk: text(/^[0-9]+(MB|GB)$/, "a size such as 4GB").default("4GB"),
    /** Grafana's image holds the plugin victoriametrics-logs-datasource (docs/logs.md): lines are shown there as well. */
    inGrafana: z.boolean().default(false),
    /** Where the collector keeps that, and how far it has read: on a volume of its own. */
    collectorDirectory: absolutePath.default("/log-collector"),
    /** How much of it, for a store that is down. */
    queue: text(/^[0-9]+(MB|GB)$/, "a size such as 500MB").default("500MB"),
  })
  .prefault({});

export type LogsSettings = z.output<typeof logsSettings>;

/** Whether Grafana has the plugin that shows lines. */
export const linesInGrafana = ({ inGrafana }: LogsSettings): boolean => inGrafana;

/** VictoriaLogs: where lines are kept and asked for. Nothing reaches it that the collector has not masked. */
export const logsPart = part("logs", {
  scrape: { interval: usualInterval },
  metrics: [logStore],
  settings: logsSettings,
  service: {
    name: "victoria-logs",
    memory: "512MiB",
    port: 9428,
    container: (_, { settings: { keep, disk } }) => ({
      user: "65529:65529",
      listens: { network: "private", port: 9428 },
      command: logStoreFlags({ directory: "/victoria-logs", keep, disk }),
      healthPath: "/health",
      startSeconds: 120,
      stopSeconds: 30,
      data: "/victoria-logs",
    }),
  },
});
