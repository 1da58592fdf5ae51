import { execFileSync } from "node:child_process";
import { appendFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { alertsByDomain } from "../../alerts/catalogue.ts";
import type { Anomaly } from "../../exporters/anomalies/anomaly.ts";
import { bodyOf } from "../../exporters/anomalies/sheet.ts";
import { isAwaited, settled } from "../../kit/lab/settled.ts";
import { faults } from "../../simulator/faults.ts";
import { firing, minutes, runningSystem, told, until } from "./running.ts";

const system = runningSystem();

test("on the healthy platform every target is up and only Watchdog fires", { timeout: minutes(2) }, async () => {
  const { prometheus } = system.now;
  await settled(system.now);
  expect(await prometheus.firing()).toEqual(["Watchdog"]);
  expect((await prometheus.targets()).filter(({ health }) => health !== "up")).toEqual([]);
  const rules = await prometheus.rules();
  expect(rules.filter((rule) => isAwaited(rule) && rule.health !== "ok")).toEqual([]);
  expect(rules.filter(({ health }) => health === "err")).toEqual([]);
});

test("the database, the business figures and PM2's processes are seen, and the data moves", {
  timeout: minutes(3),
}, async () => {
  const { prometheus, services } = system.now;
  const valuesOf = async (expr: string) => (await prometheus.query(expr)).map(({ value }) => value);
  expect(await valuesOf('mongodb_up{job="mongodb"}')).toEqual([1]);
  const apps = await prometheus.query('pm2_process_up{job="pm2"} == 1');
  expect(apps.map(({ labels }) => labels.app).sort()).toEqual(["benevoclic-api", "benevoclic-web"]);
  expect(Object.keys(services)).toContain("business-exporter");
  // Three a minute in the evening.
  const registered = async () => (await valuesOf('sum(benevoclic_registrations{job="business"})'))[0] ?? 0;
  const before = await registered();
  expect(before).toBeGreaterThan(0);
  await until(async () => (await registered()) > before);
});

test("the sign of life reaches the heartbeat service", { timeout: minutes(2) }, async () => {
  const beat = await system.now.heartbeats.inbox.next(({ path }) => path === "/heartbeat", { within: minutes(2) });
  expect(beat.body).toMatchObject({ status: "firing", commonLabels: { alertname: "Watchdog", environment: "local" } });
});

test("raw paths are not kept: anybody could create series without end", { timeout: minutes(1) }, async () => {
  const { prometheus } = system.now;
  const kept = async () => {
    const paths = await prometheus.query('count by (path) (http_requests_total{job="benevoclic-api"})');
    return paths.map(({ labels }) => labels.path ?? "");
  };
  await until(async () => (await kept()).includes("/user/:id"));
  expect((await kept()).filter((path) => /[0-9a-f]{24}/.test(path))).toEqual([]);
});

test("a dead API is told once in French by Discord and mail, also when Alertmanager is killed meanwhile, and so is its return", {
  timeout: minutes(5),
}, async () => {
  const { now } = system;
  const { discord, smtp, services } = now;
  now.cause("api-down");
  await until(() => firing(now, "ApiDown"));
  services.alertmanager.child.kill("SIGKILL");
  await services.alertmanager.child.exited;
  await services.alertmanager.start();

  const message = await discord.inbox.next(told("ApiDown", "🔴"), { within: minutes(2) });
  expect(message.channel).toBe("critical");
  const [embed] = message.embeds;
  expect(embed?.title).toBe("🔴 CRITIQUE · API arrêtée (ApiDown) · local");
  expect(embed?.description).toContain("L'API ne répond plus sur vps-local");
  expect(embed?.description).toContain("pm2 restart benevoclic-api");
  // The first step is a command, and it works as it stands.
  const typed = /1\. .*?`(.+)`/.exec(embed?.description ?? "")?.[1] ?? "";
  expect(execFileSync("bash", ["-c", typed], { encoding: "utf8" })).toContain("benevoclic-web");
  // Its symptoms are told with it: inhibited alerts reach no template, Prometheus has to ask for them.
  expect(embed?.description).toMatch(/\*\*Affecte aussi :\*\* .*\(ApiUnreachable\)/);
  expect(message.content).toBe("🔴 CRITIQUE · L'API ne répond plus sur vps-local · local");
  const mail = await smtp.inbox.next(({ subject }) => subject.includes("ApiDown"), { within: minutes(1) });
  expect(mail.text).toContain("Personne ne peut se connecter");

  // What silences the symptoms that outlive it, such as the share of errors in the last 5 minutes.
  await until(() => firing(now, "MonitoringAftermath"));
  now.clear();
  const resolved = await discord.inbox.next(told("ApiDown", "✅"), { within: minutes(2) });
  expect(resolved.content).toMatch(/^✅ Rétabli après .+ : L'API répond de nouveau sur vps-local · local$/);
  expect(resolved.embeds[0]?.description).toContain("C'était :** L'API ne répond plus sur vps-local");
  expect(discord.inbox.all.filter(told("ApiDown", "🔴"))).toHaveLength(1);
  // The probe of the dead API fails too: its alert is inhibited, and never told.
  expect(discord.inbox.all.filter(told("ApiUnreachable", ""))).toEqual([]);
  expect(discord.refused.all).toEqual([]);
});

test("of the dead API there is one record, closed, with its symptoms and a post-mortem to complete", {
  timeout: minutes(2),
}, async () => {
  const { directory, prometheus } = system.now;
  const records = path.join(directory, "anomalies");
  // A busy machine may make a record of its own.
  const sheets = () =>
    readdirSync(records)
      .filter((name) => name.endsWith(".md"))
      .map((name) => readFileSync(path.join(records, name), "utf8"))
      .filter((text) => text.split("\n", 1)[0]?.includes("API arrêtée"));
  const sheet = () => sheets()[0] ?? "";
  expect(sheets()).toHaveLength(1);
  await until(async () => sheet().includes("| État | close |"));
  expect(sheet()).toMatch(/ANOM-\d{4}-\d{2}-\d{2}-\d{3} · API arrêtée/);
  expect(sheet()).toContain("- API injoignable de l'extérieur");
  expect(sheet()).toMatch(/## Post-mortem · ANOM-[\s\S]*### Alertes de ces minutes[\s\S]*API arrêtée \(critique\)/);
  await until(async () => (await prometheus.query('anomalies_closed_total{resolution="fixed"} == 1')).length === 1);
});

test("an anomaly that nobody takes for half an hour is told to the CTO, until somebody takes it", {
  timeout: minutes(4),
}, async () => {
  const { directory, prometheus, smtp } = system.now;
  const opened = new Date(Date.now() - minutes(35)).toISOString();
  const anomaly: Anomaly = {
    ...{ id: "ANOM-2026-01-01-001", key: "0123456789abcdef", severity: "critical", category: "functionality" },
    ...{ component: "api", environment: "local", instance: "vps-local", detection: "manual", alertname: "" },
    ...{ title: "Page blanche", description: "", impact: "", value: "", limit: "", links: {}, nextSteps: [] },
    ...{ things: [], symptoms: [], affected: ["api"], alerts: {}, earlier: [] },
    episodes: [{ detectedAt: opened, openedAt: opened }],
  };
  const file = path.join(directory, "anomalies", `${anomaly.id}.md`);
  writeFileSync(file, bodyOf(anomaly, "fr"));
  const mail = await smtp.inbox.next(({ to }) => to.includes("cto@benevoclic.example"), { within: minutes(2) });
  expect(mail.subject).toContain("ESCALADE");
  expect(mail.text).toContain(anomaly.id);
  appendFileSync(file, "\n/ack\n");
  await until(async () => (await prometheus.query('anomalies_open{acknowledged="true"} == 1')).length === 1);
  await until(async () => !(await firing(system.now, "AnomalyCriticalToCto")));
  expect(readFileSync(file, "utf8")).toContain("| État | prise en charge |");
});

test("every fault of the library names a declared alert, at a level that it has", () => {
  const alerts = [...alertsByDomain.values()].flat();
  for (const { name, tells } of faults) {
    const alert = alerts.find((candidate) => candidate.name === tells.alert);
    expect(alert?.levels[tells.severity], name).toBeDefined();
  }
});
