import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { loadConfig } from "../../config/load.ts";
import { environmentOf } from "../../kit/environment.ts";
import { answers } from "../../kit/lab/parts/http.ts";
import { obtainParts } from "../../kit/lab/parts/obtain.ts";
import { freePort } from "../../kit/lab/parts/ports.ts";
import { obtainVictoriaMetrics } from "../../kit/lab/parts/victoria-metrics.ts";
import { samplesIn } from "../../kit/lab/recording/exposition.ts";
import { type Service, startService, type Undo } from "../../kit/lab/services.ts";
import { prometheusAt } from "../../kit/model/prometheus.ts";
import { filesOf } from "../../kit/write/files.ts";
import { sharedFiles, storeNeeds } from "../../kit/write/replicated/files.ts";
import type { StoreNeeds } from "../../kit/write/replicated/programs.ts";
import { writeTree } from "../../kit/write/tree.ts";
import { yaml } from "../../kit/yaml.ts";
import { benevoclic } from "../../platform.ts";
import { type Crowd, crowdOf } from "../../simulator/recording/crowd.ts";
import { deployHour } from "../../simulator/recording/days.ts";
import { recordingOf } from "../../simulator/recording/recording.ts";
import { scrapesOf, serveCrowd } from "../crowd.ts";
import { cpuSeconds, residentMegabytes } from "../process-figures.ts";

export const engines = ["prometheus", "victoriametrics"] as const;
export type Engine = (typeof engines)[number];

/** What it took an engine to evaluate all rules over so many series. */
export interface Evaluated {
  readonly series: number;
  readonly rules: number;
  /** Processor seconds that all rules take in a minute: what everything takes with them, less what it takes without. */
  readonly rulesAMinute: number;
  /** The group of which an evaluation takes most of its interval; both in seconds by the clock, which others' load prolongs. */
  readonly longest: { readonly group: string; readonly seconds: number; readonly interval: number };
  /** Evaluations that did not take place, because the one before took too long. */
  readonly missed: number;
  readonly failed: number;
  readonly programs: readonly { readonly program: string; readonly megabytes: number; readonly cores: number }[];
}

/** How often the engine is asked what the last evaluation of each rule took, in seconds. */
const pollEvery = 10;

/** What scrapes, stores and evaluates: one program, or several. */
interface Running {
  readonly services: readonly Service[];
  /** Has it go on without any rule. */
  readonly withoutRules: () => Promise<void>;
  /** Which of them evaluates, and what it calls evaluations that did not take place, or failed. */
  readonly evaluates: { readonly address: string; readonly missed: string; readonly failed: RegExp };
}

/**
 * Has an engine scrape so many series of platforms that work as recorded, with all rules of production.
 * @param options.warming seconds until the windows of most rules are full
 * @param options.measured seconds
 */
