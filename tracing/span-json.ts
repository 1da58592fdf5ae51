import { type Attributes, type AttributeValue, type HrTime, SpanKind, SpanStatusCode } from "@opentelemetry/api";
import type { ReadableSpan } from "@opentelemetry/sdk-trace";
import { masked } from "../kit/logs/masks.ts";

/**
 * All that a span may carry, by the names of OpenTelemetry's conventions: of no person, and masked like every line of a log. Everything else
 * that a library or a program puts on a span stays in the process.
 */
const kept: ReadonlySet<string> = new Set([
  "http.request.method",
  "http.response.status_code",
  "http.route",
  "url.path",
  "server.address",
  "server.port",
  "db.system.name",
  "db.namespace",
  "db.collection.name",
  "db.operation.name",
  "db.query.text",
  "error.type",
  "exception.type",
  "exception.message",
]);

/** In characters: a span is no place for a body. */
const longest = 300;
const safe = (text: string): string => masked(text).slice(0, longest);

/** Spans as the store takes them: https://opentelemetry.io/docs/specs/otlp/#otlphttp, its JSON. */
export const tracesJson = (service: string, spans: readonly ReadableSpan[]): string =>
  JSON.stringify({
    resourceSpans: [
      {
        resource: { attributes: keyValues({ "service.name": service }) },
        scopeSpans: [{ scope: { name: "tracing" }, spans: spans.map(spanJson) }],
      },
    ],
  });

function spanJson(span: ReadableSpan) {
  const { traceId, spanId } = span.spanContext();
  const parent = span.parentSpanContext?.spanId;
  return {
    ...{ traceId, spanId, ...(parent !== undefined && { parentSpanId: parent }) },
    name: safe(nameOf(span)),
    // The protocol's numbers begin with what nobody said.
    kind: span.kind + 1,
    startTimeUnixNano: nanoseconds(span.startTime),
    endTimeUnixNano: nanoseconds(span.endTime),
    attributes: keyValues(attributesOf(span.attributes)),
    events: span.events.map(({ name, time, attributes = {} }) => ({
      name: safe(name),
      timeUnixNano: nanoseconds(time),
      attributes: keyValues(attributesOf(attributes)),
    })),
    status: {
      code: span.status.code,
      ...(span.status.code === SpanStatusCode.ERROR && { message: safe(span.status.message ?? "") }),
    },
  };
}

/** A request by its route, or by its path without ids: `GET` alone says nothing. */
function nameOf({ name, kind, attributes }: ReadableSpan): string {
  const method = attributes["http.request.method"];
  if (typeof method !== "string" || (kind !== SpanKind.SERVER && kind !== SpanKind.CLIENT)) return name;
  const place = attributes["http.route"] ?? pathOf(attributes);
  return place === undefined ? name : `${method} ${place}`;
}

function pathOf(attributes: Attributes): AttributeValue | undefined {
  const { "url.path": path, "url.full": whole } = attributes;
  // Of a web address only: in anything else a path is what the masks would have known by what stands before it.
  return path ?? /^https?:\/\/[^/?#]+(\/[^?#]*)/.exec(String(whole))?.[1];
}

function attributesOf(attributes: Attributes): Attributes {
  const path = pathOf(attributes);
  const all = {
    ...attributes,
    ...(path !== undefined && { "url.path": path }),
    // Of no person, and what tells the calls of this machine from others; any other number is masked.
    ...(/^(127(\.\d+){3}|::1)$/.test(String(attributes["server.address"])) && { "server.address": "localhost" }),
  };
  return Object.fromEntries(Object.entries(all).filter(([name]) => kept.has(name)));
}

const keyValues = (attributes: Attributes) =>
  Object.entries(attributes).flatMap(([key, value]) => (value === undefined ? [] : [{ key, value: valueJson(value) }]));

function valueJson(value: AttributeValue) {
  if (typeof value === "number") return Number.isInteger(value) ? { intValue: value } : { doubleValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  return { stringValue: safe(String(value)) };
}

const nanoseconds = ([seconds, rest]: HrTime): string =>
  String(BigInt(seconds) * 1_000_000_000n + BigInt(Math.round(rest)));
