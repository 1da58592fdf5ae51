import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { Anomaly } from "../exporters/anomalies/anomaly.ts";
import { labelsOf } from "../exporters/anomalies/labels.ts";
import { sealWith } from "../exporters/anomalies/seal.ts";
import { bodyOf, titleOf } from "../exporters/anomalies/sheet.ts";
import { startChild } from "../kit/lab/parts/children.ts";
import { answers } from "../kit/lab/parts/http.ts";
import { startOnFreePort } from "../kit/lab/parts/ports.ts";
import { type GithubSink, startGithubSink } from "../kit/lab/sinks/github.ts";
import { obtainGithubDescription } from "../kit/lab/sinks/github-openapi.ts";
import { readFlags } from "../simulator/platform/program.ts";
import { median } from "./figures.ts";

/**
 * The anomaly recorder against GitHub's documented limits: `npm run bench:anomalies -- --causes 25`. With `--causes 500` every alert
 * is a cause of its own, and it takes half an hour.
 */
const count = z.coerce.number().int().positive();
const { causes, past } = readFlags({ causes: count.default(25), past: count.default(5000) });
const alerts = 500;
/** Seconds in which they come. */
const storm = 60;
/** Alertmanager's waits (kit/model/routing.ts), in ms. */
const groupWait = 5_000;
const groupInterval = 30_000;

const repository = fileURLToPath(new URL("..", import.meta.url));
const description = await obtainGithubDescription(console.log);
const token = "github_pat_bench";
const seal = sealWith(token);

interface Running {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

async function startRecorder(github: GithubSink): Promise<Running> {
  const directory = mkdtempSync(path.join(tmpdir(), "bench-anomalies-"));
  const file = (name: string) => {
    writeFileSync(path.join(directory, name), token);
    return path.join(directory, name);
  };
  const { port, child } = await startOnFreePort((free) =>
    startChild({
      name: "anomaly recorder",
      command: process.execPath,
      args: [
        ...[
          "--import",
          "tsx",
          path.join(repository, "exporters/anomalies/main.ts"),
          "--port",
          String(free),
          "--repository",
          "b/m",
        ],
        ...[
          "--github-url",
          github.url,
          "--github-token-file",
          file("github"),
          "--recorder-token-file",
          file("recorder"),
        ],
      ],
      cwd: repository,
      logFile: path.join(directory, "recorder.log"),
      ready: () => answers(`http://127.0.0.1:${free}/-/healthy`),
    }),
  );
  const stop = async () => {
    await child.stop();
    rmSync(directory, { recursive: true, force: true });
  };
  return { url: `http://127.0.0.1:${port}`, stop };
}

const ready = async ({ url }: Running): Promise<void> => {
  while (!(await answers(`${url}/-/ready`))) await pause(20);
};

async function megabytes({ url }: Running): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^process_resident_memory_bytes (.*)$/m.exec(text)?.[1]) / 1e6;
}

const labelsOfCause = (cause: number) => ({
  alertname: `Cause${cause}`,
  environment: "bench",
  instance: "vps",
  severity: "warning",
  component: "host",
  category: "system",
});

/** What Alertmanager tells of the alerts of a cause. */
function notification(cause: number, starts: readonly Date[]): string {
  const labels = labelsOfCause(cause);
  const { alertname, environment, instance } = labels;
  const told = starts.map((startsAt, thing) => ({
    ...{ status: "firing", startsAt: startsAt.toISOString(), endsAt: "0001-01-01T00:00:00Z", generatorURL: "" },
    ...{ labels: { ...labels, thing: String(thing) }, annotations: { summary: `Cause ${cause}`, impact: "none" } },
    fingerprint: `${cause.toString(16).padStart(8, "0")}${thing.toString(16).padStart(8, "0")}`,
  }));
  return JSON.stringify({
    ...{
      version: "4",
      groupKey: String(cause),
      truncatedAlerts: 0,
      status: "firing",
      receiver: "recorder",
      externalURL: "",
    },
    ...{ groupLabels: { alertname, environment, instance }, commonLabels: labels, commonAnnotations: {}, alerts: told },
  });
}

async function post({ url }: Running, body: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const { status } = await fetch(`${url}/alerts`, { method: "POST", headers, body }).catch(() => ({ status: 0 }));
  return status;
}

/** Told as Alertmanager tells: after the wait, at each interval while it grows, and again after a refusal. */
async function tell(recorder: Running, cause: number, starts: readonly Date[]): Promise<Date> {
  const [first = new Date()] = starts;
  await pause(Math.max(0, first.getTime() + groupWait - Date.now()));
  for (let told = 0; told < starts.length; ) {
    const due = starts.filter((start) => start.getTime() <= Date.now());
    const status = await post(recorder, notification(cause, due));
    if (status === 200) told = due.length;
    // Alertmanager tries again within seconds, then at the next interval.
    if (told < starts.length) await pause(status === 200 ? groupInterval : 2_000);
  }
  return new Date();
}

