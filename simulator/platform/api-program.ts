import type { IncomingMessage, ServerResponse } from "node:http";
import { context } from "@opentelemetry/api";
import { Registry } from "prom-client";
import { z } from "zod";
import { badGateway, createApi, type LoginAttempt } from "./api.ts";
import { openMetrics } from "./api-metrics.ts";
import { declareRuntime } from "./api-runtime.ts";
import { systemClock as clock } from "./clock.ts";
import { watchFaults } from "./faults-file.ts";
import { platformLines } from "./lines.ts";
import { commonFlags, portFlag, readFlags, serve, stopOnSignal } from "./program.ts";
import { createRandom } from "./random.ts";
import { type Role, roles } from "./routes.ts";
import { type AskedOperation, keptTrace, tellOperations, traceOfNow } from "./spans.ts";
import { createTraffic, pinnedHours, type TimedRequest } from "./traffic.ts";

const flags = readFlags({
  port: portFlag,
  ...commonFlags,
  /** The visitors: as the hour says, as at a fixed one, or none. */
  traffic: z.enum(["clock", "evening", "night", "none"]).default("clock"),
  /** The directory of the files in which it, its proxy and its database write what they do. */
  lines: z.string().min(1).optional(),
});
const { NODE_ENV: environment, OTEL_SERVICE_NAME: traced } = z
  .object({ NODE_ENV: z.string().default("development"), OTEL_SERVICE_NAME: z.string().optional() })
  .parse(process.env);
const loginBody = z.object({ provider: z.enum(["email", "google"]), valid: z.boolean() });
stopOnSignal();

/** Answers that wait for the end of a fault. */
const waiting = new Set<() => void>();
const faults = watchFaults(flags["state-dir"], () => {
  server.update();
  if (faults.active("api-requests-stuck")) return;
  for (const answerNow of waiting) answerNow();
  waiting.clear();
});
const registry = traced === undefined ? new Registry() : openMetrics();
const lines = platformLines(flags.lines);
/** What the request that is being handled asks of the database. */
let operations: AskedOperation[] = [];
const api = createApi({
  ...{ clock, random: createRandom(flags.seed), faults, registry, environment, traceOf: keptTrace },
  asked(operation, milliseconds) {
    operations.push({ operation, milliseconds });
    lines.asked(operation, milliseconds, faults.active("database-slow"));
  },
});
declareRuntime({ registry, clock, faults, startedAt: api.startedAt, own: true });
const server = serve({
  port: flags.port,
  isDown: api.isDown,
  handle: (request, response) => void answer(request, response),
});

setInterval(() => api.recordMemory(process.memoryUsage()), 30_000);
setInterval(() => server.update(), 1000);
setInterval(() => {
  if (faults.active("api-stalls")) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 600);
}, 1000);
if (flags.traffic !== "none") drive(flags.traffic === "clock" ? undefined : pinnedHours[flags.traffic]);

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname: path } = new URL(request.url ?? "/", "http://api");
  const method = request.method ?? "GET";
  if (method === "GET" && path === "/metrics") {
    const { status, body } = await api.metrics();
    // The content type of the real API, without a version; and of one whose durations name traces (docs/traces.md).
    const type = traced === undefined ? "text/plain; charset=utf-8" : registry.contentType;
    response.writeHead(status, { "content-type": type }).end(body);
    return;
  }
  if (faults.active("api-unreachable") || faults.active("entrance-down")) {
    lines.refused();
    response.writeHead(badGateway.status, { "content-type": "text/html" }).end(badGateway.body);
    return;
  }
  const role = roleOf(request);
  const login = await loginOf(request);
  operations = [];
  const { status, durationSeconds, body, error, finish } = api.handle({
    method,
    path,
    ...(role && { role }),
    ...(login && { login }),
  });
  const asked = operations;
  const answerNow = context.bind(context.active(), () => {
    finish();
    tellOperations(asked, Date.now());
    lines.answered({ method, path, status, durationSeconds, ...(error && { error }), ...traceOfNow() });
    response.writeHead(status, { "content-type": "application/json; charset=utf-8" }).end(JSON.stringify(body));
  });
  if (Number.isFinite(durationSeconds)) setTimeout(answerNow, durationSeconds * 1000);
  else waiting.add(answerNow);
}

/** The role stands for the token that proves it. */
function roleOf(request: IncomingMessage): Role | undefined {
  return z.enum(roles).safeParse(request.headers.authorization?.replace(/^Bearer /, "")).data;
}

/** The body, where it is one of a login; anything else is none. */
async function loginOf(request: IncomingMessage): Promise<LoginAttempt | undefined> {
  let body = "";
  try {
    for await (const chunk of request) body += chunk;
    return loginBody.safeParse(JSON.parse(body)).data;
  } catch {
    // Not JSON, or the visitor hung up.
    return undefined;
  }
}

/** Sends the traffic to this very program over HTTP, so that its quirks happen as with real visitors. */
function drive(hour: number | undefined): void {
  const random = createRandom(flags.seed + 1);
  const traffic = createTraffic({ clock, random, faults, ...(hour !== undefined && { hour }) });
  setInterval(() => {
    for (const timed of traffic.advance()) void send(timed);
  }, 100);
}

async function send({ request: { method, path, role, login } }: TimedRequest): Promise<void> {
  const headers = {
    ...(role && { authorization: `Bearer ${role}` }),
    ...(login && { "content-type": "application/json" }),
  };
  try {
    const response = await fetch(`http://127.0.0.1:${server.port()}${path}`, {
      method,
      headers,
      ...(login && { body: JSON.stringify(login) }),
    });
    await response.arrayBuffer();
  } catch {
    // The API is down: visitors see that too, and come back later.
  }
}
