import { createHmac } from "node:crypto";
import { describe, expect, it, onTestFinished } from "vitest";
import { until } from "../../simulator/running.ts";
import { anomalyOf, startGithub, token, unlessSkipped } from "./github.ts";
import { notificationOf, recorderToken, startRecorder, webhookSecret } from "./program.ts";

const github = async (options = {}) => {
  const sink = await startGithub(options);
  onTestFinished(() => sink.stop());
  return sink;
};

it("keeps the records in Markdown files where there is no GitHub, and obeys what is written into them", async () => {
  const recorder = await startRecorder({ locale: "en" });
  await until(async () => (await fetch(`${recorder.url}/-/ready`)).ok);
  const told = { startsAt: new Date(Date.now() - 60_000) };
  expect((await recorder.post(notificationOf(told))).status).toBe(200);
  const state = { severity: "critical", category: "functionality", component: "api", acknowledged: "false" };
  expect(await recorder.metric("anomalies_open", state)).toBe(1);
  expect(
    await recorder.metric("anomaly_opened_timestamp_seconds", { anomaly: "ANOM-", alertname: "ApiDown" }),
  ).toBeUndefined();
  expect(await recorder.metric("anomaly_opened_timestamp_seconds", { alertname: "ApiDown" })).toBeGreaterThan(1.7e9);
  expect(await recorder.metric("anomalies_recorded_total", { detection_method: "automatic" })).toBe(1);
  expect((await recorder.post(notificationOf({ ...told, endsAt: new Date() }))).status).toBe(200);
  const closed = { severity: "critical", resolution: "fixed" };
  expect(await recorder.metric("anomalies_open")).toBeUndefined();
  expect(await recorder.metric("anomalies_closed_total", closed)).toBe(1);
  expect(await recorder.metric("anomaly_resolution_seconds_count", { severity: "critical" })).toBe(1);
  await recorder.child.stop();
  await recorder.start();
  await until(async () => (await fetch(`${recorder.url}/-/ready`)).ok);
  // Counters go on where they were: all of it was read from the records.
  expect(await recorder.metric("anomalies_closed_total", closed)).toBe(1);
});

describe("a notification", () => {
  it("is refused with its reason, unless Alertmanager shows its token and sends what it documents", async () => {
    const recorder = await startRecorder();
    const good = notificationOf({ startsAt: new Date() });
    expect(await recorder.post(good, { authorization: "Bearer guessed" })).toMatchObject({ status: 401 });
    expect(await recorder.post("{")).toEqual({ status: 400, text: "the body is not JSON\n" });
    const old = await recorder.post({ ...good, version: "3" });
    expect(old.status).toBe(400);
    expect(old.text).toContain("version");
    const nameless = notificationOf({ startsAt: new Date(), name: "" });
    expect((await recorder.post(nameless)).text).toContain("labels alertname, environment, instance");
    expect((await recorder.post(" ".repeat(9 * 1024 * 1024))).status).toBe(413);
    expect((await fetch(`${recorder.url}/alerts`)).status).toBe(405);
    await until(async () => (await fetch(`${recorder.url}/-/ready`)).ok);
    const newer = await recorder.post({ ...good, hue: "red" });
    expect(newer).toEqual({ status: 200, text: "recorded, without the unknown fields hue\n" });
    expect(recorder.log()).toContain('"field":"hue"');
    expect(recorder.log()).not.toContain(recorderToken);
  });

  it("of which one alert is not understood, or left out by Alertmanager, is recorded for the others, and told", async () => {
    const recorder = await startRecorder();
    await until(async () => (await fetch(`${recorder.url}/-/ready`)).ok);
    const startsAt = new Date();
    const missed = () => recorder.metric("anomaly_recorder_failures_total", { operation: "create" });
    const good = notificationOf({ startsAt });
    const [odd] = notificationOf({ name: "Odd", startsAt }).alerts;
    const lost = { ...odd, labels: { ...odd?.labels, instance: undefined } };
    const [bare] = notificationOf({ name: "Bare", startsAt }).alerts;
    const alerts = [
      lost,
      null,
      ...good.alerts,
      { ...bare, generatorURL: undefined, endsAt: undefined, annotations: null },
    ];
    const answer = await recorder.post({ ...good, alerts, truncatedAlerts: 3 });
    expect(answer.status).toBe(200);
    expect(answer.text).toMatch(/without 5 alerts.*alerts\[0\]\.labels: .*instance.*alerts\[1\]/s);
    for (const alertname of ["ApiDown", "Bare"])
      expect(await recorder.metric("anomaly_opened_timestamp_seconds", { alertname })).toBeGreaterThan(0);
    expect(await missed()).toBe(5);
    expect(recorder.log()).toContain("a notification has alerts that are not recorded");
    // Alone, it is refused: no other is lost by that.
    expect((await recorder.post({ ...good, alerts: [lost] })).status).toBe(400);
    expect(await missed()).toBe(6);
  });

  it("of the recorder's own alerts, of Watchdog, or of a severity that is not configured opens nothing", async () => {
    const recorder = await startRecorder({ severities: "critical,warning", environment: "preprod" });
    await until(async () => (await fetch(`${recorder.url}/-/ready`)).ok);
    const startsAt = new Date();
    for (const told of [
      { name: "AnomalyCriticalToCto", component: "anomalies", startsAt },
      { name: "Watchdog", startsAt },
      { severity: "info", startsAt },
    ])
      expect((await recorder.post(notificationOf(told))).status).toBe(200);
    expect(await recorder.metric("anomalies_recorded_total")).toBeUndefined();
  });
});

