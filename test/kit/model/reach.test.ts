import { expect, it } from "vitest";
import { analyse } from "../../../kit/model/analyse.ts";
import { metricTable } from "../../../kit/model/metric.ts";
import { scrape } from "../../../kit/model/scraped.ts";

const declared = metricTable(Object.values(scrape));

const hour = 3600;

it.each([
  ["up", 0],
  ["rate(up[5m])", 300],
  ["up offset 1h", hour],
  ["sum_over_time(up[1h] offset 7d)", 7 * 24 * hour + hour],
  ["max_over_time(rate(up[5m])[1h:1m])", hour + 300],
  ["sum_over_time((up - up offset 5m)[2d:30m] offset 21d)", 23 * 24 * hour + 300],
  ["rate(up[5m]) / rate(up[1h30m]) > 3600", 1.5 * hour],
  ["max by (job) (up) and on (job) up offset 1d", 24 * hour],
])("%s reads %d seconds of the past", (expression, reach) => {
  expect(analyse(expression, new Map(), declared).reach).toBe(reach);
});

it("knows the declared metrics that an expression reads, by their job", () => {
  const { metrics } = analyse('up{job="node"} + on (instance) scrape_duration_seconds', new Map(), declared);
  expect([...metrics].map(({ name }) => name)).toEqual(["up", "scrape_duration_seconds"]);
});