export async function evaluated(
  engine: Engine,
  wanted: number,
  { warming, measured }: { readonly warming: number; readonly measured: number },
): Promise<Evaluated> {
  const environment = environmentOf(benevoclic, loadConfig("production"));
  const crowd = crowdOf(await recordingOf(deployHour, environment), wanted, "recorded");
  const directory = mkdtempSync(path.join(tmpdir(), "benevoclic-bench-"));
  const undo: Undo = [];
  try {
    const server = await serveCrowd(crowd);
    undo.push(server.stop);
    const files = filesOf(environment);
    const shared = sharedFiles(environment, files, []);
    writeTree(new Map([...files, ...shared]), path.join(directory, "generated"));
    const start = { prometheus, victoriametrics }[engine];
    const needs = storeNeeds(environment, shared);
    const { services, evaluates, withoutRules } = await start({ crowd, port: server.port, directory, undo, needs });
    await pause(warming * 1000);
    const counts = async () => {
      const text = await (await fetch(`${evaluates.address}/metrics`)).text();
      const sum = (matches: (name: string) => boolean) =>
        samplesIn(text).reduce(
          (total, [series, value]) => (matches(series.split("{")[0] ?? "") ? total + value : total),
          0,
        );
      return { missed: sum((name) => name === evaluates.missed), failed: sum((name) => evaluates.failed.test(name)) };
    };
    const before = await counts();
    const usedOf = coresOf(services);
    const rules = await watched(evaluates.address, measured);
    const used = usedOf();
    const programs = services.map(({ name, child }, index) => ({
      ...{ program: name, megabytes: residentMegabytes(child.pid), cores: used[index] ?? Number.NaN },
    }));
    const after = await counts();
    await withoutRules();
    const restOf = coresOf(services);
    await pause(measured * 1000);
    const rest = restOf();
    const groups = [...new Map(rules.map(({ group, interval }) => [group, interval]))].map(([group, interval]) => {
      const ofGroup = rules.filter((rule) => rule.group === group);
      return { group, interval, seconds: ofGroup.reduce((sum, { seconds }) => sum + seconds, 0) };
    });
    const [longest] = groups.sort((a, b) => b.seconds / b.interval - a.seconds / a.interval);
    return {
      series: crowd.series,
      rules: rules.length,
      rulesAMinute: 60 * (sumOf(used) - sumOf(rest)),
      longest: longest ?? { group: "none", seconds: Number.NaN, interval: Number.NaN },
      missed: after.missed - before.missed,
      failed: after.failed - before.failed,
      programs,
    };
  } finally {
    for (const step of undo.reverse()) await step();
    rmSync(directory, { recursive: true, force: true });
  }
}

const sumOf = (all: readonly number[]) => all.reduce((sum, one) => sum + one, 0);

/** Cores that each has used from now until it is asked; none once it has ended. */
function coresOf(services: readonly Service[]): () => number[] {
  const running = services.map(({ child }) => existsSync(`/proc/${child.pid}/stat`));
  const used = () => services.map(({ child }, index) => (running[index] ? cpuSeconds(child.pid) : 0));
  const [before, began] = [used(), Date.now()];
  return () => used().map((now, index) => ((now - (before[index] ?? 0)) * 1000) / (Date.now() - began));
}

/** What each rule took on average while it was watched. */
async function watched(address: string, measured: number) {
  const api = prometheusAt(address, patience);
  const looks: Awaited<ReturnType<typeof api.rules>>[] = [];
  for (const end = Date.now() + measured * 1000; Date.now() < end; ) {
    await pause(pollEvery * 1000);
    looks.push(await api.rules());
  }
  return (looks[0] ?? []).map((rule, index) => ({
    ...rule,
    seconds: looks.reduce((sum, look) => sum + (look[index]?.seconds ?? Number.NaN), 0) / looks.length,
  }));
}

interface Start {
  readonly crowd: Crowd;
  readonly port: number;
  readonly directory: string;
  readonly undo: Undo;
  readonly needs: StoreNeeds;
}

/** Of millions of series a store does not start at once. */
const readyWithin = 120_000;
/** Nor does who evaluates over them answer at once; milliseconds. */
const patience = 300_000;

async function prometheus({ crowd, port, directory, undo }: Start): Promise<Running> {
  const { prometheus: part } = await obtainParts({ names: ["prometheus"] });
  const inside = (...names: string[]) => path.join(directory, ...names);
  const configure = (rule_files: readonly string[]) =>
    writeTree(new Map([["prometheus.yml", yaml({ ...scrapesOf(crowd, port), rule_files })]]), inside("prometheus"));
  configure([inside("generated/prometheus/rules/*.yml")]);
  const listens = `127.0.0.1:${await freePort()}`;
  const args = [
    `--config.file=${inside("prometheus/prometheus.yml")}`,
    `--storage.tsdb.path=${inside("data")}`,
    `--web.listen-address=${listens}`,
  ];
  const service = await startService(spec("Prometheus", part, args, { listens, ready: "/-/ready", directory }), undo);
  return {
    services: [service],
    withoutRules: async () => {
      configure([]);
      service.child.kill("SIGHUP");
      const api = prometheusAt(service.address, patience);
      while ((await api.rules()).length > 0) await pause(500);
    },
    evaluates: {
      address: service.address,
      missed: "prometheus_rule_group_iterations_missed_total",
      failed: /^prometheus_rule_evaluation_failures_total$/,
    },
  };
}

