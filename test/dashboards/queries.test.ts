import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parser } from "@prometheus-io/lezer-promql";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { loadConfig } from "../../config/load.ts";
import { environmentOf } from "../../kit/environment.ts";
import { seconds } from "../../kit/model/durations.ts";
import type { Environment } from "../../kit/model/environment.ts";
import { fetchAs } from "../../kit/model/login.ts";
import { panelOf } from "../../kit/model/panel.ts";
import { type Promql, signalsIn } from "../../kit/model/promql.ts";
import { panelsOf } from "../../kit/model/shown.ts";
import type { Signal } from "../../kit/model/signal.ts";
import type { Dashboard } from "../../kit/preview/page/model.ts";
import { dashboardFiles } from "../../kit/write/dashboards.ts";
import { ruleGroups } from "../../kit/write/rules.ts";
import { intervalOf } from "../../parts/every.ts";
import { benevoclic } from "../../platform.ts";
import { minutes, runningSystem, until } from "../simulator/running.ts";
import { type Asked, queriesOf } from "./asked.ts";
import { expected } from "./rare.ts";

/** More lines nobody can read. */
const mostSeries = 50;
/** What a query may read: samples, which say the same on every machine. The engine reads some 10 million in a second. */
const mostSamples = 500_000;
/** What it may unpack to find them, over its dashboard's own period as dense as in production (docs/benchmarks.md). */
const mostUnpacked = 450_000;

const answerSchema = z.object({
  status: z.literal("success"),
  data: z.object({
    result: z.array(z.object({ metric: z.record(z.string(), z.string()) })),
    stats: z.object({ samples: z.object({ totalQueryableSamples: z.int() }) }),
  }),
});

const parsed = (name: string) =>
  dashboardFiles(environmentOf(benevoclic, loadConfig(name))).map(([, json]) => JSON.parse(json) as Dashboard);

/** Scraped and evaluated more often than in production, so that nobody waits a minute for a second value. */
const hurried = (generated: ReadonlyMap<string, string>) =>
  new Map(
    [...generated].map(([file, text]) => [
      file,
      /^prometheus\/(prometheus[.]yml$|rules\/)/.test(file)
        ? text.replace(/(interval:) (15s|30s|1m|2m)$/gm, "$1 5s")
        : text,
    ]),
  );

const failingRoutes = "benevoclic-api / Routes qui échouent le plus / A";

/**
 * The panels that say why they are empty, and are filled elsewhere: by the examples of the alerts on their signal, in
 * rare.test.ts, or by a fault below.
 */
function mayBeEmpty({ dashboards, alerts }: Environment): ReadonlySet<string> {
  const behind = (expr: Promql): Signal[] => signalsIn(expr).flatMap((signal) => [signal, ...behind(signal.expr)]);
  const told = new Set(
    alerts.flatMap(({ alert: { on, onlyWhile } }) => [
      on,
      ...behind(on.expr),
      ...(onlyWhile ? behind(onlyWhile.expr) : []),
    ]),
  );
  const excused = dashboards.flatMap((dashboard) =>
    panelsOf(dashboard)
      .filter(({ whenEmpty }) => whenEmpty !== undefined)
      .map(({ title, signal }) => ({
        signal,
        name: `benevoclic-${dashboard.name} / ${(title ?? signal.title).fr} / A`,
      })),
  );
  const filled = ({ signal, name }: (typeof excused)[number]) =>
    told.has(signal) || expected[name] !== undefined || name === failingRoutes;
  return new Set(excused.filter(filled).map(({ name }) => name));
}

/** Its selectors of series, without the offset. */
function selectorsIn(expr: string): string[] {
  const selectors: string[] = [];
  parser.parse(expr).iterate({
    enter: ({ name, from, to }) => void (name === "VectorSelector" && selectors.push(expr.slice(from, to))),
  });
  return selectors;
}

