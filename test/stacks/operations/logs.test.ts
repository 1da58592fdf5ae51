import { expect, it } from "vitest";
import { loadConfig } from "../../../config/load.ts";
import { follow, logsOf } from "../../../stacks/operations/logs.ts";

const production = loadConfig("production");
const nowhere = { ...production, deployment: { ...production.deployment, engine: "unix:///nowhere/docker.sock" } };

it("lines that cannot be read are no lines: who asked hears why, of each service", async () => {
  const { lines, wrong } = await logsOf(nowhere, ["prometheus", "alertmanager"], "1h");
  expect(lines).toEqual([]);
  expect(wrong.map(({ where }) => where).sort()).toEqual([
    "benevoclic-production-alertmanager",
    "benevoclic-production-prometheus",
  ]);
  for (const { what } of wrong) expect(what).toMatch(/no Docker engine answers|the program docker is not there/);
});

it("a log that cannot be followed is a failure as well", async () => {
  await expect(follow(nowhere, "prometheus", "1h")).rejects.toThrow();
});
