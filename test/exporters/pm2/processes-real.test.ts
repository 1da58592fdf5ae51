import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Sample, select } from "../../simulator/platform/live.ts";
import { testApp } from "./apps.ts";
import { type Live, restartsOf, startLive, statusOf, value } from "./live.ts";

/** The platform's apps have a delay between their lives, and PM2 behaves otherwise without one. */
const delayed = { restart_delay: 100 };

let live: Live;
beforeAll(async () => {
  live = await startLive((directory) => [
    testApp(directory, "steady", { ...delayed, max_memory_restart: "1G" }),
    testApp(directory, "steady", { name: "several", exec_mode: "cluster", instances: 2 }),
  ]);
});
afterAll(() => live?.stop());

describe("processes that are well", () => {
  test("show all their figures", async () => {
    const all = await live.once(
      (scraped) => value(scraped, "pm2_process_event_loop_lag_seconds", { app: "steady" }) !== undefined,
    );
    const labels = { app: "steady", id: "0" };
    expect(value(all, "pm2_up")).toBe(1);
    expect(value(all, "pm2_process_up", labels)).toBe(1);
    expect(statusOf(all, "steady")).toBe("online");
    expect(value(all, "pm2_process_memory_bytes", labels)).toBeGreaterThan(10 * 2 ** 20);
    expect(value(all, "pm2_process_memory_limit_bytes", labels)).toBe(2 ** 30);
    expect(value(all, "pm2_process_cpu_ratio", labels)).toBeLessThan(4);
    const started = value(all, "pm2_process_start_time_seconds", labels) ?? 0;
    expect(started * 1000).toBeGreaterThanOrEqual(live.pm2.daemon.startedAt.getTime());
    expect(started * 1000).toBeLessThanOrEqual(Date.now());
  });

  test("of a cluster are told apart by their id, and have no limit that nobody set", async () => {
    const all = await live.online("several");
    expect(select(all, "pm2_process_up", { app: "several" }).map(({ labels }) => labels.id)).toHaveLength(2);
    expect(select(all, "pm2_process_memory_limit_bytes", { app: "several" })).toEqual([]);
  });

  test("keep one series each while a cluster is reloaded", async () => {
    const before = await live.online("several");
    await live.pm2.command("reload", "several");
    const restarted = await live.once((all) =>
      select(all, "pm2_process_restarts_total", { app: "several" }).every((sample) => sample.value === 1),
    );
    const ids = (all: Sample[]) => select(all, "pm2_process_up", { app: "several" }).map(({ labels }) => labels.id);
    expect(ids(restarted).sort()).toEqual(ids(before).sort());
  });
});

describe("restarts are counted", () => {
  test("after a crash", async () => {
    const before = await live.online("steady");
    await live.pm2.crash("steady");
    const after = await live.once((all) => restartsOf(all, "steady") === restartsOf(before, "steady") + 1);
    expect(value(after, "pm2_process_start_time_seconds", { app: "steady" })).not.toBe(
      value(before, "pm2_process_start_time_seconds", { app: "steady" }),
    );
  });

  test("through a reset of PM2's own count", async () => {
    const before = restartsOf(await live.online("steady"), "steady");
    expect(before).toBeGreaterThan(0);
    await live.pm2.command("reset", "steady");
    expect(restartsOf(await live.samples(), "steady")).toBe(before);
    await live.pm2.restart("steady");
    await live.once((all) => restartsOf(all, "steady") === before + 1);
  });

  test("when PM2 restarts an app for its memory", async () => {
    await live.pm2.start([testApp(live.directory, "leaking", { max_memory_restart: "120M" })]);
    const all = await live.once((scraped) => restartsOf(scraped, "leaking") >= 1);
    expect(value(all, "pm2_process_memory_limit_bytes", { app: "leaking" })).toBe(120 * 2 ** 20);
    await live.pm2.command("delete", "leaking");
  });
});

