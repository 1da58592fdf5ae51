import { type Attributes, ROOT_CONTEXT, SpanKind, SpanStatusCode } from "@opentelemetry/api";
import { InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import fc from "fast-check";
import { expect, it } from "vitest";
import { tracesJson } from "../../tracing/span-json.ts";
import { positions, secrets } from "../kit/logs/secrets.ts";

function spanOf(name: string, attributes: Attributes, { kind = SpanKind.SERVER, said = "" } = {}): ReadableSpan {
  const memory = new InMemorySpanExporter();
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: memory })] });
  const span = provider.getTracer("test").startSpan(name, { kind, attributes }, ROOT_CONTEXT);
  if (said !== "") {
    span.recordException(new Error(said));
    span.setStatus({ code: SpanStatusCode.ERROR, message: said });
    span.addEvent(said, { note: said });
  }
  span.end();
  return memory.getFinishedSpans()[0] as ReadableSpan;
}

const sent = (span: ReadableSpan) => JSON.parse(tracesJson("api", [span])).resourceSpans[0].scopeSpans[0].spans[0];
const attributesOf = (span: ReadableSpan) =>
  Object.fromEntries(
    sent(span).attributes.map(({ key, value }: { key: string; value: object }) => [key, Object.values(value)[0]]),
  );

/** Every place of a span into which a program or a library may write. */
const places = [
  "http.route",
  "url.path",
  "url.full",
  "url.query",
  "server.address",
  "db.query.text",
  "db.collection.name",
  "error.type",
  "user.email",
  "http.request.header.cookie",
  "client.address",
] as const;

it("no secret leaves the program, in whatever place of a span it stands", () => {
  fc.assert(
    fc.property(secrets, positions, fc.constantFrom("name", "said", ...places), ({ secret, text }, placed, place) => {
      const value = placed(text);
      const attributes = { "http.request.method": "GET", ...(place.includes(".") && { [place]: value }) };
      const span = spanOf(place === "name" ? value : "GET", attributes, {
        kind: place === "name" ? SpanKind.INTERNAL : SpanKind.SERVER,
        ...(place === "said" && { said: value }),
      });
      expect(tracesJson("api", [span])).not.toContain(secret);
    }),
    { numRuns: 1000 },
  );
});

it("only what was chosen is sent, and a list of values is masked as one text", () => {
  const span = spanOf("GET", {
    "http.request.method": "GET",
    "http.response.status_code": 200,
    "url.path": "/user/abcdefghijklmnopqrstuvwxyz12",
    "url.query": "mail=a@example.org",
    "user_agent.original": "Mozilla/5.0",
    "db.query.text": ["a@example.org", "b"],
  });
  expect(attributesOf(span)).toEqual({
    "http.request.method": "GET",
    "http.response.status_code": 200,
    "url.path": "/user/****",
    "db.query.text": "****,b",
  });
});

it.each([
  ["127.0.0.1", "localhost"],
  ["::1", "localhost"],
  ["192.0.2.7", "****"],
  ["api.benevoclic.fr", "api.benevoclic.fr"],
])("the address %s is sent as %s", (address, shown) => {
  expect(attributesOf(spanOf("GET", { "server.address": address }))).toEqual({ "server.address": shown });
});

it.each([
  ["a request by its route", { "http.route": "/user/:id", "url.path": "/user/x" }, SpanKind.SERVER, "GET /user/:id"],
  ["one without by its path", { "url.path": "/announcements" }, SpanKind.SERVER, "GET /announcements"],
  ["one that is made by that of its address", { "url.full": "http://api/a?b=c" }, SpanKind.CLIENT, "GET /a"],
  ["anything else as it is called", {}, SpanKind.INTERNAL, "render"],
])("names %s", (_, attributes, kind, name) => {
  expect(sent(spanOf("render", { "http.request.method": "GET", ...attributes }, { kind })).name).toBe(name);
});

it("an error says what it was, at most 300 characters of it", () => {
  const { status, events } = sent(spanOf("GET", {}, { said: "timed out ".repeat(100) }));
  expect(status).toEqual({ code: 2, message: "timed out ".repeat(30) });
  expect(events[0].attributes.map(({ key }: { key: string }) => key)).toEqual(["exception.type", "exception.message"]);
});
