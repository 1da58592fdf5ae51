import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import type { History } from "../../../../exporters/anomalies/history.ts";
import { usualPatience } from "../../../../exporters/anomalies/in-time.ts";
import { linesOf } from "../../../../exporters/anomalies/lines.ts";
import { markdownStore } from "../../../../exporters/anomalies/markdown-store.ts";
import { alertsOf } from "../../../../exporters/anomalies/pages/alertmanager.ts";
import { type Entrance, guardOf } from "../../../../exporters/anomalies/pages/guard.ts";
import { healingBy } from "../../../../exporters/anomalies/pages/healing.ts";
import { pagesOf } from "../../../../exporters/anomalies/pages/pages.ts";
import { peerAt } from "../../../../exporters/anomalies/peer.ts";
import { createRecorder } from "../../../../exporters/anomalies/recorder.ts";
import type { Locale } from "../../../../exporters/anomalies/sheet.ts";
import { Failed } from "../../../../exporters/anomalies/store.ts";
import { tracesOf } from "../../../../exporters/anomalies/traces.ts";
import { createLog } from "../../../../exporters/program/log.ts";
import { serve } from "../../../../exporters/program/serve.ts";
import { served } from "../../../served.ts";
import { alertOf, noticeOf, type Told } from "../alerts.ts";

export const startedAt = new Date(Date.now() - 25 * 60_000);
const minute = 60_000;

/** A history as Prometheus tells it of an API that stops after half an hour. */
const history: History = {
  firstBad: async () => new Date(startedAt.getTime() - 2 * minute),
  course: async () => undefined,
  samples: async (_, from, to) => {
    const [first, last] = [from.getTime() / 1000, to.getTime() / 1000];
    const at = Array.from({ length: 120 }, (_, index) => first + (index * (last - first)) / 120);
    const bad = startedAt.getTime() / 1000;
    return [
      at.map((time): [number, number] => [
        time,
        time < bad ? 0.145 + Math.sin(time) / 80 : 2.5 + Math.sin(time / 90) / 3,
      ]),
    ];
  },
  titles: async () => new Map([["WebWrongContent", "Page du site fausse"]]),
  alerts: async () => [{ at: new Date(startedAt.getTime() + 5 * minute), what: "HostCpuHigh (warning)" }],
  restarts: async () => [{ at: new Date(startedAt.getTime() - 4 * minute), what: "benevoclic-api" }],
  escalations: async () => [{ at: new Date(startedAt.getTime() + 20 * minute), what: "cto" }],
};

interface Kept {
  readonly matchers: readonly {
    readonly name: string;
    readonly value: string;
    readonly isRegex: boolean;
    readonly isEqual: boolean;
  }[];
  readonly startsAt: string;
  readonly endsAt: string;
  readonly createdBy?: string;
}

/** An Alertmanager that knows the alerts, and keeps the silences that it is sent until they are ended. */
async function startAlertmanager(told: readonly Told[], repairs: boolean) {
  const silences: Kept[] = [];
  const ended = new Set<number>();
  const broken = { is: false };
  const url = await served(async (request, answer) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const [place = "", id] = (request.url ?? "").replace("/api/v2/", "").split("/");
    const say = (status: number, what: unknown) =>
      answer.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(what));
    if (broken.is) return say(500, {});
    if (request.method === "POST") silences.push(JSON.parse(Buffer.concat(chunks).toString("utf8")));
    if (request.method === "DELETE") ended.add(Number(id));
    if (place === "receivers") return say(200, [{ name: "critical" }, ...(repairs ? [{ name: "remediation" }] : [])]);
    if (place === "silences")
      return say(
        200,
        silences.map((one, index) => ({
          ...{ ...one, id: String(index), status: { state: ended.has(index) ? "expired" : "active" } },
        })),
      );
    const alerts = told.map(alertOf).map(({ fingerprint, labels, annotations }) => ({
      ...{ fingerprint, labels, annotations, status: { silencedBy: silences.map((_, index) => String(index)) } },
    }));
    return say(200, alerts);
  });
  return { silences, ended, broken, url };
}

