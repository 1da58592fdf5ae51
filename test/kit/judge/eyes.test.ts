import { expect, test } from "vitest";
import { alertsByDomain } from "../../../alerts/catalogue.ts";
import { loadConfig } from "../../../config/load.ts";
import { environmentOf } from "../../../kit/environment.ts";
import { eyesOf, proves } from "../../../kit/judge/eyes.ts";
import { type Alert, alert, because, componentOf } from "../../../kit/model/alert.ts";
import { inhibitionsOf } from "../../../kit/model/inhibitions.ts";
import { matches } from "../../../kit/model/matchers.ts";
import { benevoclic } from "../../../platform.ts";
import { environmentWith, sound } from "../declared.ts";

const production = environmentOf(benevoclic, loadConfig("production"));
const component = (one: Pick<Alert, "name">) => componentOf(benevoclic.components, one);
const alerts = [...alertsByDomain.values()].flat();
const named = (name: string) => {
  const found = alerts.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no alert ${name}`);
  return found;
};

const pairs = alerts.flatMap((symptom) =>
  (symptom.causes ?? [])
    .filter(({ alert: cause }) => component(cause) !== component(symptom))
    .map((cause) => ({ cause, symptom })),
);

test("whatever silences another part of the platform has several eyes, or those of its symptom", () => {
  expect(pairs.length).toBeGreaterThan(50);
  expect(pairs.filter(({ cause, symptom }) => !proves(cause, symptom, production))).toEqual([]);
});

test("which programs see each cause of another part", () => {
  const seen = Object.fromEntries(
    [...new Set(pairs.map(({ cause }) => cause.alert))].map((cause) => [
      cause.name,
      [...eyesOf(cause, production)].sort(),
    ]),
  );
  expect(seen).toMatchObject({
    HostDown: ["all", "blackbox"],
    ApiDown: ["benevoclic-api", "blackbox"],
    WebEntranceDown: ["benevoclic-api", "blackbox"],
    DatabaseLost: ["benevoclic-api", "business"],
  });
  // What only one program sees silences nothing that others see.
  expect(Object.keys(seen)).not.toContain("WebDown");
  expect(Object.keys(seen)).not.toContain("HostCpuBusy");
});

test("a cause of one eye is refused for what another eye sees", () => {
  const cause = alert("WebTest", { ...sound, on: named("WebDown").on, summary: sound.impact });
  const symptom = alert("ApiTest", { ...sound, causes: [because(cause, {}, { target: "web-home" })] });
  expect(() => environmentWith({ alerts: [cause, symptom], signals: [sound.on, cause.on] })).toThrow(
    /ApiTest is explained by WebTest, which one eye alone sees \(blackbox\).*\[cause-proven\]/,
  );
});

/** What fires when one metric of the cause is wrong, and whether the other alert is told all the same. */
test.each([
  ["node-exporter alone is gone, the API is dead", "MonitoringTargetMissing", { job: "node" }, "ApiDown", {}],
  ["the exporter lost the database, the API fails for another reason", "DatabaseDown", {}, "ApiServerErrors", {}],
  ["the probe of the site is wrong, nobody uses the API", "WebDown", { target: "web-home" }, "ApiTrafficStopped", {}],
  ["the CPU's figure is wrong, the API stands still", "HostCpuBusy", {}, "ApiEventLoopBlocked", {}],
  [
    "the probe of the site is wrong, its process is gone",
    "WebDown",
    { target: "web-home" },
    "ProcessNotOnline",
    { app: "benevoclic-web" },
  ],
] as const)("%s: it is told", (_, wrong, its, happens, thing) => {
  const place = { environment: "production", instance: production.config.host };
  const level = (name: string) => Object.keys(named(name).levels)[0] ?? "";
  const source = { ...place, alertname: wrong, severity: "critical", ...its };
  const target = { ...place, alertname: happens, severity: level(happens), ...thing };
  const silencing = inhibitionsOf(production).filter(
    (rule) => matches(source, rule.source) && matches(target, rule.target),
  );
  expect(silencing).toEqual([]);
});
