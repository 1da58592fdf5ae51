import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, it, onTestFinished } from "vitest";
import { shop } from "../../../examples/shop/platform.ts";
import { mail } from "../../../kit/channels/mail.ts";
import { ntfy } from "../../../kit/channels/ntfy.ts";
import { pagerduty } from "../../../kit/channels/pagerduty.ts";
import { slack } from "../../../kit/channels/slack.ts";
import { settingsOf } from "../../../kit/config/schema.ts";
import { environmentOf } from "../../../kit/environment.ts";
import { writeLogins } from "../../../kit/lab/logins.ts";
import { monitoringSpecs } from "../../../kit/lab/monitoring.ts";
import { obtainParts } from "../../../kit/lab/parts/obtain.ts";
import { freePort } from "../../../kit/lab/parts/ports.ts";
import { startService, type Undo } from "../../../kit/lab/services.ts";
import { startNtfySink } from "../../../kit/lab/sinks/ntfy.ts";
import { startPagerDutySink } from "../../../kit/lab/sinks/pagerduty.ts";
import { startSlackSink } from "../../../kit/lab/sinks/slack.ts";
import { fetchAs } from "../../../kit/model/login.ts";
import type { Platform } from "../../../kit/platform.ts";
import { filesOf } from "../../../kit/write/files.ts";
import { forgetDirectories, written } from "../programs.ts";

afterAll(forgetDirectories);

/** The shop, told in other ways: its declarations know nothing of channels. */
function shopTelling(pagerdutyUrl: string): Platform {
  const { critical, warning, info } = shop.channels;
  const quick = { groupWait: "1s", groupInterval: "1s" } as const;
  return {
    ...shop,
    channels: {
      critical: { ...critical, ...quick, tells: [slack, pagerduty({ url: pagerdutyUrl }), ntfy, mail] },
      warning: { ...warning, tells: [slack] },
      info: { ...info, tells: [slack] },
    },
  };
}

