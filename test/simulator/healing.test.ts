import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { settled } from "../../kit/lab/settled.ts";
import { minutes, runningSystem, told, until } from "./running.ts";

const system = runningSystem({ heals: true });

const outcomes = () =>
  readFileSync(path.join(system.now.directory, "remediation/journal.jsonl"), "utf8")
    .trim()
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line))
    .filter(({ what }) => what === "outcome");
const answers = async (port: number) =>
  fetch(`http://127.0.0.1:${port}/health`).then(
    ({ ok }) => ok,
    () => false,
  );

test("a dead API runs again by itself, and nobody is woken", { timeout: minutes(5) }, async () => {
  const { now } = system;
  await settled(now);
  now.cause("api-down");
  await until(async () => !(await answers(now.ports.api)));
  await until(async () => outcomes().length > 0);
  expect(outcomes()).toMatchObject([
    { action: "restart", target: "benevoclic-api", outcome: "healed", alert: "ApiDown" },
  ]);
  expect(await answers(now.ports.api)).toBe(true);
  expect(now.discord.inbox.all.filter(told("", "🔴"))).toEqual([]);
  await until(
    async () =>
      (await now.prometheus.query('remediation_runs_total{outcome="healed",target="benevoclic-api"} == 1')).length ===
      1,
  );
});

test("what has died behind the apps is started by the host's list: the entrance, and a container of the monitoring", {
  timeout: minutes(6),
}, async () => {
  const { now } = system;
  now.cause("entrance-down");
  await now.services["pm2-exporter"]?.stop();
  const healed = (action: string) =>
    outcomes().some((one) => one.outcome === "healed" && `${one.action} ${one.target}` === action);
  await until(async () => healed("start nginx"));
  await until(async () => healed("restart pm2-exporter"));
  expect(now.services["pm2-exporter"]?.child.running).toBe(true);
  expect(now.discord.inbox.all.filter(told("", "🔴"))).toEqual([]);
});

test("of a crash loop, which a restart does not end, people learn what was tried", {
  timeout: minutes(6),
}, async () => {
  const { now } = system;
  now.cause("pm2-crash-loop");
  const message = await now.discord.inbox.next(told("MonitoringRemediationGaveUp", "🔴"), { within: minutes(5) });
  // What fails comes first, where both arrive together.
  expect(message.content).toMatch(/benevoclic-web (ne va pas|redémarre sans cesse)/);
  // Between two crashes the site answers for a moment, which may have been taken for a cure before.
  expect(message.embeds[0]?.description).toMatch(
    /Déjà tenté :\*\* (.*cela avait suffi\n)?\d × redémarrage de benevoclic-web.* : (sans effet|refusé)/,
  );
  expect(
    outcomes().filter(({ target, outcome }) => target === "benevoclic-web" && outcome === "failed").length,
  ).toBeLessThanOrEqual(2);
  now.clear();
});
