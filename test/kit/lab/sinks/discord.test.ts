import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { type DiscordSink, startDiscordSink } from "../../../../kit/lab/sinks/discord.ts";

let sink: DiscordSink;
beforeAll(async () => {
  sink = await startDiscordSink();
});
afterAll(() => sink.stop());

/** A channel of its own for every test: the rate limit counts by webhook. */
let channels = 0;
const newChannel = () => `channel-${++channels}`;

function post(url: string, body: unknown, type = "application/json"): Promise<Response> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return fetch(url, { method: "POST", body: text, headers: { "Content-Type": type } });
}

describe("a message", () => {
  test("is answered 204 and kept", async () => {
    const channel = newChannel();
    const body = {
      content: "@here",
      username: "Bénévoclic",
      embeds: [{ title: " [critique] HostDown ", description: "…", color: 0xff0000, url: "https://example.org" }],
    };
    expect((await post(sink.webhookUrl(channel), body)).status).toBe(204);
    const message = await sink.inbox.next((one) => one.channel === channel, { within: 30_000 });
    expect(message).toMatchObject({
      content: "@here",
      username: "Bénévoclic",
      embeds: [{ title: "[critique] HostDown", description: "…", color: 0xff0000, url: "https://example.org" }],
    });
    expect(message.receivedAt).toBeInstanceOf(Date);
  });

  test("comes back with wait=true", async () => {
    const answer = await post(`${sink.webhookUrl(newChannel())}?wait=true`, { content: "hello" });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ id: expect.stringMatching(/^\d+$/), content: "hello", type: 0 });
  });

  test("may have null for what is optional", async () => {
    const body = {
      content: null,
      username: null,
      embeds: [{ title: "t", description: null, color: null, fields: null }],
    };
    expect((await post(sink.webhookUrl(newChannel()), body)).status).toBe(204);
  });
});

describe("requests that are no message", () => {
  test("a body of 8 MiB is read, a longer one is not", async () => {
    const channel = newChannel();
    const padded = (bytes: number) => '{"content":"c"}'.padEnd(bytes);
    expect((await post(sink.webhookUrl(channel), padded(8 * 1024 * 1024))).status).toBe(204);
    const answer = await post(sink.webhookUrl(channel), padded(8 * 1024 * 1024 + 1));
    expect(answer.status).toBe(413);
    expect(await answer.json()).toMatchObject({ code: 40005 });
  });

  test("another content type", async () => {
    const answer = await post(sink.webhookUrl(newChannel()), { content: "c" }, "text/plain");
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({ _misc: [expect.stringContaining("Content-Type")] });
  });

  test("broken JSON", async () => {
    const answer = await post(sink.webhookUrl(newChannel()), "{oops");
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: 50109 });
  });

  test("JSON that is no object", async () => {
    const answer = await post(sink.webhookUrl(newChannel()), []);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: 50035, errors: { _errors: [{ code: "BASE_TYPE_CONVERT" }] } });
  });

  test("another method, another path", async () => {
    expect((await fetch(sink.webhookUrl(newChannel()), { method: "DELETE" })).status).toBe(405);
    expect((await fetch(`http://127.0.0.1:${sink.port}/elsewhere`)).status).toBe(404);
  });
});

describe("addresses", () => {
  test("a channel's address stays the same from sink to sink, and differs from other channels'", async () => {
    const other = await startDiscordSink();
    onTestFinished(() => other.stop());
    const pathOf = (one: DiscordSink, channel: string) => new URL(one.webhookUrl(channel)).pathname;
    expect(pathOf(other, "critical")).toBe(pathOf(sink, "critical"));
    expect(pathOf(other, "warning")).not.toBe(pathOf(other, "critical"));
    expect(pathOf(other, "critical")).toMatch(/^\/api\/webhooks\/\d{17,20}\/[\w-]{68}$/);
  });

  test("an unknown webhook and a wrong token are told apart", async () => {
    const url = sink.webhookUrl(newChannel());
    const [, id, token] = /webhooks\/(\d+)\/(.+)$/.exec(url) ?? [];
    const unknown = await post(url.replace(`${id}`, "123456789012345678"), { content: "c" });
    expect(unknown.status).toBe(404);
    expect(await unknown.json()).toEqual({ code: 10015, message: "Unknown Webhook" });

    const before = sink.refused.all.length;
    const wrong = await post(url.replace(`${token}`, "guess"), { content: "c" });
    expect(wrong.status).toBe(401);
    expect(await wrong.json()).toEqual({ code: 50027, message: "Invalid Webhook Token" });
    expect(sink.refused.all.slice(before)).toMatchObject([
      { channel: undefined, status: 401, reason: "50027 Invalid Webhook Token" },
    ]);
  });
});

