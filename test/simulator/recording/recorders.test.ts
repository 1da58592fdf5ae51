import { expect, test } from "vitest";
import { loadConfig } from "../../../config/load.ts";
import { samplesIn } from "../../../kit/lab/recording/exposition.ts";
import { recorders } from "../../../simulator/recording/recorders.ts";
import { createWorld } from "../../../simulator/recording/world.ts";

const start = "2026-11-24T12:00:00Z";
const days = 86_400;
const minutes = 60;

test("the certificates of the public addresses last for two months, and for five days under the fault", async () => {
  const faults = [{ name: "certificate-expiring", from: 30, to: 60 }];
  const course = { name: "certificates", start, seconds: 60, seed: 1, faults };
  const world = createWorld(course, loadConfig("production"), (series) => series);
  const targets = recorders.find(({ job }) => job === "blackbox")?.targets(world) ?? [];
  const timeLeft = async () => {
    const answers = await Promise.all(targets.map((target) => target.answer()));
    return answers.map((answer) => {
      const samples = new Map(samplesIn(typeof answer === "string" ? "" : answer.exposition));
      return (samples.get("probe_ssl_earliest_cert_expiry") ?? 0) - Date.parse(start) / 1000;
    });
  };
  expect(await timeLeft()).toEqual([60 * days, 60 * days]);
  world.advance(30);
  expect(await timeLeft()).toEqual([5 * days, 5 * days]);
});

test("a certificate that has expired is refused, and no longer says until when it was valid", async () => {
  const faults = [{ name: "certificate-expired", from: 30, to: 1000 }];
  const course = { name: "expired", start, seconds: 1000, seed: 1, faults };
  const world = createWorld(course, loadConfig("production"), (series) => series);
  const [target] = recorders.find(({ job }) => job === "blackbox")?.targets(world) ?? [];
  const probed = async (elapsed: number) => {
    world.advance(elapsed);
    const answer = await target?.answer();
    const samples = new Map(samplesIn(typeof answer === "object" ? answer.exposition : ""));
    const expiry = samples.get("probe_ssl_earliest_cert_expiry");
    return [samples.get("probe_success"), expiry === undefined ? undefined : expiry - Date.parse(start) / 1000];
  };
  expect(await probed(30)).toEqual([1, 30 + 5 * minutes]);
  expect(await probed(325)).toEqual([1, 30 + 5 * minutes]);
  expect(await probed(330)).toEqual([0, undefined]);
  expect(await probed(1000)).toEqual([1, 60 * days]);
});

test.each([
  ["configuration-refused", "prometheus", "prometheus_config_last_reload_successful", [1, 0, 1]],
  ["quality-vulnerability", "node", 'quality_vulnerabilities{project="api",severity="critical"}', [0, 1, 0]],
] as const)("%s shows while it lasts", async (fault, job, series, expected) => {
  const course = { name: fault, start, seconds: 90, seed: 1, faults: [{ name: fault, from: 30, to: 60 }] };
  const world = createWorld(course, loadConfig("production"), (one) => one);
  const [target] = recorders.find((recorder) => recorder.job === job)?.targets(world) ?? [];
  const values = [];
  for (const moment of [0, 30, 60]) {
    world.advance(moment);
    const answer = await target?.answer();
    values.push(new Map(typeof answer === "object" ? samplesIn(answer.exposition) : []).get(series));
  }
  expect(values).toEqual(expected);
});
