import { expect, it } from "vitest";
import { freePort } from "../../../kit/lab/parts/ports.ts";
import { NoPrometheus, prometheusAt, prometheusBy } from "../../../kit/model/prometheus.ts";

it.each([
  ["ok", "2026-11-29T21:48:51.002Z", "ok"],
  ["err", "2026-11-29T21:48:51.002Z", "err"],
  // As vmalert answers before its first evaluation.
  ["ok", "0001-01-01T00:00:00Z", "unknown"],
])("takes a rule's health for what it is: %s of %s", async (health, lastEvaluation, known) => {
  const rule = { type: "recording", name: "a:b", query: "c", health, lastEvaluation };
  const data = { groups: [{ name: "group", interval: 15, rules: [rule] }] };
  const prometheus = prometheusBy(async () => ({ status: 200, text: JSON.stringify({ status: "success", data }) }));
  expect(await prometheus.rules()).toMatchObject([{ name: "a:b", health: known }]);
});

it.each([
  "<html>Sign in</html>",
  '{"hello": 1}',
  "",
])("an answer that is none of Prometheus' (%j) is told as that", async (text) => {
  const { firing } = prometheusBy(async () => ({ status: 200, text }));
  await expect(firing()).rejects.toThrow(NoPrometheus);
  await expect(firing()).rejects.toThrow(/^what answers is no Prometheus: "[^\n]*"$/);
});

it.each([
  [{ warnings: ["remote_read: remote server returned HTTP status 500"] }, "remote server returned HTTP status 500"],
  [{ isPartial: true }, "some of what stores samples did not answer"],
])("what is only a part is no answer: %j", async (more, why) => {
  const text = JSON.stringify({ status: "success", data: { resultType: "vector", result: [] }, ...more });
  const { query } = prometheusBy(async () => ({ status: 200, text }));
  await expect(query("up == 0")).rejects.toThrow(NoPrometheus);
  await expect(query("up == 0")).rejects.toThrow(why);
});

it.each([
  { warnings: ["PromQL warning: encountered a mix of histograms and floats for aggregation"], isPartial: false },
  { warnings: null, infos: ["PromQL info: metric might not be a counter"] },
])("what its language has to say about an expression takes nothing from the answer: %j", async (more) => {
  const result = [{ metric: { job: "a" }, value: [1, "0"] }];
  const text = JSON.stringify({ status: "success", data: { resultType: "vector", result }, ...more });
  const { query } = prometheusBy(async () => ({ status: 200, text }));
  expect(await query("up == 0")).toEqual([{ labels: { job: "a" }, value: 0 }]);
});

it("why it cannot be reached is told", async () => {
  const port = await freePort();
  await expect(prometheusAt(`http://127.0.0.1:${port}`).firing()).rejects.toThrow(`ECONNREFUSED 127.0.0.1:${port}`);
});
