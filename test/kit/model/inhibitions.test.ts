import { expect, test } from "vitest";
import { loadConfig } from "../../../config/load.ts";
import { environmentOf } from "../../../kit/environment.ts";
import { alert, because, becauseAny } from "../../../kit/model/alert.ts";
import { seconds } from "../../../kit/model/durations.ts";
import type { Environment } from "../../../kit/model/environment.ts";
import { justBeyond, justWithin, steady } from "../../../kit/model/example.ts";
import { explanationsOf } from "../../../kit/model/explanations.ts";
import { inhibitionsOf } from "../../../kit/model/inhibitions.ts";
import type { LevelDefinition, Severity } from "../../../kit/model/level.ts";
import { type Labels, matches } from "../../../kit/model/matchers.ts";
import { Mistakes } from "../../../kit/model/mistakes.ts";
import type { Signal } from "../../../kit/model/signal.ts";
import { benevoclic } from "../../../platform.ts";
import { cpuUse, hostAlive } from "../../../signals/host.ts";
import { targetUp } from "../../../signals/monitoring.ts";
import { declaring, sound } from "../declared.ts";

const production = loadConfig("production");
const everyDeclared = environmentOf(benevoclic, production);
const place = { environment: "production", instance: "vps-production" };

const inhibitions = new Map<Environment, ReturnType<typeof inhibitionsOf>>();

/** What Alertmanager does: some rule's source fires, its target is the alert, and both agree where they must. */
function silences(environment: Environment, source: Labels, target: Labels): boolean {
  const rules = inhibitions.get(environment) ?? inhibitionsOf(environment);
  inhibitions.set(environment, rules);
  return rules.some(
    (rule) =>
      matches(source, rule.source) &&
      matches(target, rule.target) &&
      rule.equal.every((label) => (source[label] ?? "") === (target[label] ?? "")),
  );
}

const full = { ...place, alertname: "HostDiskFilling", mountpoint: "/" };
const soon = { ...place, alertname: "HostDiskFullSoon", mountpoint: "/" };

test("a cause silences its symptoms on the same thing, machine and environment only", () => {
  const cause = { ...full, severity: "critical" };
  const symptom = { ...soon, severity: "critical" };
  expect(silences(everyDeclared, cause, symptom)).toBe(true);
  expect(silences(everyDeclared, cause, { ...symptom, mountpoint: "/data" })).toBe(false);
  expect(silences(everyDeclared, cause, { ...symptom, instance: "vps-staging" })).toBe(false);
  expect(silences(everyDeclared, cause, { ...symptom, environment: "staging" })).toBe(false);
});

test("the occurrence of a cause that a label chooses explains a symptom with another value of it", () => {
  const walked = environmentOf(benevoclic, loadConfig("staging"));
  const at = { environment: "staging", instance: "vps-staging", severity: "critical" };
  const signIn = { ...at, alertname: "WebSignInFailing", journey: "sign-in" };
  const register = { ...at, alertname: "WebRegistrationFailing", journey: "register" };
  expect(silences(walked, signIn, register)).toBe(true);
  expect(silences(walked, register, signIn)).toBe(false);
});

test("a warning never silences what would wake people", () => {
  const warning = { ...full, severity: "warning" };
  expect(silences(everyDeclared, warning, { ...soon, severity: "warning" })).toBe(true);
  expect(silences(everyDeclared, warning, { ...soon, severity: "critical" })).toBe(false);
  const aftermath = { alertname: "MonitoringAftermath", cause: "HostDiskFilling", after: "361m", mountpoint: "/" };
  expect(silences(everyDeclared, { ...place, ...aftermath, level: "warning" }, { ...soon, severity: "critical" })).toBe(
    false,
  );
  expect(
    silences(everyDeclared, { ...place, ...aftermath, level: "critical" }, { ...soon, severity: "critical" }),
  ).toBe(true);
});

test("nothing silences itself, and no alert another one that did not declare it", () => {
  const declared = everyDeclared.alerts.flatMap(({ alert: one, levels }) =>
    levels.map(({ severity }) => ({ one, labels: { ...place, alertname: one.name, severity, job: "benevoclic-api" } })),
  );
  for (const source of declared) {
    for (const target of declared) {
      const sameAlert = source.one === target.one;
      const isCause = target.one.causes?.some((cause) => cause.alert === source.one) ?? false;
      if (!silences(everyDeclared, source.labels, target.labels)) continue;
      expect(sameAlert ? source.labels.severity !== target.labels.severity : isCause, target.one.name).toBe(true);
    }
  }
});