it("Slack, PagerDuty and ntfy take what a real Alertmanager sends, at its worst, and hear of its end", async () => {
  const undo: Undo = [];
  onTestFinished(async () => {
    for (const step of undo.reverse()) await step();
  });
  const [slackSink, pagerdutySink] = [await startSlackSink(), await startPagerDutySink()];
  const ntfySink = await startNtfySink();
  undo.push(slackSink.stop, pagerdutySink.stop, ntfySink.stop);
  const config = shop.environments.load("production");
  const directory = written(new Map());
  const secrets = path.join(directory, "secrets");
  mkdirSync(secrets);
  writeFileSync(path.join(secrets, "slack-critical"), slackSink.webhookUrl);
  writeFileSync(path.join(secrets, "pagerduty-critical"), pagerdutySink.routingKey);
  writeFileSync(path.join(secrets, "ntfy-token"), ntfySink.token);
  const topics = { critical: "shop-critical", warning: "shop", info: "shop" };
  const told = { ...config.notifications, secrets, ntfy: { server: ntfySink.url, topics } };
  const here = { ...config, notifications: told };
  for (const [file, text] of filesOf(environmentOf(shopTelling(pagerdutySink.url), here))) {
    mkdirSync(path.dirname(path.join(directory, "generated", file)), { recursive: true });
    writeFileSync(path.join(directory, "generated", file), text);
  }
  const ports = { alertmanager: await freePort(), prometheus: await freePort() };
  const parts = await obtainParts({ names: ["alertmanager", "prometheus"] });
  const logins = writeLogins(secrets);
  const { address } = await startService(monitoringSpecs({ directory, ports, logins }, parts).alertmanager, undo);

  // Four bytes a sign, and six in JSON.
  const hostile = `<!channel> & ${"x".repeat(50)}${"😀<".repeat(2500)}`;
  const alerts = (endsAt?: string) =>
    Array.from({ length: 40 }, (_, index) => ({
      labels: {
        alertname: "ShopDown",
        severity: "critical",
        environment: "production",
        component: "shop",
        instance: "shop-1",
        thing: String(index),
      },
      annotations: {
        summary: hostile,
        impact: hostile,
        next_steps: hostile,
        runbook_url: "https://git.shop.example/r.md",
      },
      ...(endsAt && { endsAt }),
    }));
  const send = (body: object) =>
    fetchAs(`${address}/api/v2/alerts`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  expect((await send(alerts())).status).toBe(200);

  const within = 60_000;
  const [attached] = (await slackSink.inbox.next(() => true, { within })).attachments;
  expect(attached?.title).toBe("🔴 CRITICAL · ShopDown · production");
  expect(attached?.text).toContain("&lt;!channel&gt; &amp; xxx");
  expect(attached?.text).toContain("… + 36 more");
  const triggered = await pagerdutySink.inbox.next(({ event_action }) => event_action === "trigger", { within });
  expect(triggered).toMatchObject({ payload: { severity: "critical", component: "shop" } });

  const pushed = await ntfySink.inbox.next(() => true, { within });
  expect(pushed).toMatchObject({
    ...{ topic: "shop-critical", title: "🔴 CRITICAL · ShopDown · production", priority: 5, attachment: false },
    click: "https://git.shop.example/r.md",
  });
  expect(pushed.message).toContain("… + 36 more");

  await send(alerts(new Date().toISOString()));
  await ntfySink.inbox.next(({ title }) => title?.includes("Resolved") === true, { within });
  const resolved = await pagerdutySink.inbox.next(({ event_action }) => event_action === "resolve", { within });
  expect(resolved.dedup_key).toBe(triggered.dedup_key);
});

it("the sinks refuse what the real ones refuse", async () => {
  const [slackSink, pagerdutySink] = [await startSlackSink(), await startPagerDutySink()];
  onTestFinished(async () => {
    await slackSink.stop();
    await pagerdutySink.stop();
  });
  const answer = async (url: string, body: unknown) => {
    const response = await fetch(url, { method: "POST", body: typeof body === "string" ? body : JSON.stringify(body) });
    return `${response.status} ${(await response.text()).slice(0, 160)}`;
  };
  const attachment = (text: string) => ({ attachments: [{ fallback: "x", text }] });
  expect(await answer(`${slackSink.webhookUrl}x`, {})).toContain("404");
  expect(await answer(slackSink.webhookUrl, "no JSON")).toContain("400");
  expect(await answer(slackSink.webhookUrl, attachment("x".repeat(40_000)))).toContain("msg_too_long");
  expect(await answer(slackSink.webhookUrl, attachment(""))).toContain("no_text");
  for (let index = 0; index < 6; index++) await answer(slackSink.webhookUrl, attachment("x"));
  expect(await answer(slackSink.webhookUrl, attachment("x"))).toContain("429");

  const ntfySink = await startNtfySink();
  onTestFinished(ntfySink.stop);
  const publish = async (body: unknown, token = ntfySink.token) => {
    const headers = { authorization: `Bearer ${token}` };
    const response = await fetch(ntfySink.url, { method: "POST", headers, body: JSON.stringify(body) });
    return response.status;
  };
  expect(await publish({ topic: "shop", message: "x" }, "tk_wrong")).toBe(401);
  expect(await publish({ topic: "sh op", message: "x" })).toBe(400);
  expect(await publish({ topic: "shop", message: "x", priority: 6 })).toBe(400);
  expect(await publish({ topic: "shop", message: "x".repeat(9000) })).toBe(413);
  expect(await publish({ topic: "shop", message: "é".repeat(2049) })).toBe(200);
  expect(ntfySink.inbox.all.at(-1)?.attachment).toBe(true);
  for (let index = 0; index < 55; index++) await publish({ topic: "shop", message: "x" });
  expect(await publish({ topic: "shop", message: "x" })).toBe(429);

  const event = {
    event_action: "trigger",
    routing_key: pagerdutySink.routingKey,
    payload: { summary: "x", source: "y", severity: "critical" },
  };
  expect(await answer(pagerdutySink.url, event)).toContain("202");
  expect(await answer(pagerdutySink.url, { ...event, routing_key: "short" })).toContain("routing_key");
  expect(
    await answer(pagerdutySink.url, { ...event, payload: { ...event.payload, summary: "x".repeat(1025) } }),
  ).toContain("400");
  expect(await answer(pagerdutySink.url, { ...event, payload: { ...event.payload, severity: "page" } })).toContain(
    "400",
  );
});

it("an environment says of a channel what its file asks for, and nothing else", () => {
  const { notifications } = settingsOf({
    ...{ parts: [], roles: ["owner"], locale: "en", timezone: "UTC" },
    channels: [ntfy, slack],
  });
  const email = {
    ...{ smarthost: "a:25", from: "a@b.example", username: "a" },
    to: { critical: ["owner"], warning: ["owner"], info: ["owner"] },
  };
  const topics = { critical: "a", warning: "b", info: "c" };
  expect(notifications.parse({ email, ntfy: { topics } })).toMatchObject({
    ntfy: { server: "https://ntfy.sh", topics },
  });
  expect(notifications.safeParse({ email, ntfy: { topics: { ...topics, info: "no topic" } } }).success).toBe(false);
  expect(notifications.safeParse({ email }).success).toBe(false);
});
