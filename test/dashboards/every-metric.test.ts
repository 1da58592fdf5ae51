import { readdirSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { alertsByDomain } from "../../alerts/catalogue.ts";
import { annotations } from "../../dashboards/annotations.ts";
import { dashboards } from "../../dashboards/catalogue.ts";
import { declarationsOf, declaredNames } from "../../kit/model/metric.ts";
import { panelOf } from "../../kit/model/panel.ts";
import type { Promql } from "../../kit/model/promql.ts";
import { readsOf } from "../../kit/model/reads.ts";
import { readsOfAlert } from "../../kit/model/told.ts";
import { jobs } from "../../signals/jobs.ts";

it("each declared metric is read by an alert, a panel or an annotation", async () => {
  const folder = path.resolve(import.meta.dirname, "../../signals/metrics");
  await Promise.all(readdirSync(folder).map((file) => import(path.join(folder, file))));
  const shown: Promql[] = [
    ...annotations.map(({ expr }) => expr),
    ...dashboards
      .flatMap(({ rows }) => rows)
      .flatMap(({ lines }) => lines.flat())
      .map(panelOf)
      .flatMap(({ signal, beside = [] }) => [signal, ...beside].map(({ expr }) => expr)),
  ];
  const read = new Set(
    [...[...alertsByDomain.values()].flat().flatMap(readsOfAlert), ...shown.map(readsOf)].flatMap(({ metrics }) => [
      ...metrics,
    ]),
  );
  const declared = declaredNames()
    .flatMap((name) => declarationsOf(name))
    // Tests declare some of their own.
    .filter(({ job }) => job === "every" || job in jobs);
  expect(declared.length).toBeGreaterThan(100);
  expect(declared.filter((metric) => !read.has(metric)).map(({ job, name }) => `${job} ${name}`)).toEqual([]);
});
