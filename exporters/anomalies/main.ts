import { setTimeout as pause } from "node:timers/promises";
import { onCallNow } from "../../kit/model/on-call.ts";
import { exporterBuilds } from "../../signals/metrics/exporter-builds.ts";
import { createLog } from "../program/log.ts";
import { runProgram } from "../program/main.ts";
import { ownMetrics } from "../program/own-metrics.ts";
import { readSecret } from "../program/secret.ts";
import { serve } from "../program/serve.ts";
import { askActive } from "./alertmanager.ts";
import { deskEndpoint } from "./desk-endpoint.ts";
import { figuresOf } from "./figures.ts";
import { historyOf } from "./history.ts";
import { journeysEndpoint } from "./journeys-endpoint.ts";
import { linesOf } from "./lines.ts";
import { alertsOf } from "./pages/alertmanager.ts";
import { guardOf } from "./pages/guard.ts";
import { healingBy } from "./pages/healing.ts";
import { below, pagesOf } from "./pages/pages.ts";
import { peerAt, prometheusOf } from "./peer.ts";
import { createRecorder, type Recorder } from "./recorder.ts";
import { remediationEndpoint } from "./remediation-endpoint.ts";
import { sealWith } from "./seal.ts";
import { recorderSettings } from "./settings.ts";
import { type Silences, silencesOf } from "./silences.ts";
import { storeOf } from "./store-of.ts";
import { tracesOf } from "./traces.ts";
import { alertmanagerWebhook, githubWebhook } from "./webhooks.ts";

const log = createLog("anomaly-recorder");
/** Seconds until the records are read again when that failed. */
const startAgainAfter = 5;

await runProgram(log, async () => {
  const settings = recorderSettings();
  const { port, host, repository, locale, severities, closing } = settings;
  const { "github-webhook-file": webhookFile, "record-key-file": keyFile = settings["recorder-token-file"] } = settings;
  const token = await readSecret(settings["recorder-token-file"]);
  const peer = (name: "alertmanager" | "prometheus") => {
    const url = settings[`${name}-url`];
    return url === undefined ? undefined : peerAt(url, settings[`${name}-password-file`]);
  };
  const [alertmanager, prometheus] = [peer("alertmanager"), peer("prometheus")];
  const stopping = new AbortController();
  const history = prometheus ? historyOf(prometheusOf(prometheus), locale) : undefined;
  const recorder = createRecorder({
    store: await storeOf(settings, stopping.signal, log, sealWith(await readSecret(keyFile))),
    policy: { closing, reopenWithin: settings["reopen-within"] * 1000 },
    ...{ locale, log },
    active: async () => (alertmanager ? askActive(alertmanager, new Date()) : undefined),
    ...(history && { history }),
  });

  const alerts = alertmanager ? alertsOf(alertmanager) : undefined;
  const pagesUrl = settings["pages-url"];
  const linksLast = settings["links-last"] * 1000;
  const entrance = {
    ...{ hosts: pagesUrl ? [new URL(pagesUrl).host] : [], loginHeader: settings["login-header"], linksLast },
  };
  const guard = guardOf(token, entrance, () => new Date());
  const { environment, "on-call": rota, "logs-url": logs, "traces-url": traces } = settings;
  const linkTo = linksLast > 0 ? (id: string) => `${below}/shared/${id}/${guard.linkTo(id)}` : undefined;

  const lines = logs === undefined ? undefined : linesOf(logs);
  let silences: Silences | undefined;
  const own = ownMetrics(exporterBuilds.anomalies);
  const server = await serve({
    ...{ port, host, log },
    endpoints: { "/metrics": async () => (await figuresOf(recorder, silences)) + (await own.metrics()) },
    posts: {
      "/alerts": alertmanagerWebhook(recorder, { token, recorded: { severities }, log }),
      "/remediation": remediationEndpoint(recorder, { token, locale }),
      "/journeys": journeysEndpoint(recorder, { token, locale }),
      "/desk": deskEndpoint(recorder, { token, linkTo, alerts, lines, locale, log }),
      ...(webhookFile &&
        repository && {
          "/github": githubWebhook(recorder as Recorder<number>, {
            secret: await readSecret(webhookFile),
            repository,
            log,
          }),
        }),
    },
    pages: pagesOf({
      onCall: (at) => (rota ? onCallNow(rota.onCall, rota.zone, at) : ""),
      recorder,
      guard,
      alerts,
      healing: alertmanager && healingBy(alertmanager),
      history,
      ...{ lines, traces: traces === undefined ? undefined : tracesOf(traces) },
      locale,
      environment,
      log,
    }),
    ready: () => recorder.ready,
  });
  log.info("listening", { host, port: server.port });
  const watch = async () => {
    silences = alertmanager && (await silencesOf(alertmanager, { severities }, new Date()));
    if (recorder.ready && silences) await recorder.record(silences.hidden);
  };
  const keeping = keepLooking(recorder, watch, settings["look-every"], stopping.signal);
  return {
    stop: async () => {
      stopping.abort();
      await server.stop();
      await keeping;
    },
  };
});

/** Reads all records, then looks again and again. What fails is in the log and the metrics, and is tried again. */
async function keepLooking(
  recorder: Recorder,
  watch: () => Promise<void>,
  every: number,
  stop: AbortSignal,
): Promise<void> {
  while (!stop.aborted) {
    const done = await (recorder.ready ? recorder.look() : recorder.start()).then(
      () => true,
      () => false,
    );
    await watch().catch(() => {});
    const seconds = done || recorder.ready ? every : startAgainAfter;
    await pause(seconds * 1000, undefined, { signal: stop }).catch(() => {});
  }
}
