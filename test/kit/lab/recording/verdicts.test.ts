import { expect, test } from "vitest";
import type { Fault } from "../../../../kit/lab/fault.ts";
import type { Notification } from "../../../../kit/lab/recording/alertmanager-replay.ts";
import type { Episode } from "../../../../kit/lab/recording/asking.ts";
import { summaryOf, verdictOf } from "../../../../kit/lab/recording/verdicts.ts";
import { faults } from "../../../../simulator/faults.ts";

const fault = faults.find(({ name }) => name === "api-down") as Fault;
const course = { name: "api-down", start: "2026-11-24T18:40:00+01:00", seconds: 3000, seed: 1 };
const scenario = { fault, course, from: 1200, to: 2100, comparesDays: false };

const labels = (alertname: string, severity = "critical", component = "api") => ({ alertname, severity, component });
const fired = (name: string, from: number, severity?: string): Episode => ({
  labels: labels(name, severity),
  from,
  to: from + 600,
});
const message = (at: number, ...names: string[]): Notification => ({
  at,
  integration: "discord",
  alerts: names.map((name) => ({ labels: { ...labels(name), environment: "production" }, status: "firing" })),
});

test("a fault is told by the alert of the library, and by no other", () => {
  const episodes = [fired("ApiDown", 1215), fired("ApiUnreachable", 1230)];
  const found = verdictOf(scenario, episodes, [message(1220, "ApiDown")], { named: true });
  expect(found).toMatchObject({ right: true, told: { alert: "ApiDown", after: 20 }, toldBefore: undefined });
  expect(found.inhibited).toEqual(["ApiUnreachable critical"]);
  const other = verdictOf(scenario, [fired("WebDown", 1215)], [message(1220, "WebDown")], { named: true });
  expect(other).toMatchObject({ right: false, companions: ["WebDown"] });
  expect(other.told).toBeUndefined();
});

test("a lower severity than demanded is not right", () => {
  const low: Notification = {
    ...message(1500, "ApiDown"),
    alerts: [{ labels: labels("ApiDown", "warning"), status: "firing" }],
  };
  const found = verdictOf(scenario, [fired("ApiDown", 1215, "warning")], [low], { named: true });
  expect(found.right).toBe(false);
});

test("a symptom that is told before its cause is noted", () => {
  const episodes = [fired("WebDown", 1205), fired("ApiDown", 1215)];
  const found = verdictOf(scenario, episodes, [message(1210, "WebDown"), message(1220, "ApiDown")], { named: true });
  expect(found).toMatchObject({ toldBefore: "WebDown", told: { after: 20 } });
});

test("rules without our names may tell it by any alert that did not fire before; what always fires tells nothing", () => {
  const noise = fired("ServerUp", 30);
  const again = { ...noise, from: 1300 };
  const found = verdictOf(
    scenario,
    [noise, again, fired("ServerDown", 1260)],
    [message(60, "ServerUp"), message(1270, "ServerDown"), message(1310, "ServerUp")],
    { named: false },
  );
  expect(found).toMatchObject({ told: { alert: "ServerDown" }, falseMessages: 2, allMessages: 3 });
  const silent = verdictOf(scenario, [noise, again], [message(60, "ServerUp"), message(1310, "ServerUp")], {
    named: false,
  });
  expect(silent.told).toBeUndefined();
});

test("recall and precision over faults and the healthy day", () => {
  const good = verdictOf(scenario, [fired("ApiDown", 1215)], [message(1220, "ApiDown")], { named: true });
  const missed = verdictOf(scenario, [], [], { named: true });
  const summary = summaryOf([good, missed], { episodes: [fired("X", 5)], notifications: [message(9, "X")] });
  expect(summary).toMatchObject({ faults: 2, detected: 1, right: 1, precision: 0.5, medianTimeToDetect: 20 });
});
