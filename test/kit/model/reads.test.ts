import { expect, it } from "vitest";
import { promql } from "../../../kit/model/promql.ts";
import { readsOf } from "../../../kit/model/reads.ts";
import { signal } from "../../../kit/model/signal.ts";
import { ratio } from "../../../kit/model/unit.ts";
import { node } from "../../../signals/metrics/node.ts";
import { pm2 } from "../../../signals/metrics/pm2.ts";

const text = { fr: "Essai", en: "Trial" };
const memory = signal("instance:t_memory:bytes", {
  ...{ title: text, about: text, unit: ratio, per: ["instance"] },
  expr: promql`max by (instance) (${node.memoryTotal})`,
});

it("what a signal reads counts for what uses it, beside what that reads itself", () => {
  const { jobs, metrics } = readsOf(promql`max by (instance) (${pm2.memory}) / ${memory}`);
  expect([...jobs.keys()].sort()).toEqual(["node", "pm2"]);
  expect(metrics).toEqual(new Set([pm2.memory, node.memoryTotal]));
});

it("an expression of no series reads nothing", () => {
  expect(readsOf(promql`vector(1)`)).toEqual({ jobs: new Map(), metrics: new Set() });
});
