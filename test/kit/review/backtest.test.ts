import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { obtainParts, type Part } from "../../../kit/lab/parts/obtain.ts";
import { type Past, startPast } from "../../../kit/lab/recording/past.ts";
import { evaluate } from "../../../kit/lab/recording/rule-engine.ts";
import { ruleGroups } from "../../../kit/lab/recording/rule-groups.ts";
import { type Backtest, type BacktestOptions, backtest } from "../../../kit/review/backtest/backtest.ts";
import { reallyFired } from "../../../kit/review/backtest/fired.ts";
import { createPace, ServerBusy } from "../../../kit/review/backtest/pace.ts";
import { backtestText, comparedOf, missedBy } from "../../../kit/review/backtest/report.ts";
import { Overloaded, type Server, server } from "../../../kit/review/backtest/server.ts";
import { rulesIn } from "../../../kit/review/read/rules.ts";

const hours = 3600;
const span = 6 * hours;
/** A moment long past, on every grid. */
const from = 1_700_000_000 - (1_700_000_000 % hours);
const step = 15;

/** Values that wander through all limits, the same on every run, with gaps that are shorter and longer than the look-back. */
const wandering = (seed: number, levels: number) =>
  Array.from({ length: span / step }, (_, index) => {
    const gap = index % 400 > 370 && index % 3 !== 0;
    const value = 0.5 + 0.5 * Math.sin(index / (11 + seed)) * Math.cos(index / (37 + 5 * seed));
    return gap ? "_" : String(Math.round(value * levels) / levels);
  }).join(" ");

const labels = { job: "node", instance: "vps" };
const series = [
  { name: "use", labels: { ...labels, disk: "a" }, every: step, values: wandering(1, 50) },
  { name: "use", labels: { ...labels, disk: "b" }, every: step, values: wandering(2, 50) },
  { name: "visitors", labels, every: step, values: wandering(3, 2) },
];
const anomaly = {
  name: "anomaly_opened_timestamp_seconds",
  labels: { anomaly: "ANOM-2023-11-14-001", alertname: "Full", severity: "critical" },
  every: 60,
  values: `_x60 ${from + hours}x30`,
};

const fired = {
  name: "ALERTS",
  labels: { alertname: "Full", alertstate: "firing", severity: "critical", disk: "a" },
  every: 60,
  values: "_x30 1x9 _x60 1x4",
};

/** What a Prometheus would hold that recorded something else under this name: never idle. */
const recorded = {
  name: "disk:use:mean2m",
  labels: { instance: "vps", disk: "a" },
  every: step,
  values: `1x${span / step - 1}`,
};

const rules = (critical: number, warning: number) => `
groups:
  - name: disks
    interval: 15s
    rules:
      - {record: "disk:use:mean2m", expr: "avg by (instance, disk) (avg_over_time(use[2m]))"}
      - {alert: Full, expr: "use > ${critical}", for: 1m, labels: {severity: critical}}
      - {alert: Full, expr: "use > ${warning}", for: 2m, keep_firing_for: 12m, labels: {severity: warning}}
      - {alert: Idle, expr: "disk:use:mean2m < 0.3\\nand on (instance) (visitors >= 0.5)", labels: {severity: info}}
      - {alert: Flat, expr: "max_over_time(disk:use:mean2m[10m]) - disk:use:mean2m offset 5m > 0.3", for: 1m, labels: {severity: info}}
`;
const groupsOf = (text: string) => ruleGroups(text, "15s");
const present = groupsOf(rules(0.9, 0.7));
const proposed = groupsOf(rules(0.8, 0.75));
const sets = { present: rulesIn(present), proposed: rulesIn(proposed) };

let past: Past;
let promtool: Part;
const directory = mkdtempSync(path.join(tmpdir(), "benevoclic-backtest-"));
beforeAll(async () => {
  ({ promtool } = await obtainParts({ names: ["promtool"], progress: () => {} }));
  past = await startPast([...series, anomaly, fired, recorded], { from, seconds: span, rules: rules(0.9, 0.7) });
});
afterAll(async () => {
  await past?.stop();
  rmSync(directory, { recursive: true, force: true });
});

let states = 0;
const replay = (api: Server, options: Partial<BacktestOptions> = {}): Promise<Backtest> =>
  backtest({
    ...{ api, sets, running: rulesIn([]), span, to: from + span, concurrency: 1 },
    stateFile: path.join(directory, `${states++}.jsonl`),
    progress: () => {},
    rest: async () => {},
    ...options,
  });

