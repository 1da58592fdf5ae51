import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { askActive } from "../../../exporters/anomalies/alertmanager.ts";
import { peerAt } from "../../../exporters/anomalies/peer.ts";
import type { Recorder } from "../../../exporters/anomalies/recorder.ts";
import { alertmanagerWebhook } from "../../../exporters/anomalies/webhooks.ts";
import { createLog } from "../../../exporters/program/log.ts";
import { serve } from "../../../exporters/program/serve.ts";
import { at } from "../../../kit/lab/monitoring.ts";
import { freePort } from "../../../kit/lab/parts/ports.ts";
import type { GithubSink } from "../../../kit/lab/sinks/github.ts";
import { type Alerting, occurrence, startAlerting } from "../../simulator/alerting.ts";
import { until } from "../../simulator/running.ts";
import { anomalyOf, recorderOn, startGithub, unlessSkipped } from "./github.ts";

const recorderToken = "the recorder's token";
const log = createLog("test", () => {});

interface Scene {
  readonly github: GithubSink;
  readonly alerting: Alerting;
  readonly recorder: Recorder<number>;
  listen(): Promise<void>;
  deafen(): Promise<void>;
}

/** A real Alertmanager with the generated configuration, the recorder behind its webhook, and GitHub's stand-in. */
async function scene({ replicas = 1 } = {}): Promise<Scene> {
  const github = await startGithub({ lag: 500 });
  onTestFinished(() => github.stop());
  const port = await freePort();
  const alerting = await startAlerting({
    replicas,
    config: (config) => ({ ...config, jobs: { ...config.jobs, anomalies: at(port) } }),
  });
  const recorder = recorderOn(github, { active: () => askActive(peerAt(alerting.replicas[0]?.url ?? ""), new Date()) });
  await recorder.start();
  let server: Awaited<ReturnType<typeof serve>> | undefined;
  const deafen = async () => {
    await server?.stop();
    server = undefined;
  };
  const listen = async () => {
    const alerts = alertmanagerWebhook(recorder, {
      token: recorderToken,
      recorded: { severities: ["critical", "warning", "info"] },
      log,
    });
    server = await serve({
      port,
      host: "127.0.0.1",
      endpoints: {},
      posts: { "/alerts": alerts },
      ready: () => true,
      log,
    });
  };
  await listen();
  onTestFinished(deafen);
  return { github, alerting, recorder, listen, deafen };
}

const open = ({ github }: Scene) => github.issues.all().filter(({ state }) => state === "open");

describe.skipIf(unlessSkipped !== "")(`behind a real Alertmanager${unlessSkipped}`, () => {
  it("opens one issue for a cause, lists the symptoms that it silences, and closes it with the cause", async () => {
    const here = await scene();
    const { alerting, github } = here;
    const cause = occurrence(alerting.environment, "ApiDown", { since: 60 });
    const symptoms = [occurrence(alerting.environment, "ApiSlowResponses", { value: "2.5" })];
    await alerting.fire(cause, ...symptoms);
    await until(async () => github.issues.all().length > 0);
    const [record] = github.issues.all().map(anomalyOf);
    expect(record).toMatchObject({
      alertname: "ApiDown",
      severity: "critical",
      environment: "local",
      instance: "vps-local",
    });
    await here.recorder.look();
    expect(anomalyOf(github.issues.get(1) as never).symptoms).toContain("ApiSlowResponses");
    await alerting.resolve(cause, ...symptoms);
    await until(async () => open(here).length === 0);
    expect(github.issues.all()).toHaveLength(1);
    expect(github.issues.comments(1).map(({ body }) => /comment (\S+)/.exec(body)?.[1])).toEqual([
      "resolved-0",
      "post-mortem-0",
    ]);
    expect(github.issues.get(1)?.labels).toEqual(
      expect.arrayContaining(["anomaly", "bug", "critical", "local", "post-mortem"]),
    );
    expect(github.violations).toEqual([]);
  });

  it("takes two replicas for one, and a warning that becomes critical for the same anomaly", async () => {
    const here = await scene({ replicas: 2 });
    const { alerting, github } = here;
    const disk = { labels: { mountpoint: "/data" }, since: 60 };
    await alerting.fire(
      occurrence(alerting.environment, "HostDiskFilling", { ...disk, severity: "warning", value: "0.92" }),
    );
    await until(async () => github.issues.all().length > 0);
    await alerting.fire(
      occurrence(alerting.environment, "HostDiskFilling", { ...disk, severity: "critical", value: "0.97" }),
    );
    // Two calls to GitHub: the new label first, so that the record is never without one.
    const labels = () => github.issues.get(1)?.labels ?? [];
    await until(async () => labels().includes("critical") && !labels().includes("high"));
    expect(github.issues.all()).toHaveLength(1);
    expect(anomalyOf(github.issues.get(1) as never).things).toEqual(['mountpoint="/data"']);
  });

  it("loses nothing of what fires while the recorder is down, and nothing of what GitHub refuses", async () => {
    const here = await scene();
    const { alerting, github } = here;
    await here.deafen();
    await alerting.fire(occurrence(alerting.environment, "ApiDown"));
    await pause(1500);
    await here.listen();
    let refused = 0;
    github.behave(({ method }) => (method === "POST" && refused++ < 2 ? { status: 503 } : undefined));
    await until(async () => github.issues.all().length > 0);
    expect(refused).toBeGreaterThan(1);
    expect(here.recorder.failures.get("create") ?? 0).toBeLessThanOrEqual(1);
    expect(github.issues.all()).toHaveLength(1);
  });
});

it("one alert that is not understood hides none of the others, and nothing ends for want of it", async () => {
  const alert = { fingerprint: "abc", labels: { alertname: "Watchdog" }, status: { inhibitedBy: [], state: "active" } };
  const now = new Date("2026-11-23T08:00:00Z");
  const asked = (...alerts: readonly unknown[]) => {
    const answers: Record<string, unknown> = {
      "/api/v2/alerts": alerts,
      "/api/v2/status": { uptime: "2026-11-23T07:00:00Z" },
    };
    return askActive(async (path) => Response.json(answers[path]), now);
  };
  expect(await asked(alert)).toMatchObject({ fingerprints: new Set(["abc"]), complete: true });
  expect(await asked(alert, { ...alert, status: null })).toMatchObject({
    fingerprints: new Set(["abc"]),
    complete: false,
  });
});
