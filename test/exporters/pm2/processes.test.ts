import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readProcesses } from "../../../exporters/pm2/processes.ts";

const answers = new URL("answers/", import.meta.url);

/** An entry of an answer that is well understood, with these fields in place of its own. */
function entry(fields: Record<string, unknown> = {}, env: Record<string, unknown> = {}) {
  return {
    name: "api",
    pm_id: 0,
    pid: 4711,
    monit: { memory: 1000, cpu: 12.5 },
    pm2_env: {
      status: "online",
      created_at: 1_000_000,
      pm_uptime: 2_000_500,
      restart_time: 3,
      unstable_restarts: 1,
      ...env,
    },
    ...fields,
  };
}

const only = (answer: unknown) => readProcesses([answer]).processes[0];

describe.each(readdirSync(answers))("the answer of %s", (file) => {
  const answer: unknown = JSON.parse(readFileSync(new URL(file, answers), "utf8"));
  const { processes, unreadable } = readProcesses(answer);

  test("is understood", () => {
    expect(unreadable).toEqual([]);
    expect(processes.map(({ app, id, status, restarts }) => ({ app, id, status, restarts }))).toEqual([
      { app: "crash", id: "0", status: "errored", restarts: 2 },
      { app: "wait", id: "1", status: "launching", restarts: 0 },
      { app: "cl", id: "2", status: "online", restarts: 0 },
      { app: "idle", id: "3", status: "online", restarts: 0 },
      { app: "cl", id: "4", status: "online", restarts: 0 },
    ]);
    const [crash, , cluster] = processes;
    expect(crash).toMatchObject({ memoryLimitBytes: 2 ** 30 });
    expect(crash).not.toHaveProperty("memoryBytes");
    expect(crash).not.toHaveProperty("startTimeSeconds");
    expect(cluster).toMatchObject({ memoryLimitBytes: 300 * 2 ** 20, startTimeSeconds: expect.any(Number) });
    expect(cluster?.memoryBytes).toBeGreaterThan(2 ** 20);
    expect(cluster?.eventLoopLagSeconds).toBeLessThan(0.01);
  });

  test("leaves its secrets behind", () => {
    expect(JSON.stringify(answer)).toContain("hunter2");
    expect(JSON.stringify(processes)).not.toContain("hunter2");
  });
});

test("units are those of the metrics", () => {
  const lag = { "Event Loop Latency p95": { value: "250.5", unit: "ms" } };
  expect(only(entry({}, { axm_monitor: lag, max_memory_restart: "2048" }))).toEqual({
    app: "api",
    id: "0",
    status: "online",
    rests: false,
    isJob: false,
    restarts: 3,
    unstableRestarts: 1,
    memoryBytes: 1000,
    memoryLimitBytes: 2048,
    cpuRatio: 0.125,
    startTimeSeconds: 2000.5,
    eventLoopLagSeconds: 0.2505,
  });
});

test.each([
  ["waiting restart", { pid: 4711 }, {}, "launching"],
  ["waiting restart", { pid: 0 }, { created_at: null }, "errored"],
  ["waiting restart", { pid: 0 }, {}, "stopped"],
  ["one-launch-status", {}, {}, "launching"],
  ["stopping", {}, {}, "stopping"],
  ["errored", { pid: 0 }, { created_at: null }, "errored"],
])("PM2's status %s %o %o is %s", (status, fields, env, expected) => {
  expect(only(entry(fields, { ...env, status }))?.status).toBe(expected);
});

