import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadConfig } from "../../config/load.ts";
import { environmentOf } from "../../kit/environment.ts";
import { builtLogPrograms } from "../../kit/lab/logs/obtain.ts";
import { logSpecs } from "../../kit/lab/logs/programs.ts";
import { at, urlOf } from "../../kit/lab/monitoring.ts";
import { answers } from "../../kit/lab/parts/http.ts";
import { obtainParts } from "../../kit/lab/parts/obtain.ts";
import { freePort } from "../../kit/lab/parts/ports.ts";
import { ifHad } from "../../kit/lab/parts/unavailable.ts";
import { startService, type Undo } from "../../kit/lab/services.ts";
import type { LogSource } from "../../kit/logs/log-source.ts";
import type { LogCount, WrittenLine } from "../../kit/model/log-count.ts";
import { logStoreAt } from "../../kit/model/log-store.ts";
import { countQuery } from "../../kit/model/logs-ql.ts";
import { prometheusAt } from "../../kit/model/prometheus.ts";
import type { Logs } from "../../kit/platform.ts";
import { collectorFile } from "../../kit/write/collector.ts";
import { logRulesFile } from "../../kit/write/log-rules.ts";
import { takesCounts } from "../../kit/write/prometheus.ts";
import { ruleFile } from "../../kit/write/rules.ts";
import { benevoclic } from "../../platform.ts";
import { logCounts } from "../../signals/metrics/log-counts.ts";

let skipped = "";
const programs = ifHad(builtLogPrograms, (reason) => {
  skipped = ` (skipped: ${reason})`;
});

/** An example in a world of its own: its line is the only one of its service. */
interface Case {
  readonly name: string;
  readonly count: LogCount;
  readonly source: LogSource;
  readonly line: WrittenLine;
  readonly counts: boolean;
}

const cases = Object.entries(logCounts).flatMap(([key, count]) =>
  (["counted", "not"] as const).flatMap((kind) =>
    count.count.examples[kind].map((line, index): Case => {
      const [first] = count.count.sources;
      if (first === undefined) throw new Error(`${key} looks at no source`);
      const name = `${key}-${kind}-${index}`;
      const source = { ...first, name, service: name.toLowerCase(), files: [] };
      // A rule of its own as well, by the same code: only the service has another name.
      const own = {
        ...count,
        name: `example:${name.replaceAll("-", "_")}`,
        count: { ...count.count, sources: [source] },
      };
      return { name, count: own, source, line, counts: kind === "counted" };
    }),
  ),
);

it("each count has lines that it counts; a count of some lines has others that it does not", () => {
  for (const [key, { count }] of Object.entries(logCounts)) {
    expect(count.examples.counted.length, key).toBeGreaterThan(0);
    expect(count.examples.not.length > 0, key).toBe(count.where !== undefined);
  }
});

it("a count is a query over its own sources", () => {
  expect(countQuery(logCounts.scans)).toBe(
    '_time:5m {service in ("mongodb")} _msg:~"^Slow query" plan:in("COLLSCAN") | stats by (collection) count() as lines',
  );
  expect(countQuery(logCounts.lines)).toBe(
    '_time:60m {service in ("api","mongodb","monitoring","nginx","system","web")} | stats by (service) count() if (_time:15m) as lines',
  );
});

