import { expect, test } from "vitest";
import { inhibitionsOf, toldAmong } from "../../../../kit/lab/matrix/inhibition.ts";
import type { Episode } from "../../../../kit/lab/recording/asking.ts";

const inhibitions = inhibitionsOf(`
inhibit_rules:
  - source_matchers: ['alertname="HostDown"']
    target_matchers: ['alertname=~"ApiDown|WebDown"', 'severity!="info"']
    equal: [environment, instance]
`);
const episode = (alertname: string, from: number, to: number, labels = {}): Episode => ({
  labels: { alertname, severity: "critical", instance: "one", ...labels },
  from,
  to,
});
const told = (...episodes: Episode[]) =>
  toldAmong(episodes, inhibitions).map(({ labels, at }) => `${labels.alertname} at ${at}`);

test("what a cause silences is told when the cause has ended, if it still lasts", () => {
  expect(told(episode("HostDown", 60, 300), episode("ApiDown", 60, 600))).toEqual(["HostDown at 60", "ApiDown at 300"]);
  expect(told(episode("HostDown", 60, 600), episode("ApiDown", 60, 600))).toEqual(["HostDown at 60"]);
});

test("what was told before its cause stays told", () => {
  expect(told(episode("HostDown", 120, 600), episode("ApiDown", 60, 600))).toEqual([
    "ApiDown at 60",
    "HostDown at 120",
  ]);
});

test("a cause silences neither another machine nor what its matchers leave out", () => {
  expect(
    told(
      episode("HostDown", 0, 600),
      episode("ApiDown", 60, 600, { instance: "two" }),
      episode("WebDown", 90, 600, { severity: "info" }),
      episode("DatabaseDown", 120, 600),
    ),
  ).toEqual(["HostDown at 0", "ApiDown at 60", "WebDown at 90", "DatabaseDown at 120"]);
});

test("the sign of life is no message", () => {
  expect(told(episode("Watchdog", 0, 600))).toEqual([]);
});
