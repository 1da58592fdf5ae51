import { expect, it } from "vitest";
import { loadConfig } from "../../../config/load.ts";
import { environmentOf } from "../../../kit/environment.ts";
import { alert } from "../../../kit/model/alert.ts";
import { benevoclic } from "../../../platform.ts";
import { mistakesOf, production, written } from "../../config/refused.ts";
import { environmentWith, sound } from "../declared.ts";

const line = production.split("\n").length;
const configWith = (alerts: string) => loadConfig("production", written(`${production}alerts: ${alerts}\n`));

it("an override of an alert that does not exist is refused", () => {
  const alerts = [alert("HostFull", sound), alert("HostSlow", sound)];
  const config = configWith("{ HostFul: { warning: { limit: 0.5 } }, HostMemoryLow: { enabled: true } }");
  expect(mistakesOf(() => environmentWith({ alerts }, config))).toEqual([
    {
      where: `config/production.yaml:${line}`,
      what: "alerts.HostFul: there is no such alert",
      remedy: 'did you mean "HostFull"?',
      check: "override-alert",
    },
    {
      where: `config/production.yaml:${line}`,
      what: "alerts.HostMemoryLow: there is no such alert",
      remedy: "remove it, or name one of HostFull, HostSlow",
      check: "override-alert",
    },
  ]);
});

it("an override of a level that the alert does not have is refused", () => {
  const config = configWith("{ HostFull: { critical: { limit: 0.9 } } }");
  expect(mistakesOf(() => environmentWith({ alerts: [alert("HostFull", sound)] }, config))).toEqual([
    {
      where: `config/production.yaml:${line}`,
      what: "alerts.HostFull.critical: the alert has no such level; allowed: warning",
      remedy: "override a level that is declared, or declare this one with the alert",
      check: "override-level",
    },
  ]);
});

it("mistakes of declarations and of overrides arrive together", () => {
  const config = configWith("{ Nothing: { enabled: true } }");
  const alerts = [alert("HostFull", { ...sound, next: [] })];
  expect(mistakesOf(() => environmentWith({ alerts }, config)).map(({ what }) => what)).toEqual([
    "HostFull says nothing about what to do next",
    "alerts.Nothing: there is no such alert",
  ]);
});

it("overrides of the committed alerts are checked against the catalogue", () => {
  const [mistake] = mistakesOf(() => environmentOf(benevoclic, configWith("{ WatchDog: { info: { for: 1m } } }")));
  expect(mistake).toMatchObject({
    what: "alerts.WatchDog: there is no such alert",
    remedy: 'did you mean "Watchdog"?',
  });
});
