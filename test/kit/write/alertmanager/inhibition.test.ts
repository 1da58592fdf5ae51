import { expect, test } from "vitest";
import {
  type Alerting,
  about,
  everyGroupFlushed,
  type Occurrence,
  occurrence,
  startAlerting,
} from "../../../simulator/alerting.ts";

const soon = { within: 15_000 };
const toldOf = ({ discord }: Alerting, name: string) => discord.inbox.all.filter(about(name, ""));

/** What generated/<environment>/prometheus/rules/notifications.yml makes of a cause; promtool tests that it does. */
const aftermathOf = ({ environment }: Alerting, cause: string, after: string): Occurrence => ({
  labels: {
    ...{ alertname: "MonitoringAftermath", severity: "none", component: "monitoring", category: "system" },
    ...{ environment: environment.config.environment, instance: environment.config.host },
    ...{ cause, after, level: "critical" },
  },
  annotations: { summary: cause },
  startsAt: new Date().toISOString(),
});

test("one message tells a cause with its symptoms; they are told neither with it nor beside it", async () => {
  const alerting = await startAlerting();
  const { environment, discord, hooks, fire } = alerting;
  const symptoms = ["ApiServerErrors", "ApiUnreachable"];
  await fire(
    ...symptoms.map((name) => occurrence(environment, name)),
    occurrence(environment, "ApiDown", { symptoms }),
    occurrence(environment, "MonitoringTargetMissing", { labels: { job: "benevoclic-api" } }),
    occurrence(environment, "MonitoringTargetMissing", { labels: { job: "blackbox" } }),
  );
  const message = await discord.inbox.next(about("ApiDown", "🔴"), soon);
  expect(message.embeds[0]?.description).toContain(
    "**Affecte aussi :** Trop d'erreurs de l'API (5xx) (ApiServerErrors), API injoignable de l'extérieur (ApiUnreachable)",
  );
  const missing = await discord.inbox.next(about("MonitoringTargetMissing", "🟠"), soon);
  expect(missing.embeds[0]?.description).toContain("mesures de blackbox");
  expect(missing.embeds[0]?.description).not.toContain("mesures de benevoclic-api");
  await everyGroupFlushed(alerting);
  for (const name of symptoms) expect(toldOf(alerting, name)).toEqual([]);
  expect(JSON.stringify(hooks.inbox.all)).not.toContain('"alertname":"ApiUnreachable"');
});

test("a symptom on another machine, or of another disk, is told", async () => {
  const alerting = await startAlerting();
  const { environment, discord, fire } = alerting;
  const disk = (name: string, mountpoint: string) =>
    occurrence(environment, name, { labels: { mountpoint }, severity: "critical" });
  await fire(
    occurrence(environment, "ApiDown"),
    occurrence(environment, "ApiUnreachable", { labels: { instance: "vps-other" } }),
    disk("HostDiskFilling", "/"),
    disk("HostDiskFullSoon", "/"),
    disk("HostDiskFullSoon", "/data"),
  );
  await discord.inbox.next(about("ApiUnreachable", "🔴"), soon);
  const forecast = await discord.inbox.next(about("HostDiskFullSoon", "🔴"), soon);
  expect(forecast.content).toContain("/data");
  expect(forecast.embeds[0]?.description).not.toContain("/ de vps-local");
});

test("a warning does not silence what is critical", async () => {
  const { environment, discord, fire } = await startAlerting();
  const labels = { mountpoint: "/" };
  await fire(
    occurrence(environment, "HostDiskFilling", { labels, severity: "warning" }),
    occurrence(environment, "HostDiskFullSoon", { labels, severity: "critical" }),
  );
  await discord.inbox.next(about("HostDiskFullSoon", "🔴"), soon);
});

test("a critical level silences the warning of the same alert on the same thing, until it is only a warning again", async () => {
  const alerting = await startAlerting();
  const { environment, discord, fire, resolve } = alerting;
  const critical = occurrence(environment, "HostCpuBusy", { severity: "critical" });
  await fire(occurrence(environment, "HostCpuBusy", { severity: "warning" }), critical);
  await discord.inbox.next(about("HostCpuBusy", "🔴"), soon);
  await everyGroupFlushed(alerting);
  expect(toldOf(alerting, "HostCpuBusy")).toHaveLength(1);
  await resolve(critical);
  await discord.inbox.next(about("HostCpuBusy", "🟠"), soon);
});

test("when a cause ends before its symptoms, they stay silent for as long as their signals remember it, and end unheard", async () => {
  const alerting = await startAlerting();
  const { environment, discord, fire, resolve } = alerting;
  const down = occurrence(environment, "ApiDown");
  const symptoms = ["ApiServerErrors", "ApiSlowResponses"].map((name) => occurrence(environment, name));
  await fire(down, ...symptoms, aftermathOf(alerting, "ApiDown", "3m"));
  await discord.inbox.next(about("ApiDown", "🔴"), soon);
  await resolve(down);
  await discord.inbox.next(about("ApiDown", "✅"), soon);
  await everyGroupFlushed(alerting);
  await resolve(...symptoms);
  await everyGroupFlushed(alerting);
  expect(toldOf(alerting, "ApiServerErrors")).toEqual([]);
  expect(toldOf(alerting, "ApiSlowResponses")).toEqual([]);
  expect(toldOf(alerting, "MonitoringAftermath")).toEqual([]);
});

test("a symptom that goes on after the aftermath of its cause is told: it has a cause of its own", async () => {
  const alerting = await startAlerting();
  const { environment, discord, fire, resolve } = alerting;
  const down = occurrence(environment, "ApiDown");
  const aftermath = aftermathOf(alerting, "ApiDown", "3m");
  await fire(down, occurrence(environment, "ApiServerErrors"), aftermath);
  await discord.inbox.next(about("ApiDown", "🔴"), soon);
  await resolve(down);
  await everyGroupFlushed(alerting);
  expect(toldOf(alerting, "ApiServerErrors")).toEqual([]);
  await resolve(aftermath);
  await discord.inbox.next(about("ApiServerErrors", "🔴"), soon);
});
