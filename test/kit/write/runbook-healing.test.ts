import { expect, it } from "vitest";
import { environmentOf } from "../../../kit/environment.ts";
import { routesTable, whoIsTold } from "../../../kit/write/routes-table.ts";
import { runbook } from "../../../kit/write/runbooks.ts";
import { benevoclic } from "../../../platform.ts";
import { productionWith } from "../declared.ts";

/** Production, which allows so much and speaks this language. */
const where = (act: readonly string[], locale: "fr" | "en" = "en") =>
  environmentOf(benevoclic, { ...productionWith({}), locale, remediation: { act: [...act] } });

function pageOf(alert: string, environment: ReturnType<typeof where>): string {
  const declared = environment.alerts.find((one) => one.alert.name === alert);
  if (declared === undefined) throw new Error(`no ${alert}`);
  return runbook(environment, declared);
}

it("says what is tried without a person: in which order, how often, after how long, and that it is only said here", () => {
  const page = pageOf("ApiDown", where([]));
  const [, section = ""] = page.split("## What is repaired without a person");
  expect(section).toContain('After 10 s at level "critical"');
  expect(section).toMatch(
    /1\. restart of `benevoclic-api` \(\*\*only said here\*\*\), at most 2 times in 1 h, 6 times a day, \d+ s apart/,
  );
  expect(section).toMatch(
    /2\. return to the release before of .*at most once in 1 day.*only within 30 min of a change/,
  );
  expect(section).toContain("`remediation.act: [restart benevoclic-api, rollback benevoclic-api]`");
  expect(section).not.toContain("a person is told at once");
});

it("says when nothing is tried: what explains it, a start, a maintenance, a silence, the kill switch", () => {
  const page = pageOf("ApiDown", where([]));
  for (const reason of [
    "`benevoclic-api` has just been started (a deploy, a person): it has 10 s",
    "declared maintenance, or while this alert is silenced",
    "`npm run remediation -- stop --environment production`",
    "Prometheus or Alertmanager does not answer",
  ])
    expect(page).toContain(reason);
  expect(page).toMatch(/while what explains it fires, or is about to: \[[^\]]+\]\(HostDown\.md\)/);
});

it("says what an environment allows, and what only it does not", () => {
  const page = pageOf("ApiDown", where(["restart benevoclic-api"]));
  expect(page).toMatch(/restart of `benevoclic-api` \(\*\*done here\*\*\)/);
  expect(page).toMatch(/release before of `benevoclic-api` \(\*\*only said here\*\*\)/);
  expect(page).toContain("`remediation.act: [rollback benevoclic-api]`");
  expect(page).toContain("a person is told at once");
});

it("speaks French as the rest of the page, and says nothing where nothing heals or nobody repairs", () => {
  const french = where(["restart benevoclic-api", "rollback benevoclic-api"], "fr");
  expect(pageOf("ApiDown", french)).toContain("1. redémarrage de `benevoclic-api` (**fait ici**)");
  expect(pageOf("ApiDown", french)).not.toContain("remediation.act");
  expect(pageOf("HostDown", french)).not.toContain("Ce qui se répare");
  const config = productionWith({});
  const { remediation: _, ...jobs } = config.jobs;
  const nobody = { ...config, jobs, withoutJobs: { ...config.withoutJobs, remediation: "a test" } };
  expect(pageOf("ApiDown", environmentOf(benevoclic, nobody))).not.toContain("Ce qui se répare");
});

it("stands in the table of routes, at the level at which it is repaired", () => {
  const environment = where(["restart benevoclic-api"]);
  const healed = whoIsTold(environment).filter(({ healedBy }) => healedBy.length > 0);
  expect(healed.find(({ alert }) => alert === "ApiDown")?.healedBy).toEqual([
    "restart benevoclic-api after 10 s, at most 2 times in 1 h",
    "rollback benevoclic-api (only said) after 10 s, at most once in 1 day, only within 30 min of a change of version",
  ]);
  expect(healed.filter(({ alert }) => alert === "HostDiskFilling").map(({ level }) => level)).toEqual(["warning"]);
  expect(routesTable(environment)).toContain("tried first, without a person");
});