describe("rate limit", () => {
  test("counts down in its headers", async () => {
    const answer = await post(sink.webhookUrl(newChannel()), { content: "c" });
    expect(answer.headers.get("x-ratelimit-limit")).toBe("5");
    expect(answer.headers.get("x-ratelimit-remaining")).toBe("4");
    expect(answer.headers.get("x-ratelimit-reset-after")).toBe("2");
    expect(Number(answer.headers.get("x-ratelimit-reset"))).toBeGreaterThan(0);
  });

  test("a burst is answered 429 with the time to wait, after which messages pass again", async () => {
    const channel = newChannel();
    const url = sink.webhookUrl(channel);
    const answers = await Promise.all(Array.from({ length: 30 }, () => post(url, { content: "c" })));
    const tooMany = answers.find(({ status }) => status === 429);
    expect(tooMany?.headers.get("retry-after")).toMatch(/^[12]$/);
    expect(tooMany?.headers.get("x-ratelimit-remaining")).toBe("0");
    const json = (await tooMany?.json()) as { retry_after: number };
    expect(json).toEqual({ message: "You are being rate limited.", retry_after: expect.any(Number), global: false });
    expect(json.retry_after).toBeLessThanOrEqual(2);
    expect(sink.refused.all.some((one) => one.channel === channel && one.status === 429)).toBe(true);

    await expect.poll(async () => (await post(url, { content: "again" })).status, { timeout: 30_000 }).toBe(204);
    expect((await post(sink.webhookUrl(newChannel()), { content: "c" })).status).toBe(204);
  });
});

describe("behaviours", () => {
  test("rate limited for as long as asked, failing with any status, then normal again", async () => {
    const own = await startDiscordSink();
    onTestFinished(() => own.stop());
    const url = own.webhookUrl("critical");

    own.behave({ rateLimited: 12.5 });
    const limited = await post(url, { content: "c" });
    expect(limited.status).toBe(429);
    expect(limited.headers.get("retry-after")).toBe("13");
    expect(await limited.json()).toMatchObject({ retry_after: 12.5, global: false });

    own.behave({ failing: 502 });
    const failing = await post(url, { content: "c" });
    expect(failing.status).toBe(502);
    expect(await failing.json()).toEqual({ code: 0, message: "502: Bad Gateway" });

    own.behave("normal");
    expect((await post(url, { content: "c" })).status).toBe(204);
    expect(own.refused.all.map(({ status }) => status)).toEqual([429, 502]);
    expect(own.inbox.all).toHaveLength(1);
  });

  test("unanswering: the attempt is seen, the client waits until the sink stops, the port is free again", async () => {
    const own = await startDiscordSink();
    onTestFinished(() => own.stop());
    own.behave("unanswering");
    const outcome = post(own.webhookUrl("critical"), { content: "c" }).then(
      () => "answered",
      () => "ended",
    );
    await own.refused.next(({ status }) => status === "unanswered", { within: 30_000 });
    await own.stop();
    expect(await outcome).toBe("ended");
    expect(own.inbox.all).toEqual([]);

    const successor = await startDiscordSink({ port: own.port });
    onTestFinished(() => successor.stop());
    expect((await post(successor.webhookUrl("critical"), { content: "c" })).status).toBe(204);
  });
});