async function measureStorm(): Promise<void> {
  const github = await startGithubSink({ description, repository: "b/m", token });
  const recorder = await startRecorder(github);
  await ready(recorder);
  const calls = github.calls.length;
  const begin = Date.now();
  const starts = Array.from({ length: causes }, (): Date[] => []);
  for (let alert = 0; alert < alerts; alert++)
    starts[alert % causes]?.push(new Date(begin + (alert * storm * 1000) / alerts));
  let most = 0;
  const watching = setInterval(async () => {
    most = Math.max(most, await megabytes(recorder).catch(() => 0));
  }, 1_000);
  const ends = await Promise.all(starts.map((times, cause) => tell(recorder, cause, times)));
  clearInterval(watching);
  const made = github.calls.slice(calls);
  const lastIssue = Math.max(
    ...made.filter(({ method, status }) => method === "POST" && status === 201).map(({ at }) => at),
  );
  const writes = made.filter(({ method }) => method !== "GET").length;
  console.log(`storm: ${alerts} alerts of ${causes} causes in ${storm} s`);
  console.log(
    `  issues: ${github.issues.all().length}, the last one ${((lastIssue - begin) / 1000).toFixed(0)} s after the first alert`,
  );
  console.log(
    `  everything answered with success after ${((Math.max(...ends.map(Number)) - begin) / 1000).toFixed(0)} s`,
  );
  console.log(
    `  calls: ${made.length}, ${writes} of them writing; refused by a limit: ${made.filter(({ status }) => status === 403).length}`,
  );
  console.log(`  memory at most: ${most.toFixed(0)} MB`);
  await recorder.stop();
  await github.stop();
}

async function measureLatency(): Promise<void> {
  const runs = 12;
  const github = await startGithubSink({ description, repository: "b/m", token });
  const recorder = await startRecorder(github);
  await ready(recorder);
  const times: number[] = [];
  const bare: number[] = [];
  for (let run = 0; run < runs; run++) {
    // The pace of GitHub's client: one issue in 3 seconds.
    await pause(3_100);
    const begin = performance.now();
    await post(recorder, notification(run, [new Date()]));
    times.push(performance.now() - begin);
    const other = performance.now();
    const headers = { authorization: `Bearer ${token}` };
    await fetch(`${github.url}/repos/b/m/issues`, { method: "POST", headers, body: JSON.stringify({ title: "bare" }) });
    bare.push(performance.now() - other);
  }
  console.log(
    `from webhook to issue: median ${median(times).toFixed(0)} ms; a bare request to the same GitHub ${median(bare).toFixed(1)} ms (${runs} runs)`,
  );
  await recorder.stop();
  await github.stop();
}

function pastAnomaly(index: number): Anomaly {
  const at = new Date(Date.UTC(2026, 0, 1) + index * 3_600_000).toISOString();
  return {
    ...{
      id: `ANOM-${at.slice(0, 10)}-${String((index % 24) + 1).padStart(3, "0")}`,
      key: index.toString(16).padStart(16, "0"),
    },
    ...{
      severity: "warning",
      category: "system",
      component: "host",
      environment: "bench",
      instance: "vps",
      detection: "automatic",
    },
    ...{
      alertname: "HostDiskFilling",
      title: "/data de vps est plein à 92 %",
      description: "x".repeat(200),
      impact: "y".repeat(100),
    },
    ...{
      value: "92 %",
      limit: "90 %",
      nextSteps: ["Regarder"],
      links: {},
      things: [],
      symptoms: [],
      affected: ["host"],
      alerts: {},
      earlier: [],
    },
    episodes: [{ detectedAt: at, openedAt: at, resolvedAt: at, closedAt: at, resolution: "fixed" }],
  };
}

async function measureStart(): Promise<void> {
  let longAgo: Date | undefined = new Date("2026-01-01T00:00:00Z");
  const clock = () => longAgo ?? new Date();
  const github = await startGithubSink({ description, repository: "b/m", token, clock });
  for (let index = 0; index < past; index++) {
    const anomaly = pastAnomaly(index);
    const { number } = github.issues.create({
      title: titleOf(anomaly),
      body: bodyOf(anomaly, "fr", { seal }),
      labels: labelsOf(anomaly),
    });
    github.issues.update(number, { state: "closed", state_reason: "completed" });
  }
  longAgo = undefined;
  const list = performance.now();
  for (let page = 1; page <= past / 100; page++)
    await (
      await fetch(`${github.url}/repos/b/m/issues?state=all&per_page=100&page=${page}`, {
        headers: { authorization: `Bearer ${token}` },
      })
    ).json();
  const listed = performance.now() - list;
  const calls = github.calls.length;
  const recorder = await startRecorder(github);
  const begin = performance.now();
  await ready(recorder);
  const seconds = (performance.now() - begin) / 1000;
  const scrape = performance.now();
  const memory = await megabytes(recorder);
  console.log(
    `start with ${past} past anomalies: ready ${seconds.toFixed(1)} s after it listens, ${github.calls.length - calls} calls, ${memory.toFixed(0)} MB`,
  );
  console.log(`  reading the same pages one after the other, and nothing else: ${(listed / 1000).toFixed(1)} s`);
  console.log(`  /metrics then: ${(performance.now() - scrape).toFixed(0)} ms`);
  await recorder.stop();
  await github.stop();
}

await measureLatency();
if (past > 0) await measureStart();
await measureStorm();