describe("on the running system", () => {
  const system = runningSystem({ files: hurried });
  const now = () => system.now;

  async function ask({ expr, instant }: Asked) {
    const time = Date.now() / 1000;
    const parameters: Record<string, string> = instant
      ? { query: expr, time: String(time) }
      : { query: expr, start: String(time - 300), end: String(time), step: "15" };
    const kind = instant ? "query" : "query_range";
    const url = `${now().services.prometheus.address}/api/v1/${kind}?${new URLSearchParams({ ...parameters, stats: "all" })}`;
    const text = await (await fetchAs(url)).text();
    return answerSchema.safeParse(JSON.parse(text)).data?.data ?? text;
  }
  const dashboards = () => {
    const directory = path.join(now().directory, "generated/grafana/dashboards");
    return readdirSync(directory).map(
      (file) => JSON.parse(readFileSync(path.join(directory, file), "utf8")) as Dashboard,
    );
  };
  const generated = () => queriesOf(dashboards());

  it("on the healthy platform every panel has data, or says in its own words why not", {
    timeout: minutes(4),
  }, async () => {
    const silent = mayBeEmpty(environmentOf(benevoclic, now().config));
    // The first query of a panel is the signal itself; those after it may be of a week ago.
    const speaking = generated().filter(({ name }) => name.endsWith("/ A") && !silent.has(name));
    expect(speaking.length).toBeGreaterThan(40);
    let empty = speaking;
    const deadline = Date.now() + minutes(3);
    while (empty.length > 0 && Date.now() < deadline) {
      const answers = await Promise.all(empty.map(async (asked) => ({ asked, answer: await ask(asked) })));
      empty = answers
        .filter(({ answer }) => typeof answer === "string" || answer.result.length === 0)
        .map(({ asked }) => asked);
      if (empty.length > 0) await pause(1000);
    }
    expect(empty.map(({ name }) => name)).toEqual([]);
  });

  it("the starts of both applications are marked", async () => {
    const time = String(Date.now() / 1000);
    const [marks = [], ...others] = dashboards().map(({ annotations }) => annotations.list);
    for (const other of others) expect(other).toEqual(marks);
    const counts = marks.map(async ({ name, expr: query }) => {
      const url = `${now().services.prometheus.address}/api/v1/query?${new URLSearchParams({ query, time, stats: "all" })}`;
      const answer = answerSchema.parse(await (await fetchAs(url)).json());
      return [name, answer.data.result.length];
    });
    expect(Object.fromEntries(await Promise.all(counts))).toEqual({
      "L'API démarre": 1,
      "Le site démarre": 1,
      "La surveillance est déployée": 0,
      "Alertes critiques": 0,
      Avertissements: 0,
      Anomalies: 0,
    });
  });

  it("every query is answered, and none draws more than a reader can tell apart or reads too much", {
    timeout: minutes(2),
  }, async () => {
    const wrong: string[] = [];
    for (const asked of generated()) {
      const answer = await ask(asked);
      if (typeof answer === "string") wrong.push(`${asked.name}: ${answer}`);
      else if (answer.result.length > mostSeries) wrong.push(`${asked.name}: ${answer.result.length} series`);
      else if (answer.stats.samples.totalQueryableSamples > mostSamples) wrong.push(`${asked.name}: too many samples`);
    }
    expect(wrong).toEqual([]);
  });

  it("none unpacks too much over the period that its dashboard opens with", { timeout: minutes(2) }, async () => {
    const environment = environmentOf(benevoclic, now().config);
    const groups = environment.domains.flatMap((domain) => ruleGroups(environment, domain));
    const everyOf = (selector: string): number => {
      const group = groups.find(({ recordings }) => recordings.some(({ name }) => selector.startsWith(name)));
      const [, job] = /job="([\w-]+)"/.exec(selector) ?? [];
      return seconds(group?.interval ?? intervalOf(job ?? "node"));
    };
    const wrong: string[] = [];
    let seen = 0;
    for (const asked of generated().filter(({ instant }) => !instant)) {
      const span = seconds(asked.dashboard.time.from.replace("now-", ""));
      let unpacked = 0;
      for (const selector of selectorsIn(asked.expr)) {
        const answer = await ask({ ...asked, expr: selector, instant: true });
        if (typeof answer === "object") unpacked += (answer.result.length * span) / everyOf(selector);
      }
      if (unpacked > 0) seen++;
      if (unpacked > mostUnpacked) wrong.push(`${asked.name}: ${unpacked}`);
    }
    expect(wrong).toEqual([]);
    // It would find nothing where nothing is.
    expect(seen).toBeGreaterThan(20);
  });

  it("a panel about failing routes is filled by the fault that it is there for", { timeout: minutes(4) }, async () => {
    const failing = generated().find(({ name }) => name === failingRoutes);
    expect(failing).toBeDefined();
    now().cause("api-errors");
    await until(async () => {
      const answer = failing && (await ask(failing));
      return typeof answer === "object" && answer.result.length > 0;
    });
    now().clear();
  });
});

describe.each(["production", "staging"])("in %s", (name) => {
  const environment = environmentOf(benevoclic, loadConfig(name));

  it("no window holds fewer than four scrapes", () => {
    for (const dashboard of environment.dashboards)
      for (const { signal } of panelsOf(dashboard).map(panelOf)) {
        const scrapes = [...environment.analyse(signal.expr).jobs.keys()].map((job) => seconds(intervalOf(job)));
        const windows = environment.render(signal.expr).matchAll(/rate\([^[]*\[(\d+[smhd])\]/g);
        for (const [, window = "0s"] of windows)
          expect(seconds(window as `${number}m`), signal.name).toBeGreaterThanOrEqual(4 * Math.max(0, ...scrapes));
      }
  });

  it("a rate that no alert reads is taken over Grafana's step", () => {
    const graphs = parsed(name)
      .flatMap(({ panels }) => panels)
      .filter(({ type }) => type === "timeseries");
    const rates = graphs.flatMap(({ targets = [] }) => targets).filter(({ expr }) => /\brate\(/.test(expr));
    expect(rates.length).toBeGreaterThan(2);
    for (const { expr } of rates) expect(expr).toContain("[$__rate_interval]");
  });
});