describe.skipIf(programs === undefined)(`the real collector, store and vmalert${skipped}`, () => {
  const directory = mkdtempSync(path.join(tmpdir(), "benevoclic-logs-"));
  const inside = (name: string) => path.join(directory, name);
  const undo: Undo = [];
  let prometheus: ReturnType<typeof prometheusAt>;
  let store: ReturnType<typeof logStoreAt>;

  beforeAll(async () => {
    if (programs === undefined) return;
    const parts = await obtainParts({ names: ["prometheus"] });
    const [collector, keeper, rules, counted] = [
      await freePort(),
      await freePort(),
      await freePort(),
      await freePort(),
    ];
    mkdirSync(inside("lines"));
    const logs: Logs = {
      sources: cases.map(({ source }) => ({ ...source, files: [inside(`lines/${source.name}.log`)] })),
      parts: { collector: "log-collector", store: "logs", rules: "log-rules" },
      collector: () => ({ files: {}, directory: inside("state"), queueBytes: 1e8 }),
    };
    const environment = environmentOf(benevoclic, loadConfig("production"));
    const examples = {
      ...benevoclic,
      parts: [{ ...benevoclic.parts[0], metrics: cases.map(({ count }) => count) }],
    } as typeof benevoclic;
    const often = (text: string) => text.replaceAll(/interval: (5|15)s/g, "interval: 1s");
    writeFileSync(
      inside("collector.yml"),
      collectorFile(environment, logs, { store: at(keeper), metrics: at(collector) }),
    );
    writeFileSync(inside("counts.yml"), often(logRulesFile({ platform: examples, config: environment.config })));
    writeFileSync(inside("password"), "unused");
    writeFileSync(inside("rules.yml"), often(ruleFile(environment, "logs")));
    writeFileSync(inside("prometheus.yml"), "global: { evaluation_interval: 1s }\nrule_files: [rules.yml]\n");
    const now = new Date();
    for (const { source, line } of cases) writeFileSync(inside(`lines/${source.name}.log`), `${line(now)}\n`);

    const specs = logSpecs(
      {
        directory,
        ports: { collector, store: keeper, rules },
        prometheus: { address: at(counted), password: inside("password") },
        files: { collector: inside("collector.yml"), rules: inside("counts.yml") },
      },
      programs,
    );
    await startService(
      {
        name: "prometheus",
        command: parts.prometheus.command,
        args: [
          `--config.file=${inside("prometheus.yml")}`,
          `--storage.tsdb.path=${inside("tsdb")}`,
          `--web.listen-address=${at(counted)}`,
          ...takesCounts,
        ],
        logFile: inside("logs/prometheus.log"),
        ready: () => answers(`${urlOf(counted)}/-/ready`),
        address: urlOf(counted),
      },
      undo,
    );
    await startService(specs.store, undo);
    await startService(specs.collector, undo);
    await startService(specs.rules, undo);
    prometheus = prometheusAt(urlOf(counted));
    store = logStoreAt(urlOf(keeper));
    // All lines are there, and were counted once more after that.
    const whole = {
      query: "* | stats count() as lines",
      from: new Date(now.getTime() - 3_600_000),
      to: new Date(now.getTime() + 3_600_000),
    };
    while (Number((await store.lines(whole)).lines[0]?.lines ?? 0) < cases.length) await pause(100);
  });
  afterAll(async () => {
    for (const step of undo.reverse()) await step();
    rmSync(directory, { recursive: true, force: true });
  });

  const countOf = async ({ count }: Case) => {
    const found = await prometheus.query(`sum(${count.name})`);
    return Number(found[0]?.value ?? 0);
  };

  it("count the lines that they should", async () => {
    for (const one of cases.filter(({ counts }) => counts))
      await expect.poll(() => countOf(one), { message: one.name, timeout: 30_000 }).toBe(1);
  });

  it("what they say is a label: without numbers, on one line, and short", async () => {
    const kindOf = async (example: number) => {
      const found = await prometheus.query(`example:trouble_counted_${example}`);
      return found.map(({ labels: { level, line } }) => ({ level, line }));
    };
    expect(await kindOf(0)).toEqual([{ level: "error", line: "request … failed after … ms" }]);
    expect(await kindOf(1)).toEqual([
      { level: "fatal", line: "TypeError: Cannot read properties of undefined (reading 'volunteers')" },
    ]);
    expect(await kindOf(3)).toEqual([{ level: "error", line: `${"long ".repeat(59)}long…` }]);
  });

  it("and none of those that look alike", async () => {
    for (const one of cases.filter(({ counts }) => !counts)) expect(await countOf(one), one.name).toBe(0);
  });
});
