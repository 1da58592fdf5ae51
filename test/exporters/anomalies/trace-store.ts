import { createServer } from "node:http";
import { onTestFinished } from "vitest";
import { listenOnLoopback } from "../../../kit/lab/sinks/loopback.ts";

/** A span as Jaeger tells it. */
interface Told {
  readonly id: string;
  readonly parent?: string;
  readonly service?: string;
  readonly name: string;
  /** ms from the beginning of the trace. */
  readonly from?: number;
  readonly took: number;
  readonly tags?: Readonly<Record<string, unknown>>;
}

/** @param startedAt of the trace, ms since the epoch */
export const told = (traceID: string, startedAt: number, spans: readonly Told[]) => ({
  traceID,
  spans: spans.map(({ id, parent, service = "api", name, from = 0, took, tags = {} }) => ({
    ...{ traceID, spanID: id, operationName: name, processID: service },
    references: parent === undefined ? [] : [{ refType: "CHILD_OF", traceID, spanID: parent }],
    ...{ startTime: (startedAt + from) * 1000, duration: took * 1000 },
    tags: Object.entries(tags).map(([key, value]) => ({ key, type: typeof value, value })),
  })),
  processes: Object.fromEntries(spans.map(({ service = "api" }) => [service, { serviceName: service, tags: [] }])),
});

/** A request of the site that waits for the database: what people look for. */
export const slowRequest = (traceID: string, startedAt: number, waited = 2400) =>
  told(traceID, startedAt, [
    { id: "1", service: "web", name: "GET /", took: waited + 100 },
    { id: "2", parent: "1", service: "web", name: "GET /announcements", from: 20, took: waited + 60 },
    { id: "3", parent: "2", name: "GET /announcements", from: 30, took: waited + 40 },
    {
      ...{ id: "4", parent: "3", name: "mongodb.find", from: 60, took: waited },
      tags: {
        "db.system.name": "mongodb",
        "db.namespace": "benevoclic",
        "db.collection.name": "announcements",
        "db.operation.name": "find",
      },
    },
  ]);

/** A store that answers with those of these traces in which a span took as long as is asked for, and says what it was asked. */
export async function startTraceStore(traces: readonly ReturnType<typeof told>[], status = 200) {
  const asked: URL[] = [];
  const server = createServer((request, answer) => {
    const url = new URL(request.url ?? "/", "http://store");
    asked.push(url);
    const least = Number.parseInt(url.searchParams.get("minDuration") ?? "0", 10) * 1000;
    const id = /^\/api\/traces\/(\w+)$/.exec(url.pathname)?.[1];
    const data = traces.filter(({ traceID, spans }) =>
      id === undefined ? spans.some(({ duration }) => duration >= least) : traceID === id,
    );
    const missing = id !== undefined && data.length === 0;
    answer.writeHead(missing ? 404 : status).end(JSON.stringify({ data }));
  });
  const { port, stop } = await listenOnLoopback(server, 0);
  onTestFinished(stop);
  return { asked, stop, url: `http://127.0.0.1:${port}` };
}