describe("an app that comes and goes", () => {
  test("and cannot start is errored once PM2 has given up, with a delay between its lives as well", async () => {
    const settings = { min_uptime: "10s", max_restarts: 3 };
    await live.pm2.start([
      testApp(live.directory, "broken", { ...settings, name: "broken-delayed", ...delayed }),
      testApp(live.directory, "broken", { ...settings, name: "broken-at-once" }),
    ]);
    for (const app of ["broken-delayed", "broken-at-once"]) {
      const all = await live.once((scraped) => statusOf(scraped, app) === "errored");
      expect(value(all, "pm2_process_up", { app })).toBe(0);
      expect(restartsOf(all, app)).toBe(2);
      expect(select(all, "pm2_process_start_time_seconds", { app })).toEqual([]);
      expect(select(all, "pm2_process_memory_bytes", { app })).toEqual([]);
    }
    await live.pm2.command("delete", "broken-delayed", "broken-at-once");
  });

  test("is stopped, started, renamed and deleted, while the others stay", async () => {
    await live.pm2.start([testApp(live.directory, "steady", { name: "guest" })]);
    const [{ labels } = { labels: {} }] = select(await live.online("guest"), "pm2_process_up", { app: "guest" });
    await live.pm2.command("stop", "guest");
    const stopped = await live.once((all) => statusOf(all, "guest") === "stopped");
    expect(select(stopped, "pm2_process_up", { app: "guest" })).toEqual([]);
    await live.pm2.command("restart", "guest", "--name", "lodger");
    const renamed = await live.online("lodger");
    expect(value(renamed, "pm2_process_up", { ...labels, app: "lodger" })).toBe(1);
    expect(select(renamed, "pm2_process_up", { app: "guest" })).toEqual([]);
    await live.pm2.command("delete", "lodger");
    const deleted = await live.samples();
    expect(deleted.filter(({ labels: { app } }) => app === "lodger")).toEqual([]);
    expect(value(deleted, "pm2_process_up", { app: "steady" })).toBe(1);
  });
});

describe("what is right for some apps is no outage", () => {
  const nightly = { autorestart: false, cron_restart: "0 3 * * *" };
  const statuses = (all: readonly Sample[], app: string) =>
    select(all, "pm2_process_status", { app, status: "stopped" }).map(({ value }) => value);

  test("a job that has ended well rests, and starts as often as it likes; one that failed is told", async () => {
    await live.pm2.start([
      testApp(live.directory, "job", { ...nightly, name: "nightly" }),
      testApp(live.directory, "job", { ...nightly, ...delayed, name: "nightly-delayed" }),
      testApp(live.directory, "job", { ...nightly, name: "failing", args: ["3"] }),
    ]);
    // Stopped at first, and for a moment with the process that is leaving: at rest once PM2 knows how it ended.
    const atRest = (app: string) => (all: readonly Sample[]) =>
      statusOf(all, app) === "stopped" && select(all, "pm2_process_up", { app }).length === 0;
    for (const app of ["nightly", "nightly-delayed"]) await live.once(atRest(app));
    const failed = await live.once((all) => statusOf(all, "failing") === "stopped");
    expect(value(failed, "pm2_process_up", { app: "failing" })).toBe(0);
    // As its schedule does.
    await live.pm2.restart("nightly");
    const again = await live.once(atRest("nightly"));
    expect(select(again, "pm2_process_restarts_total", { app: "nightly" })).toEqual([]);
    await live.pm2.command("delete", "nightly", "nightly-delayed", "failing");
  });

  test("of a cluster, the process that somebody stopped rests, and the other is up", async () => {
    await live.online("several");
    const ids = select(await live.samples(), "pm2_process_up", { app: "several" }).map(({ labels }) => labels.id ?? "");
    const [stopped = "", other = ""] = ids;
    await live.pm2.command("stop", stopped);
    const all = await live.once((scraped) => statuses(scraped, "several").includes(1));
    expect(select(all, "pm2_process_up", { app: "several" })).toEqual([
      expect.objectContaining({ labels: expect.objectContaining({ id: other }), value: 1 }),
    ]);
    await live.pm2.command("restart", stopped);
    await live.once((scraped) => select(scraped, "pm2_process_up", { app: "several" }).length === 2);
  });
});