test("an aftermath silences each symptom for as long as its own signal reads the past", () => {
  const after = (time: string) => ({ ...place, alertname: "MonitoringAftermath", cause: "ApiDown", after: time });
  const errors = { ...place, alertname: "ApiServerErrors", severity: "critical" };
  const unreachable = { ...place, alertname: "ApiUnreachable", severity: "critical" };
  expect(silences(everyDeclared, { ...after("3m"), level: "critical" }, errors)).toBe(true);
  expect(silences(everyDeclared, { ...after("3m"), level: "critical" }, unreachable)).toBe(false);
  expect(silences(everyDeclared, { ...after("1m"), level: "critical" }, unreachable)).toBe(true);
});

test("after an outage of five minutes nothing that remembers it wakes anybody: burn rates remember half an hour", () => {
  const burning = { ...place, alertname: "ApiAvailabilityBurning", severity: "critical" };
  const settled = explanationsOf(everyDeclared)
    .filter(({ symptom }) => symptom.name === burning.alertname)
    .map(({ cause, settles }) => [cause.name, settles.get("critical")]);
  // The shorter window of the slower pair; the alert of the cause goes on as long as that of the symptom.
  expect(settled).toEqual(["HostDown", "ApiDown", "ApiUnreachable"].map((cause) => [cause, "31m"]));
  const aftermath = { ...place, alertname: "MonitoringAftermath", cause: "ApiDown", level: "critical" };
  expect(silences(everyDeclared, { ...aftermath, after: "31m" }, burning)).toBe(true);
});

test("no aftermath is shorter than what its symptom remembers, nor longer than a working day", () => {
  for (const { cause, symptom, settles } of explanationsOf(everyDeclared)) {
    const remembered = seconds(symptom.on.remembers ?? symptom.on.over ?? "0s");
    for (const time of settles.values()) {
      expect(seconds(time) + 15 * 60, `${cause.name} → ${symptom.name}`).toBeGreaterThan(remembered);
      expect(seconds(time), `${cause.name} → ${symptom.name}`).toBeLessThan(8 * 3600);
    }
  }
});

const text = { fr: "…", en: "…" };
const declare = (
  name: "HostTest" | "MonitoringTest",
  on: Signal,
  levels: Partial<Record<Severity, LevelDefinition>>,
  causes: ReturnType<typeof because>[] = [],
) =>
  alert(name, {
    title: text,
    on,
    category: "system",
    levels,
    causes,
    summary: text,
    impact: text,
    next: [{ kind: "person", who: "lead", text }],
    likely: sound.likely,
    examples: { fires: [steady(justBeyond)], silent: [steady(justWithin)] },
  });
const compile = (...alerts: ReturnType<typeof declare>[]) =>
  environmentOf(
    declaring({
      signals: new Map([["host", [cpuUse, hostAlive, targetUp]]]),
      alerts: new Map([["host", alerts]]),
    }),
    production,
  );

test("a cause of many things must say which of them counts, or any of them would silence the symptom", () => {
  const cause = declare("MonitoringTest", targetUp, { critical: { below: 1, for: "1m" } });
  const careless = declare("HostTest", hostAlive, { critical: { below: 1, for: "1m" } }, [because(cause)]);
  expect(() => compile(cause, careless)).toThrow(Mistakes);
  expect(() => compile(cause, careless)).toThrow(/told for each job: any of them would silence it \[cause-which\]/);

  const careful = declare("HostTest", hostAlive, { critical: { below: 1, for: "1m" } }, [
    because(cause, {}, { job: "pm2" }),
  ]);
  const environment = compile(cause, careful);
  const symptom = { ...place, alertname: "HostTest", severity: "critical" };
  const source = { ...place, alertname: "MonitoringTest", severity: "critical" };
  expect(silences(environment, { ...source, job: "pm2" }, symptom)).toBe(true);
  expect(silences(environment, { ...source, job: "grafana" }, symptom)).toBe(false);

  const whichever = declare("HostTest", hostAlive, { critical: { below: 1, for: "1m" } }, [becauseAny(cause)]);
  expect(silences(compile(cause, whichever), { ...source, job: "grafana" }, symptom)).toBe(true);
});

test("a cause that has no level as urgent as the symptom silences nothing", () => {
  const cause = declare("MonitoringTest", hostAlive, { warning: { below: 1, for: "1m" } });
  const symptom = declare("HostTest", cpuUse, { critical: { above: 0.9, for: "1m" } }, [because(cause)]);
  expect(inhibitionsOf(compile(cause, symptom))).toEqual([]);
});
