import { afterEach, expect, test } from "vitest";
import { startWebhookSink, type WebhookSink } from "../../../../kit/lab/sinks/webhook.ts";

let sink: WebhookSink | undefined;
afterEach(() => sink?.stop());

function post(url: string, body: string, type: string): Promise<Response> {
  return fetch(url, { method: "POST", body, headers: { "Content-Type": type, "X-Token": "t" } });
}

test("records calls with parsed JSON", async () => {
  sink = await startWebhookSink();
  const answer = await post(sink.url("/alerts"), '{"status":"firing"}', "application/json; charset=utf-8");
  expect(answer.status).toBe(200);
  const call = await sink.inbox.next(({ path }) => path === "/alerts", { within: 30_000 });
  expect(call).toMatchObject({ method: "POST", path: "/alerts", body: { status: "firing" }, answered: 200 });
  expect(call.headers["x-token"]).toBe("t");
});

test("keeps other bodies, and JSON that is none, as text", async () => {
  sink = await startWebhookSink();
  await post(sink.url("/"), '{"a":1}', "text/plain");
  await post(sink.url("/"), "{oops", "application/json");
  expect(sink.inbox.all.map(({ body }) => body)).toEqual(['{"a":1}', "{oops"]);
});

test("fails on request, recovers, and tells the calls apart", async () => {
  sink = await startWebhookSink();
  sink.behave({ failing: 503 });
  expect((await fetch(sink.url("/ping"))).status).toBe(503);
  sink.behave("normal");
  expect((await fetch(sink.url("/ping"))).status).toBe(200);
  expect(sink.inbox.all.map(({ answered }) => answered)).toEqual([503, 200]);
});

test("knows only the paths it is given", async () => {
  sink = await startWebhookSink({ paths: ["/ping"] });
  expect((await fetch(sink.url("/ping"))).status).toBe(200);
  expect((await fetch(sink.url("/other"))).status).toBe(404);
});

test("starts again on the port that stop freed", async () => {
  sink = await startWebhookSink();
  await fetch(sink.url("/"));
  const { port } = sink;
  await sink.stop();
  sink = await startWebhookSink({ port });
  expect((await fetch(sink.url("/"))).status).toBe(200);
});
