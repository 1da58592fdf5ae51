import { expect, it } from "vitest";
import { readsOfAlert } from "../../kit/model/alert-reads.ts";
import { metricsOfParts } from "../../kit/model/environment.ts";
import { panelOf } from "../../kit/model/panel.ts";
import { readsOf } from "../../kit/model/reads.ts";
import { benevoclic } from "../../platform.ts";

it("each declared metric is read by an alert, a panel or an annotation", () => {
  const { alerts, annotations, dashboards, parts } = benevoclic;
  const declared = metricsOfParts(parts);
  const shown = [
    ...annotations.map(({ expr }) => expr),
    ...dashboards
      .flatMap(({ rows }) => rows)
      .flatMap(({ lines }) => lines.flat())
      .map(panelOf)
      .flatMap(({ signal, beside = [] }) => [signal, ...beside].map(({ expr }) => expr)),
  ];
  const reads = [
    ...[...alerts.values()].flat().flatMap((alert) => readsOfAlert(alert)),
    ...shown.map((expr) => readsOf(expr)),
  ];
  const read = new Set(reads.flatMap(({ metrics }) => [...metrics]));
  // What is asked of whichever job has it is read of each.
  const ofAnyJob = new Set([...read].filter(({ job }) => job === "every").map(({ name }) => name));
  const all = declared.names.flatMap((name) => declared.declarationsOf(name));
  expect(all.length).toBeGreaterThan(100);
  expect(
    all.filter((metric) => !read.has(metric) && !ofAnyJob.has(metric.name)).map(({ job, name }) => `${job} ${name}`),
  ).toEqual([]);
});
