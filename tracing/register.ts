import { createRequire, syncBuiltinESMExports } from "node:module";
import { context, propagation, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { registerInstrumentations } from "@opentelemetry/instrumentation";
import { HttpInstrumentation } from "@opentelemetry/instrumentation-http";
import { MongoDBInstrumentation } from "@opentelemetry/instrumentation-mongodb";
import { PinoInstrumentation } from "@opentelemetry/instrumentation-pino";
import { UndiciInstrumentation } from "@opentelemetry/instrumentation-undici";
import { BatchSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import { exporterTo } from "./exporter.ts";
import { boundedSampler } from "./sampler.ts";

// `node --import` of this file traces a program: requests that it answers and makes, and what it asks MongoDB (docs/traces.md).

const { OTEL_SERVICE_NAME: service, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } = process.env;

/** Asked by machines every few seconds: their traces would be most of all. */
const unasked = new Set(["/metrics", "/health"]);

if (service === undefined || endpoint === undefined) {
  // What loads it everywhere, such as a test, need not be told that nothing is traced there.
  if (service !== undefined) console.error("nothing is traced: OTEL_EXPORTER_OTLP_ENDPOINT says no address");
} else start(service, endpoint);

function start(name: string, store: string): void {
  // The names that attributes have had since 2023, and no older ones beside them.
  process.env.OTEL_SEMCONV_STABILITY_OPT_IN ??= "http,database";
  const exporter = exporterTo(store, name);
  // Sent soon, so that whoever follows a message finds the trace; bounded, where the store does not answer.
  const processor = new BatchSpanProcessor({ exporter, scheduledDelayMillis: 1000, maxQueueSize: 1024 });
  const provider = new TracerProvider({ sampler: boundedSampler(), spanProcessors: [processor] });
  trace.setGlobalTracerProvider(provider);
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  registerInstrumentations({
    tracerProvider: provider,
    instrumentations: [
      new HttpInstrumentation({
        ignoreIncomingRequestHook: ({ url = "/" }) => unasked.has(url.split("?")[0] ?? ""),
        requireParentforOutgoingSpans: true,
      }),
      new UndiciInstrumentation({ requireParentforSpans: true }),
      new MongoDBInstrumentation(),
      // The ids of the trace in each line; lines go their own way.
      new PinoInstrumentation({ disableLogSending: true }),
    ],
  });
  // Patched when they are first asked for; programs of ES modules would find them as they were.
  const require = createRequire(import.meta.url);
  for (const builtin of ["node:http", "node:https"]) require(builtin);
  syncBuiltinESMExports();
  process.once("beforeExit", () => void provider.forceFlush().catch(() => {}));
}
