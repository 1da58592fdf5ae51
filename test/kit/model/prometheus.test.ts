import { expect, it } from "vitest";
import { prometheusBy } from "../../../kit/model/prometheus.ts";

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