test.each([
  [true, "an app that somebody stopped", {}],
  [true, "one that somebody stopped while it waited", { status: "waiting restart" }],
  [true, "one that was never started", { autostart: false, created_at: undefined }],
  [true, "one whose exit code says so", { stop_exit_codes: [7], exit_code: 7 }],
  [true, "a job that ended well", { autorestart: false, exit_code: 0 }],
  [true, "a job as PM2 5 writes it", { autorestart: "false", exit_code: 0, cron_restart: "0 3 * * *" }],
  [true, "a job that never ran", { autorestart: false, exit_code: undefined }],
  [true, "a job that somebody stopped", { autorestart: false, exit_code: 130 }],
  [true, "a job that may end so", { autorestart: false, exit_code: 3, stop_exit_codes: 3 }],
  [false, "a job that failed", { autorestart: false, exit_code: 1 }],
  [false, "a job that failed, with a delay", { autorestart: false, exit_code: 1, status: "waiting restart" }],
  [false, "a job that PM2 gave up", { autorestart: false, exit_code: 0, status: "errored" }],
  [false, "an app that PM2 gave up", { status: "errored", created_at: null }],
  [false, "an app between two lives", { pid: 4711 }],
  [false, "a job that runs", { autorestart: false, status: "online", pid: 4711 }],
])("rests: %s, of %s", (rests, _, { pid = 0, ...env }: Record<string, unknown>) => {
  expect(only(entry({ pid }, { status: "stopped", ...env }))?.rests).toBe(rests);
});

test.each([
  ["memory that PM2 could not measure", { monit: { memory: 0, cpu: 0 } }, {}, ["memoryBytes", "cpuRatio"]],
  ["no measurement", { monit: undefined }, {}, ["memoryBytes", "cpuRatio"]],
  ["memory below zero", { monit: { memory: -4096, cpu: -1 } }, {}, ["memoryBytes", "cpuRatio"]],
  ["CPU below zero", { monit: { memory: 4096, cpu: -1 } }, {}, ["cpuRatio"]],
  ["a count of unstable restarts", {}, { unstable_restarts: null }, ["unstableRestarts"]],
  ["a limit that is no number", {}, { max_memory_restart: "1G" }, ["memoryLimitBytes"]],
  ["an empty limit", {}, { max_memory_restart: "" }, ["memoryLimitBytes"]],
  [
    "lag in another unit",
    {},
    { axm_monitor: { "Event Loop Latency p95": { value: 1, unit: "s" } } },
    ["eventLoopLagSeconds"],
  ],
  ["lag without a value", {}, { axm_monitor: { "Event Loop Latency p95": { unit: "ms" } } }, ["eventLoopLagSeconds"]],
])("%s is left out, not guessed", (_, fields, env, absent) => {
  const process = only(entry(fields, env));
  expect(process).toMatchObject({ app: "api", restarts: 3 });
  for (const field of absent) expect(process).not.toHaveProperty(field);
});

test("lag below the timer's own precision is none", () => {
  expect(
    only(entry({}, { axm_monitor: { "Event Loop Latency p95": { value: "-0.23", unit: "ms" } } }))?.eventLoopLagSeconds,
  ).toBe(0);
});

test("an entry that is not understood is told by its place, without its value, and the others are read", () => {
  const { processes, unreadable } = readProcesses([
    entry({}, { status: "hunter2" }),
    "hunter2",
    entry({ pm_id: "0" }),
    // The generation of a cluster that ends during a reload.
    entry({ pm_id: "_old_0" }),
    entry({ name: "web", pm_id: 4 }),
  ]);
  expect(processes.map(({ app, id }) => `${app} ${id}`)).toEqual(["web 4"]);
  expect(unreadable).toEqual(["0: pm2_env.status", "1: the entry", "2: pm_id"]);
});

test("a count that PM2 lost, or wrote as text, hides no process", () => {
  expect(only(entry({}, { restart_time: null }))).toMatchObject({ app: "api", status: "online" });
  expect(only(entry({}, { restart_time: null }))).not.toHaveProperty("restarts");
  expect(only(entry({ name: 3000 }, { restart_time: "3" }))).toMatchObject({ app: "3000", restarts: 3 });
});

test("of an entry that is there twice the first counts, and the other is told", () => {
  const { processes, unreadable } = readProcesses([entry(), entry({}, { status: "stopped" }), entry({ pm_id: 1 })]);
  expect(processes.map(({ id, status }) => `${id} ${status}`)).toEqual(["0 online", "1 online"]);
  expect(unreadable).toEqual([expect.stringMatching(/^1: /)]);
});

test("what is no list is an error", () => {
  expect(() => readProcesses({ error: "no" })).toThrow();
});
