import { SpanKind, TraceFlags, trace } from "@opentelemetry/api";
import { readBy, type TraceOfLine } from "./lines.ts";

/** An operation that the simulated database was asked for: what the driver's instrumentation would say of it. */
export interface AskedOperation {
  readonly operation: string;
  readonly milliseconds: number;
}

/**
 * The spans of a request's operations, one after the other before its end: the simulated API asks no driver. Nothing is traced where the program
 * was started without tracing.
 */
export function tellOperations(asked: readonly AskedOperation[], endedAt: number): void {
  const tracer = trace.getTracer("simulated-mongodb");
  let at = endedAt - asked.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  for (const { operation, milliseconds } of asked) {
    const [database, collection] = readBy(operation)[0].split(".");
    const span = tracer.startSpan(`mongodb.${operation}`, {
      kind: SpanKind.CLIENT,
      startTime: at,
      attributes: {
        "db.system.name": "mongodb",
        "db.namespace": database,
        "db.collection.name": collection,
        "db.operation.name": operation,
        "server.port": 27_017,
      },
    });
    at += milliseconds;
    span.end(at);
  }
}

/** As pino's instrumentation adds it to each line; nothing where nothing is traced. */
export function traceOfNow(): TraceOfLine {
  const now = trace.getActiveSpan()?.spanContext();
  return now === undefined ? {} : { trace_id: now.traceId, trace_flags: `0${now.traceFlags}` };
}

/** The trace of now, by the names that exemplars usually have; nothing where it is not kept, or nothing is traced. */
export function keptTrace(): Readonly<Record<"trace_id" | "span_id", string>> | undefined {
  const now = trace.getActiveSpan()?.spanContext();
  if (now === undefined || (now.traceFlags & TraceFlags.SAMPLED) === 0) return undefined;
  return { trace_id: now.traceId, span_id: now.spanId };
}
