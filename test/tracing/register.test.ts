import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { tracing } from "../../cli/tracing.ts";
import { startChild } from "../../kit/lab/parts/children.ts";
import { freePort } from "../../kit/lab/parts/ports.ts";
import { startWebhookSink, type WebhookSink } from "../../kit/lab/sinks/webhook.ts";
import { MongodbUnavailable, obtainMongodb } from "../../simulator/mongodb/obtain.ts";
import { startMongodb } from "../../simulator/mongodb/start.ts";

const directory = mkdtempSync(path.join(tmpdir(), "tracing-test-"));
const packages = path.resolve(import.meta.dirname, "../../node_modules");
const undo: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const step of undo.reverse()) await step();
  rmSync(directory, { recursive: true, force: true });
});
const database = await obtainMongodb().catch((error: unknown) => {
  if (error instanceof MongodbUnavailable) return error.message;
  throw error;
});

/** A module of CommonJS, as Nest is compiled to: a route that asks MongoDB, and writes a line. */
const api = `
const { createServer } = require("node:http");
const log = require("pino")();
const { MongoClient } = require("mongodb");
const uri = process.env.MONGODB;
const client = uri && new MongoClient(uri);
createServer(async (request, response) => {
  if (uri) await client.db("benevoclic").collection("users").findOne({ email: "somebody@example.org" });
  log.info("answered");
  response.end("{}");
}).listen(Number(process.env.PORT), "127.0.0.1", () => console.log("ready"));
`;
/** ES modules with named imports, as Nitro writes them: a page that asks the API by fetch. */
const web = `
import { createServer } from "node:http";
createServer(async (request, response) => {
  await fetch(process.env.API + "/user/64f8a1b2c3d4e5f601234569?token=abcdefgh");
  response.end("<p>");
}).listen(Number(process.env.PORT), "127.0.0.1", () => console.log("ready"));
`;

interface SentSpan {
  readonly service: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
}

const spansIn = (sink: WebhookSink): SentSpan[] =>
  sink.inbox.all.flatMap(({ body }) => {
    const [{ resource, scopeSpans }] = (body as { resourceSpans: [Sent] }).resourceSpans;
    const service = resource.attributes[0].value.stringValue;
    return scopeSpans[0].spans.map((span) => ({ ...span, service }));
  });
interface Sent {
  readonly resource: { readonly attributes: [{ readonly value: { readonly stringValue: string } }] };
  readonly scopeSpans: [{ readonly spans: Omit<SentSpan, "service">[] }];
}

/** A program that is started with the file, and has said that it is ready. */
async function start(name: string, source: string, env: Readonly<Record<string, string>>) {
  const script = path.join(directory, name);
  writeFileSync(script, source);
  const [port, logFile] = [await freePort(), path.join(directory, `${name}.log`)];
  const log = () => readFileSync(logFile, "utf8");
  const child = await startChild({
    ...{ name, command: process.execPath, args: ["--import", path.join(directory, "tracing.mjs"), script], logFile },
    env: { NODE_PATH: packages, PORT: String(port), ...env },
    ready: async () => log().includes("ready"),
  });
  undo.push(() => child.stop());
  return { url: `http://127.0.0.1:${port}`, log };
}

let sink: WebhookSink;
let apiLog: () => string;
const spans = (): SentSpan[] => spansIn(sink);
const one = (service: string, kind: number) => spans().find((span) => span.service === service && span.kind === kind);
/** As the protocol counts them. */
const [server, client] = [2, 3];

beforeAll(async () => {
  await tracing({ file: path.join(directory, "tracing.mjs") });
  sink = await startWebhookSink();
  undo.push(sink.stop);
  const told = (service: string) => ({ OTEL_SERVICE_NAME: service, OTEL_EXPORTER_OTLP_ENDPOINT: sink.url("/") });
  const mongodb = typeof database === "string" ? undefined : await startMongodb({ program: database });
  if (mongodb) undo.push(mongodb.stop);
  const apiProgram = await start("api.cjs", api, { ...told("api"), ...(mongodb && { MONGODB: mongodb.uri }) });
  apiLog = apiProgram.log;
  const site = await start("web.mjs", web, { ...told("web"), API: apiProgram.url });
  await fetch(`${site.url}/annonces`);
  const both = () => one("web", server) !== undefined && one("api", server) !== undefined;
  await sink.inbox.next(both, { within: 20_000 });
});

it("traces a request from the site to the API, in one trace", () => {
  const [page, asks, answers] = [one("web", server), one("web", client), one("api", server)];
  expect(page?.name).toBe("GET /annonces");
  expect(page?.parentSpanId).toBeUndefined();
  expect([asks?.name, asks?.parentSpanId]).toEqual(["GET /user/****", page?.spanId]);
  expect([answers?.name, answers?.parentSpanId]).toEqual(["GET /user/****", asks?.spanId]);
  expect(new Set(spans().map(({ traceId }) => traceId)).size).toBe(1);
});

it("writes the trace's id into each line", () => {
  const line = apiLog()
    .split("\n")
    .find((text) => text.includes("answered"));
  expect(JSON.parse(line ?? "{}")).toMatchObject({ trace_id: one("api", server)?.traceId, msg: "answered" });
});

it.skipIf(typeof database === "string")(
  `traces what the API asks MongoDB, without a value of it${typeof database === "string" ? ` (skipped: ${database})` : ""}`,
  () => {
    const asked = one("api", client);
    expect(asked?.parentSpanId).toBe(one("api", server)?.spanId);
    const text = JSON.stringify(sink.inbox.all.map(({ body }) => body));
    expect(text).toContain('"db.collection.name","value":{"stringValue":"users"}');
    expect(text).not.toContain("somebody@example.org");
    expect(text).not.toContain("abcdefgh");
  },
);