describe.skipIf(unlessSkipped !== "")(`with GitHub${unlessSkipped}`, () => {
  it("killed at any point, it makes one issue of each anomaly and loses none", async () => {
    const sink = await github({ lag: 300 });
    const recorder = await startRecorder({ "github-url": sink.url });
    const kills = Number(process.env.KILLS ?? 5);
    for (let kill = 0; kill < kills; kill++) {
      const startsAt = new Date();
      // From before the first request of its work until after the last one.
      let requests = 0;
      const deadly = kill % 5;
      sink.behave(({ path, method }) => {
        const ofTheWork = method !== "GET" || /\/issues\/\d+/.test(path);
        if (!ofTheWork || requests++ !== deadly) return undefined;
        recorder.child.kill("SIGKILL");
        return kill % 2 === 0 ? "hanging" : "ignored";
      });
      const alert = { name: `Alert${kill}`, startsAt };
      for (const told of [alert, { ...alert, endsAt: new Date(Date.now() + 1000) }])
        await until(async () => {
          if (!recorder.child.running) {
            await recorder.child.exited;
            sink.behave(undefined);
            await recorder.start();
          }
          // Both replicas of Alertmanager.
          const answers = await Promise.all(
            [1, 2].map(() => recorder.post(notificationOf(told)).catch(() => ({ status: 0 }))),
          );
          return answers.every(({ status }) => status === 200);
        });
      sink.behave(undefined);
    }
    const records = sink.issues.all().map(anomalyOf);
    expect(records.map(({ alertname }) => alertname)).toEqual(
      Array.from({ length: kills }, (_, kill) => `Alert${kill}`),
    );
    expect(new Set(records.map(({ id }) => id)).size).toBe(kills);
    expect(sink.issues.all().every(({ state }) => state === "closed")).toBe(true);
    expect(sink.violations).toEqual([]);
    expect(recorder.log()).not.toContain(token);
  });

  it("follows what people do: by GitHub's webhook with its signature, and by looking", async () => {
    const sink = await github();
    const recorder = await startRecorder({ "github-url": sink.url, "look-every": "600" });
    await until(async () => (await fetch(`${recorder.url}/-/ready`)).ok);
    await until(async () => (await recorder.post(notificationOf({ startsAt: new Date() }))).status === 200);
    const body = JSON.stringify({ issue: { number: 1 }, repository: { full_name: "benevoclic/monitoring" } });
    const send = async (secret: string) => {
      const signature = `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
      const headers = { "x-github-event": "issues", "x-hub-signature-256": signature };
      return (await fetch(`${recorder.url}/github`, { method: "POST", headers, body })).status;
    };
    sink.people.assign(1, "marie");
    expect(await send("guessed")).toBe(401);
    expect(await recorder.metric("anomalies_open", { acknowledged: "false" })).toBe(1);
    expect(await send(webhookSecret)).toBe(202);
    await until(async () => (await recorder.metric("anomalies_open", { acknowledged: "true" })) === 1);
    expect(recorder.log()).not.toContain("marie");
    expect(sink.issues.get(1)?.body).not.toContain("marie");
  });

  it("looks once where a delivery is repeated, and goes on recording meanwhile", async () => {
    const sink = await github();
    const recorder = await startRecorder({ "github-url": sink.url, "look-every": "600" });
    await until(async () => (await fetch(`${recorder.url}/-/ready`)).ok);
    await until(async () => (await recorder.post(notificationOf({ startsAt: new Date() }))).status === 200);
    const body = JSON.stringify({ issue: { number: 1 }, repository: { full_name: "benevoclic/monitoring" } });
    const signature = `sha256=${createHmac("sha256", webhookSecret).update(body).digest("hex")}`;
    const send = async (delivery: string) => {
      const headers = {
        ...{ "x-github-event": "issues", "x-hub-signature-256": signature, "x-github-delivery": delivery },
      };
      return (await fetch(`${recorder.url}/github`, { method: "POST", headers, body })).text();
    };
    const before = sink.calls.length;
    expect(await send("one")).toBe("looking\n");
    const said: string[] = [];
    for (let time = 0; time < 300; time++) said.push(await send("one"));
    expect(new Set(said)).toEqual(new Set(["known already\n"]));
    expect((await recorder.post(notificationOf({ name: "HostDown", startsAt: new Date() }))).status).toBe(200);
    expect(sink.calls.length - before).toBeLessThan(10);
  });
});
