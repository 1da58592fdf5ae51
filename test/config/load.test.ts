import path from "node:path";
import { expect, it } from "vitest";
import { environmentNames, loadConfig } from "../../config/load.ts";
import { mistakesOf, production, refused, spoiled, written } from "./refused.ts";

it.each(environmentNames)("%s loads", (name) => {
  const config = loadConfig(name);
  expect(config.environment).toBe(name);
  expect(config.timezone).toBe("Europe/Paris");
});

it("what is not said gets its default", () => {
  const { deployment, prometheus, alerts, locale } = loadConfig("production", written(spoiled("locale: fr\n", "")));
  expect(locale).toBe("fr");
  expect(alerts).toEqual({});
  expect(prometheus.retention).toBe("100d");
  expect(deployment.services.grafana).toMatchObject({ enabled: true, port: 3001 });
});

it("an address that paths are added to may end with a slash", () => {
  const slashed = production.replace(/^( {2}(?:grafana|runbooks): https:.*)$/gm, "$1/");
  expect(slashed.match(/\/$/gm)).toHaveLength(2);
  expect(loadConfig("production", written(slashed)).urls).toEqual(loadConfig("production").urls);
});

it("all mistakes arrive at once, each with its line", () => {
  const text = [
    "locale: fr>locale: de",
    "smarthost: ssl>smarthots: ssl",
    "environment: production>environment: staging",
  ]
    .map((change) => change.split(">"))
    .reduce((so_far, [found = "", replacement = ""]) => spoiled(found, replacement, so_far), production);
  const line = (start: string) => text.split("\n").findIndex((one) => one.trim().startsWith(start)) + 1;
  expect(new Set(refused(text).map(({ where, what }) => `${where} ${what.split(":")[0]}`))).toEqual(
    new Set([
      `config/production.yaml:${line("environment:")} environment`,
      `config/production.yaml:${line("email:")} notifications.email.smarthost`,
      `config/production.yaml:${line("smarthots:")} notifications.email.smarthots`,
      `config/production.yaml:${line("locale:")} locale`,
    ]),
  );
});

it("an empty file misses every section", () => {
  expect(refused("").map(({ what }) => what.split(";")[0])).toEqual(
    ["environment", "host", "urls", "jobs", "probes", "people", "notifications"].map((key) => `${key}: missing`),
  );
});

it("an unknown environment is refused with those that there are", () => {
  expect(mistakesOf(() => loadConfig("prodution"))).toEqual([
    {
      where: "config/prodution.yaml",
      what: 'is missing: found no environment "prodution"; allowed: development, local, production, staging',
      remedy: 'did you mean "production"?',
    },
  ]);
});

it("a file that is there but cannot be read is not called missing", () => {
  // A file in place of a directory cannot be read by anybody, not even by root.
  const directory = path.join(written(production), "production.yaml");
  const [mistake] = mistakesOf(() => loadConfig("production", directory));
  expect(mistake?.what).toContain("cannot be read: Error: ENOTDIR");
});

it("a key's line can be asked for later, down to the deepest part that exists", () => {
  const config = loadConfig("staging");
  const line = (key: string[]) => Number(config.at(key).replace("config/staging.yaml:", ""));
  expect(line(["alerts", "ApiDown", "critical"])).toBe(line(["alerts", "ApiDown"]));
  expect(line(["alerts", "WebDown"])).toBe(line(["alerts", "ApiDown"]) + 1);
  expect(line(["alerts", "NoSuchAlert"])).toBe(line(["alerts"]));
});