export interface Setting {
  readonly told?: readonly Told[];
  readonly locale?: Locale;
  readonly entrance?: Partial<Entrance>;
  /** Whether something there repairs without a person. */
  readonly repairs?: boolean;
  /** The address of the log store. */
  readonly logs?: string;
  /** That of the store of traces. */
  readonly traces?: string;
  /** The store answers no more, refuses, or is lost on the way, once the first alerts are recorded. */
  readonly store?: "silent" | "refusing" | "lost";
}

/** The pages in front of a recorder whose records are files. */
export async function startPages({
  told = [{ startsAt: startedAt }],
  locale = "fr",
  entrance,
  repairs = true,
  logs,
  traces,
  store,
}: Setting = {}) {
  const directory = mkdtempSync(path.join(tmpdir(), "benevoclic-pages-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  let now = Date.now();
  const clock = () => new Date(now);
  const log = createLog("test", () => {});
  const recorder = createRecorder({
    ...{ store: markdownStore({ directory, locale }, log), locale, log, now: clock },
    ...{ policy: { closing: "automatic", reopenWithin: 0 } as const, active: async () => undefined, history },
  });
  await recorder.start();
  for (const one of told) await recorder.record([noticeOf(one)]);
  const alertmanager = await startAlertmanager(told, repairs);
  const guard = guardOf("secret", { hosts: ["monitoring.example"], linksLast: 0, ...entrance }, clock);
  const never = () =>
    store === "silent"
      ? new Promise<never>(() => {})
      : Promise.reject(new Failed("update", "no room", { certain: store === "refusing", remedy: "" }));
  const reached = store
    ? { ...recorder, ready: true, anomalies: recorder.anomalies, act: never, read: never, report: never }
    : recorder;
  const pages = pagesOf({
    ...{ recorder: reached, patience: store ? { act: 20, show: 20 } : usualPatience },
    ...{ guard, locale, log, now: clock, history, environment: "production" },
    ...{ alerts: alertsOf(peerAt(alertmanager.url)), healing: healingBy(peerAt(alertmanager.url)) },
    lines: logs === undefined ? undefined : linesOf(logs),
    traces: traces === undefined ? undefined : tracesOf(traces),
  });
  const server = await serve({ port: 0, host: "127.0.0.1", endpoints: {}, pages, ready: () => true, log });
  onTestFinished(() => server.stop());
  const url = `http://127.0.0.1:${server.port}`;
  const records = () =>
    readdirSync(directory)
      .filter((name) => name.endsWith(".md"))
      .map((name) => readFileSync(path.join(directory, name), "utf8"))
      .join("\n");
  return {
    ...{ url, recorder, alertmanager, records, directory, browser: () => browserAt(url) },
    wait: (ms: number) => {
      now += ms;
    },
    id: recorder.anomalies[0]?.id ?? "",
  };
}

export type Browsing = ReturnType<typeof browserAt>;

/** What a browser without script does: keeps cookies, and sends the forms that it was shown. */
function browserAt(url: string) {
  const cookies = new Map<string, string>();
  const ask = async (address: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers);
    if (cookies.size > 0) headers.set("cookie", [...cookies].map(([name, value]) => `${name}=${value}`).join("; "));
    const response = await fetch(`${url}${address}`, { ...init, headers, redirect: "manual" });
    for (const line of response.headers.getSetCookie()) {
      const [name = "", value = ""] = (line.split(";")[0] ?? "").split("=");
      cookies.set(name, value);
    }
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  const tokenIn = (text: string) => /name="token" value="([^"]+)"/.exec(text)?.[1] ?? "";
  return {
    get: (address: string, headers: Record<string, string> = {}) => ask(address, { headers }),
    /** Opens the page and sends its form. */
    send: async (address: string, fields: Readonly<Record<string, string>>, headers: Record<string, string> = {}) => {
      const { text } = await ask(address, { headers });
      return ask(address, {
        ...{ method: "POST", body: new URLSearchParams({ token: tokenIn(text), ...fields }) },
        headers: { origin: url, ...headers },
      });
    },
    post: (address: string, fields: Readonly<Record<string, string>>, headers: Record<string, string> = {}) =>
      ask(address, { method: "POST", body: new URLSearchParams(fields), headers }),
    tokenAt: async (address: string) => tokenIn((await ask(address)).text),
  };
}