/** As on each of several hosts, without what is there because of the others. */
async function victoriametrics({ crowd, port, directory, undo, needs }: Start): Promise<Running> {
  const { prometheus: part } = await obtainParts({ names: ["prometheus"] });
  const inside = (...names: string[]) => path.join(directory, ...names);
  const [agent, store, rules] = [await freePort(), await freePort(), await freePort()].map((one) => `127.0.0.1:${one}`);
  const program = async (name: "victoria-metrics" | "vmalert") => ({ command: await obtainVictoriaMetrics(name) });
  const remote_write = [
    { url: `http://${store}/api/v1/write`, queue_config: { batch_send_deadline: "500ms", max_backoff: "1s" } },
  ];
  writeTree(new Map([["agent.yml", yaml({ ...withoutRules(scrapesOf(crowd, port)), remote_write })]]), inside("agent"));
  const stored = await startService(
    spec(
      "VictoriaMetrics",
      await program("victoria-metrics"),
      [
        `-httpListenAddr=${store}`,
        `-storageDataPath=${inside("data")}`,
        `-dedup.minScrapeInterval=${needs.shortest}s`,
        "-search.latencyOffset=0s",
        "-inmemoryDataFlushInterval=1s",
        `-search.maxQueryLen=${Math.max(16, Math.ceil(needs.longest / 1024))}KiB`,
        // Of the machine it would take more than half.
        "-memory.allowedBytes=4GiB",
      ],
      { listens: store ?? "", ready: "/health", directory },
    ),
    undo,
  );
  const agentArgs = [
    "--agent",
    `--config.file=${inside("agent/agent.yml")}`,
    `--storage.agent.path=${inside("wal")}`,
    `--web.listen-address=${agent}`,
  ];
  const scraping = await startService(
    spec("the agent", part, agentArgs, { listens: agent ?? "", ready: "/-/ready", directory }),
    undo,
  );
  const evaluating = await startService(
    spec(
      "vmalert",
      await program("vmalert"),
      [
        `-httpListenAddr=${rules}`,
        `-rule=${inside("generated/replicated/rules/*.yml")}`,
        `-datasource.url=http://${store}`,
        `-remoteRead.url=http://${store}`,
        `-remoteWrite.url=http://${store}`,
        "-remoteWrite.flushInterval=200ms",
        "-remoteWrite.concurrency=1",
        "-notifier.blackhole",
      ],
      { listens: rules ?? "", ready: "/health", directory },
    ),
    undo,
  );
  return {
    services: [scraping, stored, evaluating],
    withoutRules: evaluating.stop,
    evaluates: {
      address: evaluating.address,
      missed: "vmalert_iteration_missed_total",
      failed: /^vmalert_(recording|alerting)_rules_errors_total$/,
    },
  };
}

const withoutRules = ({ global: { scrape_interval }, ...rest }: ReturnType<typeof scrapesOf>) => ({
  global: { scrape_interval },
  ...rest,
});

function spec(
  name: string,
  { command, cwd }: { readonly command: string; readonly cwd?: string | undefined },
  args: readonly string[],
  { listens, ready, directory }: { readonly listens: string; readonly ready: string; readonly directory: string },
) {
  const address = `http://${listens}`;
  return {
    ...{ name, command, args, readyWithin, address, ...(cwd && { cwd }) },
    logFile: path.join(directory, `${name}.log`),
    ready: () => answers(`${address}${ready}`),
  };
}
