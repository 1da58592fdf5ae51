import { setTimeout as pause } from "node:timers/promises";
import { exporterBuilds } from "../../signals/metrics/exporter-builds.ts";
import { peerAt, prometheusOf } from "../anomalies/peer.ts";
import { createLog } from "../program/log.ts";
import { runProgram } from "../program/main.ts";
import { ownMetrics } from "../program/own-metrics.ts";
import { readSecret } from "../program/secret.ts";
import { serve } from "../program/serve.ts";
import { createConductor } from "./conductor.ts";
import { figuresOf } from "./figures.ts";
import { openJournal } from "./journal.ts";
import { othersWatched } from "./others.ts";
import { permissionOf } from "./permission.ts";
import { readPlan } from "./plan.ts";
import { hostPower } from "./powers/host.ts";
import { pm2Power } from "./powers/pm2.ts";
import type { Power } from "./powers/power.ts";
import { keepReporting } from "./report.ts";
import { remediationSettings } from "./settings.ts";
import { signalsOf } from "./signal.ts";
import { dueEndpoint } from "./webhook.ts";

const log = createLog("remediation");

await runProgram(log, async () => {
  const settings = remediationSettings();
  const { port, host, "recorder-url": recorder, "recorder-token-file": recorderToken } = settings;
  const plan = await readPlan(settings["remedies-file"]);
  const token = await readSecret(settings["remediation-token-file"]);
  const journal = openJournal(settings.directory);
  const stopping = new AbortController();
  const permission = permissionOf(peerAt(settings["alertmanager-url"], settings["alertmanager-password-file"]));
  const pm2 = settings["pm2-daemon-rpc-port"] ? pm2Power(settings["pm2-daemon-rpc-port"]) : undefined;
  const machine = settings["host-socket"] ? hostPower(settings["host-socket"]) : undefined;
  const powers = new Map<string, Power>([
    ...(pm2 ? [["app", pm2] as const] : []),
    ...(machine
      ? (["host", "container", "service", "app rollback"] as const).map((kind) => [kind, machine] as const)
      : []),
  ]);
  const conductor = createConductor(
    plan,
    journal,
    {
      ...{
        signals: signalsOf(prometheusOf(peerAt(settings["prometheus-url"], settings["prometheus-password-file"]))),
        permission,
        powers,
        now: () => new Date(),
        elapsed: () => performance.now(),
      },
      pause: (ms) => pause(ms, undefined, { signal: stopping.signal }),
    },
    log,
  );
  const lookForOthers = pm2 && othersWatched(plan, journal, pm2);
  const own = ownMetrics(exporterBuilds.remediation);
  const figures = async (): Promise<string> => {
    const [allowed] = await Promise.all([permission.allowed().catch(() => false), lookForOthers?.()]);
    return (await figuresOf(plan, journal, conductor, allowed, new Date())) + (await own.metrics());
  };
  const server = await serve({
    ...{ port, host, log },
    endpoints: { "/metrics": figures },
    posts: { "/due": dueEndpoint(conductor, token) },
    ready: () => true,
  });
  log.info("listening", { host, port: server.port });
  conductor.resume();
  const reporting =
    recorder && recorderToken
      ? keepReporting(plan, journal, { url: recorder, token: await readSecret(recorderToken) }, stopping.signal, log)
      : undefined;
  return {
    stop: async () => {
      stopping.abort();
      await server.stop();
      await reporting;
    },
  };
});
