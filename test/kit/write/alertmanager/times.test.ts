import { expect, test } from "vitest";
import type { Config } from "../../../../config/load.ts";
import {
  about,
  beats,
  everyGroupFlushed,
  type Occurrence,
  occurrence,
  startAlerting,
} from "../../../simulator/alerting.ts";

const soon = { within: 15_000 };

/** A time of day in the operators' time zone, so many minutes from now. */
const clockIn = (minutes: number) =>
  new Intl.DateTimeFormat("fr-FR", { timeZone: "Europe/Paris", hour: "2-digit", minute: "2-digit" }).format(
    Date.now() + minutes * 60_000,
  );

const withNotifications = (changes: Partial<Config["notifications"]>) => (config: Config) => ({
  ...config,
  notifications: { ...config.notifications, ...changes },
});

const alertOf = (labels: Readonly<Record<string, string>>, summary: string): Occurrence => ({
  labels: { environment: "local", instance: "vps-local", ...labels },
  annotations: { summary, runbook_url: "https://runbooks.example/x.md" },
  startsAt: new Date().toISOString(),
});

const digestOf = (what: string, level: string) =>
  alertOf(
    { alertname: "MonitoringDailyDigest", severity: "info", component: "monitoring", what, level, mountpoint: "/data" },
    what,
  );

test("the digest is a mail in the morning about everything of the day before, sent once and nowhere else", async () => {
  const alerting = await startAlerting({ config: withNotifications({ digestAt: clockIn(-10) }) });
  const { discord, smtp, hooks, fire } = alerting;
  await fire(digestOf("HostDiskFullSoon", "info"), digestOf("ApiSlowResponses", "warning"));
  const mail = await smtp.inbox.next(({ subject }) => subject.includes("Rapport"), soon);
  expect(mail.to).toEqual(["devops@benevoclic.example"]);
  expect(mail.subject).toBe("📋 Rapport des dernières 24 heures · 2 alertes · local");
  expect(mail.text).toContain("🔵 Info · Disque bientôt plein (HostDiskFullSoon) · vps-local · /data");
  expect(mail.text).toContain("🟠 Avertissement · API lente (ApiSlowResponses) · vps-local");
  expect(mail.html).toContain("Disque bientôt plein (HostDiskFullSoon)");
  await everyGroupFlushed(alerting);
  expect(smtp.inbox.all.filter(({ subject }) => subject.includes("Rapport"))).toHaveLength(1);
  expect(discord.inbox.all.filter(about("MonitoringDailyDigest", ""))).toEqual([]);
  expect(hooks.inbox.all.filter(({ body }) => JSON.stringify(body).includes("Digest"))).toEqual([]);
});

test("outside its hour the digest waits", async () => {
  const alerting = await startAlerting({ config: withNotifications({ digestAt: clockIn(120) }) });
  await alerting.fire(digestOf("HostDiskFullSoon", "info"));
  await everyGroupFlushed(alerting);
  expect(alerting.smtp.inbox.all.filter(({ subject }) => subject.includes("Rapport"))).toEqual([]);
});

test("information goes to its channel on Discord and to nobody's mailbox", async () => {
  const alerting = await startAlerting();
  const { discord, smtp, fire } = alerting;
  await fire(alertOf({ alertname: "HostRebooted", severity: "info", component: "host" }, "vps-local a redémarré"));
  const message = await discord.inbox.next(about("HostRebooted", "🔵"), soon);
  expect(message.channel).toBe("info");
  expect(message.content).toBe("🔵 Info · vps-local a redémarré · local");
  await everyGroupFlushed(alerting);
  expect(smtp.inbox.all.filter(({ subject }) => subject.includes("HostRebooted"))).toEqual([]);
});

test("in quiet hours warnings wait and what is critical does not", async () => {
  const quietHours = { from: clockIn(-60), to: clockIn(60) };
  const alerting = await startAlerting({ config: withNotifications({ quietHours }) });
  const { environment, discord, smtp, fire } = alerting;
  await fire(occurrence(environment, "HostMemoryLow", { severity: "warning" }), occurrence(environment, "ApiDown"));
  await discord.inbox.next(about("ApiDown", "🔴"), soon);
  await everyGroupFlushed(alerting);
  expect(discord.inbox.all.filter(({ channel }) => channel === "warning")).toEqual([]);
  expect(smtp.inbox.all.filter(({ text }) => text.includes("Mémoire"))).toEqual([]);
});

test("during maintenance nobody is told but the heartbeat service; what is still wrong at its end is told then", {
  timeout: 150_000,
}, async () => {
  // Alertmanager knows whole minutes: the end is the next one, or the one after it when that is too near.
  const minutes = new Date().getSeconds() > 40 ? 2 : 1;
  const end = 60_000 * (Math.floor(Date.now() / 60_000) + minutes);
  const maintenance = { "new-disk": { from: clockIn(-60), to: clockIn(minutes) } };
  const { environment, discord, smtp, hooks, fire } = await startAlerting({
    config: withNotifications({ maintenance }),
    timings: { heartbeat: { group_interval: "1s", repeat_interval: "500ms" } },
  });
  const down = occurrence(environment, "ApiDown");
  await fire(down, occurrence(environment, "Watchdog"));
  // In the time of six heartbeats every group has been looked at more than once.
  await beats(hooks, 6);
  expect(discord.inbox.all).toEqual([]);
  expect(smtp.inbox.all).toEqual([]);
  expect(hooks.inbox.all.filter(({ path }) => path !== "/heartbeat")).toEqual([]);
  const message = await discord.inbox.next(about("ApiDown", "🔴"), { within: 140_000 });
  expect(message.receivedAt.getTime()).toBeGreaterThanOrEqual(end);
});

test("an escalation reaches the person it names, and the team on Discord, but not the recorder it came from", async () => {
  const alerting = await startAlerting();
  const { discord, smtp, hooks, fire } = alerting;
  await fire(
    alertOf(
      { alertname: "AnomalyIgnored", severity: "critical", component: "anomalies", escalation: "cto" },
      "Personne n'a pris en charge ANOM-2026-11-23-001 depuis 30 min",
    ),
  );
  const mail = await smtp.inbox.next(({ to }) => to.includes("cto@benevoclic.example"), soon);
  expect(mail.to).toEqual(["cto@benevoclic.example"]);
  expect(mail.subject).toMatch(/^📣 ESCALADE · 🔴 CRITIQUE · Personne n'a pris en charge ANOM-2026-11-23-001/);
  await discord.inbox.next(about("AnomalyIgnored", "🔴"), soon);
  await everyGroupFlushed(alerting);
  expect(hooks.inbox.all.filter(({ body }) => JSON.stringify(body).includes("AnomalyIgnored"))).toEqual([]);
  expect(smtp.inbox.all.filter(({ to }) => to.includes("ceo@benevoclic.example"))).toEqual([]);
});
