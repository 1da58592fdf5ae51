import { writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { spanSeconds } from "../../model/durations.ts";
import { parseYaml, yaml } from "../../yaml.ts";
import { startChild } from "../parts/children.ts";
import { answers } from "../parts/http.ts";
import type { Part } from "../parts/obtain.ts";
import { startOnFreePort } from "../parts/ports.ts";
import { inScratch } from "../parts/scratch.ts";
import { startWebhookSink } from "../sinks/webhook.ts";
import type { Episode } from "./asking.ts";
import type { Labels } from "./exposition.ts";

/** A message that Alertmanager sent. */
export interface Notification {
  /** Seconds from the recording's start. */
  readonly at: number;
  /** `discord`, `email`, … */
  readonly integration: string;
  readonly alerts: readonly { readonly labels: Labels; readonly status: "firing" | "resolved" }[];
}

export interface ReplayOptions {
  readonly alertmanager: Part;
  /** Its configuration, as generated. */
  readonly config: string;
  readonly externalLabels: Labels;
  /** Length of the recording in seconds. */
  readonly seconds: number;
  /**
   * So many recorded seconds pass in one of Alertmanager's: it knows only the machine's clock. All durations of its routes are divided
   * by the same number, so that it groups, waits, inhibits and repeats as it would.
   */
  readonly timesFaster: number;
}

const received = z.object({
  alerts: z.array(z.object({ labels: z.record(z.string(), z.string()), status: z.enum(["firing", "resolved"]) })),
});

/** Gives alerts as they fired and ended to a real Alertmanager and returns what it sent to whom, oldest first. */
export async function replay(episodes: readonly Episode[], options: ReplayOptions): Promise<Notification[]> {
  if (episodes.length === 0) return [];
  const { timesFaster, seconds } = options;
  const sink = await startWebhookSink();
  const replayed = inScratch("monitoring-replay", async (directory) => {
    writeFileSync(path.join(directory, "alertmanager.yml"), hastened(options.config, timesFaster, sink.url));
    const { port, child } = await startOnFreePort((free) =>
      startChild({
        name: "alertmanager",
        command: options.alertmanager.command,
        ...(options.alertmanager.cwd && { cwd: options.alertmanager.cwd }),
        args: [
          `--config.file=${path.join(directory, "alertmanager.yml")}`,
          `--storage.path=${path.join(directory, "data")}`,
          `--web.listen-address=127.0.0.1:${free}`,
          "--cluster.listen-address=",
          "--log.level=error",
        ],
        logFile: path.join(directory, "alertmanager.log"),
        ready: () => answers(`http://127.0.0.1:${free}/-/ready`),
      }),
    );
    try {
      const began = Date.now();
      const real = (at: number) => began + (at * 1000) / timesFaster;
      const until = (at: number) => pause(Math.max(0, real(at) - Date.now()));
      for (const [at, changed] of changesOf(episodes)) {
        await until(at);
        await post(
          port,
          changed.map((episode) => alertOf(episode, at, real, options.externalLabels)),
        );
      }
      await until(seconds);
      return sink.inbox.all.map(({ path: address, body, receivedAt }) => ({
        at: ((receivedAt.getTime() - began) * timesFaster) / 1000,
        integration: address.split("/").at(-1) ?? "",
        alerts: received.parse(body).alerts,
      }));
    } finally {
      await child.stop();
    }
  });
  return replayed.finally(() => sink.stop());
}

/** What begins or ends at each moment, in the order of time. */
function changesOf(episodes: readonly Episode[]): [at: number, changed: Episode[]][] {
  const changes = new Map<number, Episode[]>();
  for (const episode of episodes) {
    for (const at of [episode.from, episode.to].filter(Number.isFinite))
      changes.set(at, [...(changes.get(at) ?? []), episode]);
  }
  return [...changes].sort(([one], [other]) => one - other);
}

/** Prometheus repeats an alert so that it does not run out; here it is given once, with an end beyond the replay. */
function alertOf({ labels, from, to }: Episode, at: number, real: (at: number) => number, externalLabels: Labels) {
  const iso = (milliseconds: number) => new Date(milliseconds).toISOString();
  const ends = at === to ? real(to) : real(at) + 86_400_000;
  return { labels: { ...externalLabels, ...labels }, startsAt: iso(real(from)), endsAt: iso(ends) };
}

async function post(port: number, alerts: readonly object[]): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${port}/api/v2/alerts`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(alerts),
  });
  if (!response.ok) throw new Error(`Alertmanager refused the alerts: ${response.status} ${await response.text()}`);
}

interface Route {
  [key: string]: unknown;
  routes?: Route[];
}

/** Integrations whose resolved messages are off unless told. https://prometheus.io/docs/alerting/latest/configuration/ */
const silentWhenResolved = new Set(["email", "slack", "wechat"]);

/**
 * The configuration with its times divided, and a webhook in the place of each integration, so that what is sent can be read. Time
 * intervals are left out: what they mute or hold back is sent, which is never less than in reality.
 */
function hastened(config: string, timesFaster: number, url: (path: string) => string): string {
  const { route, inhibit_rules, receivers } = parseYaml(config) as {
    route: Route;
    inhibit_rules?: unknown;
    receivers: Record<string, unknown>[];
  };
  return yaml({
    route: hastenedRoute(route, timesFaster),
    inhibit_rules,
    receivers: receivers.map((receiver) => ({
      name: receiver.name,
      webhook_configs: Object.entries(receiver).flatMap(([key, value]) => {
        if (!key.endsWith("_configs")) return [];
        const integration = key.replace("_configs", "");
        return (value as { send_resolved?: boolean }[]).map(({ send_resolved }) => ({
          url: url(`/${encodeURIComponent(String(receiver.name))}/${integration}`),
          send_resolved: send_resolved ?? !silentWhenResolved.has(integration),
        }));
      }),
    })),
  });
}

function hastenedRoute(route: Route, timesFaster: number): Route {
  const { mute_time_intervals: _, active_time_intervals: __, ...kept } = route;
  const divided = Object.entries(kept).map(([key, value]) => {
    if (!["group_wait", "group_interval", "repeat_interval"].includes(key)) return [key, value];
    const milliseconds = Math.round((spanSeconds(String(value)) * 1000) / timesFaster);
    // Only group_wait may be nothing.
    return [key, `${Math.max(milliseconds, key === "group_wait" ? 0 : 1)}ms`];
  });
  return {
    ...Object.fromEntries(divided),
    ...(route.routes && { routes: route.routes.map((inner) => hastenedRoute(inner, timesFaster)) }),
  };
}
