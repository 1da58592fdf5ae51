import { expect, test } from "vitest";
import { textOf } from "../../../../kit/lab/recording/exposition.ts";
import { relabelConfigs, relabeling } from "../../../../kit/lab/recording/relabeling.ts";
import { createTargetLog } from "../../../../kit/lab/recording/target-log.ts";

const keepRoutes = relabelConfigs.parse([{ source_labels: ["path"], regex: "|/users", action: "keep" }]);

function target(configs = keepRoutes) {
  return createTargetLog({ job: "benevoclic-api", labels: {}, every: 5, start: 1000 }, relabeling(configs));
}
const valuesOf = (log: ReturnType<typeof target>) =>
  Object.fromEntries(
    log.series().map((series) => [textOf(series).replace(/job="benevoclic-api",?/, ""), series.values]),
  );

test("a target is up while it answers, and all its series end when it does not", () => {
  const log = target();
  log.scrape(0, "requests 1");
  log.scrape(1, "refused");
  log.scrape(2, "skipped");
  log.scrape(3, "requests 0");
  expect(valuesOf(log)).toMatchObject({ "up{}": "1-1x1 _ 1", "requests{}": "1 stale _ 0" });
});

test("a series that the target no longer exposes ends, as after a restart", () => {
  const log = target();
  log.scrape(0, 'answers{status="200"} 7\nanswers{status="500"} 1');
  log.scrape(1, 'answers{status="200"} 0');
  expect(valuesOf(log)).toMatchObject({ 'answers{status="500"}': "1 stale", 'answers{status="200"}': "7-7x1" });
});

test("lines may come, go and change places from one scrape to the next, and begin alike", () => {
  const log = target();
  log.scrape(0, "run_to 1\nrun 2\nrun_to_now 3");
  log.scrape(1, "# TYPE run gauge\nrun 2\nrun_to_now 10\n\nrun_to 1");
  log.scrape(2, "run_to_now 10.5\nsome 4\nrun_to 12\nrun 2");
  expect(valuesOf(log)).toMatchObject({
    "run{}": "2x2",
    "run_to{}": "1x1 12",
    "run_to_now{}": "3+7x1 10.5",
    "some{}": "_x2 4",
  });
  expect(() => log.scrape(3, "nothing")).toThrow("not a sample: nothing");
});

test("what the scrape configuration drops is counted as scraped and not stored", () => {
  const log = target();
  log.scrape(0, 'answers{path="/users"} 1\nanswers{path="/.env"} 1\nup_since 4', 30);
  const values = valuesOf(log);
  expect(Object.keys(values).filter((name) => name.startsWith("answers"))).toEqual(['answers{path="/users"}']);
  expect(values).toMatchObject({
    "scrape_samples_scraped{}": "33",
    "scrape_samples_post_metric_relabeling{}": "2",
    "scrape_series_added{}": "2",
  });
});

test("moments are told from the recording's start on, other values as they are", () => {
  const log = target();
  log.scrape(0, "process_start_time_seconds 900\nprobe_ssl_earliest_cert_expiry 5000\nprocess_cpu_seconds_total 900");
  expect(valuesOf(log)).toMatchObject({
    "process_start_time_seconds{}": "-100",
    "probe_ssl_earliest_cert_expiry{}": "4000",
    "process_cpu_seconds_total{}": "900",
  });
});

test("relabelling replaces and drops as Prometheus does, and refuses what it does not know", () => {
  const configs = relabelConfigs.parse([
    { source_labels: ["path"], regex: "/user/.+", target_label: "path", replacement: "/user/:id" },
    { source_labels: ["status"], regex: "404", action: "drop" },
  ]);
  const relabel = relabeling(configs);
  expect(relabel({ name: "a", labels: { path: "/user/64f8" } })).toEqual({ name: "a", labels: { path: "/user/:id" } });
  expect(relabel({ name: "a", labels: { path: "/x", status: "404" } })).toBeUndefined();
  const labels = relabeling(relabelConfigs.parse([{ regex: "__name__|path", action: "labelkeep" }]));
  expect(labels({ name: "a", labels: { path: "/x", id: "1" } })).toEqual({ name: "a", labels: { path: "/x" } });
  expect(() => relabelConfigs.parse([{ action: "hashmod" }])).toThrow();
});

test("of two lines that relabelling makes one series, the first is stored", () => {
  const log = target(
    relabelConfigs.parse([{ source_labels: ["path"], regex: ".+", target_label: "path", replacement: "x" }]),
  );
  log.scrape(0, 'answers{path="/a"} 1\nanswers{path="/b"} 2');
  expect(valuesOf(log)).toMatchObject({ 'answers{path="x"}': "1" });
});