describe("over the blocks of a real Prometheus", () => {
  it("finds what the rule engine itself fires, for both versions", async () => {
    const found = await replay(server(past.url));
    for (const [set, groups] of [
      ["present", present],
      ["proposed", proposed],
    ] as const) {
      const episodes = await evaluate({ seconds: span, series }, groups, { promtool });
      const ours = found.fired
        .filter(({ rule }) => rule.set === set)
        .flatMap(({ rule, firings }) =>
          firings.map((one) => `${rule.key} ${one.labels.disk} ${one.from - from} ${Math.min(one.to - from, span)}`),
        );
      const theirs = episodes.map(
        (one) =>
          `${one.labels.alertname} ${one.labels.severity} ${one.labels.disk} ${one.from} ${Math.min(one.to, span)}`,
      );
      expect(new Set(theirs.map((one) => one.split(" ")[0]))).toEqual(new Set(["Full", "Idle", "Flat"]));
      expect(found.notes).toEqual([]);
      expect(ours.sort()).toEqual(theirs.sort());
    }
  });

  it("asks once for both levels and both versions of an alert", async () => {
    const asked: string[] = [];
    const api = server(past.url);
    const range: Server["range"] = (query, ...rest) => {
      asked.push(query);
      return api.range(query, ...rest);
    };
    await replay({ ...api, range });
    expect(asked.filter((query) => query.startsWith("use >"))).toEqual(["use > 0.7"]);
  });

  it("reads a recorded series only where the server records it by the same definition", async () => {
    const idle = ({ fired: all }: Backtest) =>
      all.filter(({ rule }) => rule.name === "Idle").flatMap(({ firings }) => firings).length;
    expect(idle(await replay(server(past.url), { running: sets.present }))).toBe(0);
    const other = rulesIn(groupsOf(rules(0.9, 0.7).replace("use[2m]", "use[3m]")));
    expect(idle(await replay(server(past.url), { running: other }))).toBeGreaterThan(0);
  });

  it("tells what overlaps with a recorded anomaly", async () => {
    const found = await replay(server(past.url));
    expect(found.anomalies).toEqual([
      {
        anomaly: "ANOM-2023-11-14-001",
        alertname: "Full",
        severity: "critical",
        from: from + hours,
        to: expect.any(Number),
      },
    ]);
    expect(missedBy(found, "proposed")).toEqual([]);
    const full = comparedOf(found).find(({ key }) => key === "Full critical");
    expect(full?.proposed?.duringAnomalies).toBeGreaterThan(0);
    expect(full?.proposed?.firings).toBeGreaterThan(full?.present?.firings ?? 0);
    expect(backtestText(found, "Europe/Paris")).toContain("1 anomaly was recorded; in 0 of them none");
  });
});

it("what really fired is read from ALERTS", async () => {
  const found = await reallyFired(server(past.url), "Full", from, from + span);
  // A sample is seen until it is five minutes old: the engine's look-back.
  const seen = 5 * 60 - 60;
  expect(found).toEqual([
    {
      labels: { severity: "critical", disk: "a" },
      spans: [
        [from + 30 * 60, from + 39 * 60 + seen],
        [from + 100 * 60, from + 104 * 60 + seen],
      ],
    },
  ]);
  expect(await reallyFired(server(past.url), "Other", from, from + span)).toEqual([]);
});

describe("a server that is busy", () => {
  it("gets longer and longer rests, smaller questions, and none at all in the end", async () => {
    const rests: number[] = [];
    const pace = createPace({ holds: async () => true }, 4 * hours, async (seconds) => void rests.push(seconds));
    const busy = async () => {
      throw new Overloaded("503");
    };
    for (let failure = 0; failure < 5; failure++) expect(await pace.ask(busy)).toBeUndefined();
    expect(rests).toEqual([2, 4, 8, 16, 32]);
    expect(pace.chunk).toBe((4 * hours) / 32);
    await expect(pace.ask(busy)).rejects.toThrow(ServerBusy);
  });

  it("is asked something trivial first after a failure, and spared when that fails", async () => {
    let asked = 0;
    const api = {
      holds: async () => {
        throw new Overloaded("timeout");
      },
    };
    const pace = createPace(api, hours, async () => {});
    const question = async () => {
      asked++;
      throw new Overloaded("503");
    };
    await pace.ask(question);
    await pace.ask(question);
    expect(asked).toBe(1);
  });

  it("is asked for less, and the replay is the same", async () => {
    const api = server(past.url);
    const spans: number[] = [];
    const range: Server["range"] = (query, begin, end, every) => {
      spans.push(end - begin);
      if (end - begin > hours) throw new Overloaded("503 too many samples");
      return api.range(query, begin, end, every);
    };
    const whole = await replay(api);
    const parts = await replay({ ...api, range });
    expect(parts.fired).toEqual(whole.fired);
    expect(Math.min(...spans)).toBeLessThan(hours);
  });

  it("is left alone after a few failures, and the next run goes on where this one stopped", async () => {
    const api = server(past.url);
    const stateFile = path.join(directory, "stopped.jsonl");
    let answered = 0;
    const tired: Server["range"] = (...asked) => {
      if (answered === 2) throw new Overloaded("503 Service Unavailable");
      answered++;
      return api.range(...asked);
    };
    await expect(replay({ ...api, range: tired }, { stateFile })).rejects.toThrow(ServerBusy);
    expect(readFileSync(stateFile, "utf8").trim().split("\n")).toHaveLength(3);
    // As if the machine had stopped in the middle of a line.
    writeFileSync(stateFile, `${readFileSync(stateFile, "utf8")}{"query":"ab`);
    let again = 0;
    const counted: Server["range"] = (...asked) => {
      again++;
      return api.range(...asked);
    };
    const rest = await replay({ ...api, range: counted }, { stateFile });
    const whole = await replay(api);
    expect(rest.fired).toEqual(whole.fired);
    // One question is for the anomalies.
    expect(again).toBe(whole.cost.requests - 2 + 1);
  });
});
