import { afterAll, beforeAll, expect, test } from "vitest";
import { type DiscordSink, startDiscordSink } from "../../../../kit/lab/sinks/discord.ts";

let sink: DiscordSink;
beforeAll(async () => {
  sink = await startDiscordSink();
});
afterAll(() => sink.stop());

/** A channel of its own for every test: the rate limit counts by webhook. */
let channels = 0;
const newChannel = () => `channel-${++channels}`;

function post(url: string, body: unknown): Promise<Response> {
  return fetch(url, { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" } });
}

const x = (length: number) => "x".repeat(length);
const fieldsOf = (count: number) => Array.from({ length: count }, () => ({ name: "n", value: "v" }));

/** What is exactly at a limit of Discord, and the same one step above. */
const boundaries: { limit: string; at: object; above: object; code: string; path: string }[] = [
  {
    limit: "content",
    at: { content: x(2000) },
    above: { content: x(2001) },
    code: "BASE_TYPE_MAX_LENGTH",
    path: "content",
  },
  {
    limit: "content in UTF-16 code units",
    at: { content: "🚨".repeat(1000) },
    above: { content: `${"🚨".repeat(1000)}x` },
    code: "BASE_TYPE_MAX_LENGTH",
    path: "content",
  },
  {
    limit: "username",
    at: { content: "c", username: x(80) },
    above: { content: "c", username: x(81) },
    code: "BASE_TYPE_BAD_LENGTH",
    path: "username",
  },
  {
    limit: "shortest username",
    at: { content: "c", username: "x" },
    above: { content: "c", username: "" },
    code: "BASE_TYPE_BAD_LENGTH",
    path: "username",
  },
  {
    limit: "embeds",
    at: { embeds: Array(10).fill({ title: "t" }) },
    above: { embeds: Array(11).fill({ title: "t" }) },
    code: "BASE_TYPE_MAX_LENGTH",
    path: "embeds",
  },
  ...embedBoundary("title", { title: x(256) }, { title: x(257) }, "title"),
  ...embedBoundary("title, trimmed", { title: ` ${x(256)}\n` }, { title: ` ${x(257)}\n` }, "title"),
  ...embedBoundary("description", { description: x(4096) }, { description: x(4097) }, "description"),
  ...embedBoundary("fields", { fields: fieldsOf(25) }, { fields: fieldsOf(26) }, "fields"),
  ...embedBoundary(
    "field name",
    { fields: [{ name: x(256), value: "v" }] },
    { fields: [{ name: x(257), value: "v" }] },
    "fields.0.name",
  ),
  ...embedBoundary(
    "field value",
    { fields: [{ name: "n", value: x(1024) }] },
    { fields: [{ name: "n", value: x(1025) }] },
    "fields.0.value",
  ),
  ...embedBoundary("footer", { footer: { text: x(2048) } }, { footer: { text: x(2049) } }, "footer.text"),
  ...embedBoundary("author", { author: { name: x(256) } }, { author: { name: x(257) } }, "author.name"),
  ...embedBoundary(
    "colour",
    { title: "t", color: 0xffffff },
    { title: "t", color: 0x1000000 },
    "color",
    "NUMBER_TYPE_MAX",
  ),
  ...embedBoundary("lowest colour", { title: "t", color: 0 }, { title: "t", color: -1 }, "color", "NUMBER_TYPE_MIN"),
  {
    limit: "all embeds together",
    at: { embeds: everyTextOf(6000) },
    above: { embeds: everyTextOf(6001) },
    code: "MAX_EMBED_SIZE_EXCEEDED",
    path: "embeds",
  },
];

function embedBoundary(limit: string, at: object, above: object, path: string, code = "BASE_TYPE_MAX_LENGTH") {
  return [
    { limit: `embed ${limit}`, at: { embeds: [at] }, above: { embeds: [above] }, code, path: `embeds.0.${path}` },
  ];
}

/** Two embeds that use each kind of text that counts, `total` characters in all. */
function everyTextOf(total: number): object[] {
  const second = {
    title: x(100),
    footer: { text: x(100) },
    author: { name: x(100) },
    fields: [{ name: x(100), value: x(100) }],
  };
  const rest = total - 500;
  return [{ description: x(4000) }, { ...second, description: x(rest - 4000) }];
}

/** The errors that Discord's answer holds at a path such as `embeds.0.title`. */
function errorsAt(answer: unknown, path: string): unknown {
  return ["errors", ...path.split("."), "_errors"].reduce<unknown>(
    (at, key) => (at as Record<string, unknown> | undefined)?.[key],
    answer,
  );
}

test.each(boundaries)("$limit", async ({ at, above, code, path }) => {
  const channel = newChannel();
  expect((await post(sink.webhookUrl(channel), at)).status).toBe(204);

  const answer = await post(sink.webhookUrl(channel), above);
  expect(answer.status).toBe(400);
  const json = await answer.json();
  expect(json).toMatchObject({ code: 50035, message: "Invalid Form Body" });
  expect(errorsAt(json, path)).toMatchObject([{ code }]);

  const refused = sink.refused.all.filter((one) => one.channel === channel);
  expect(refused).toMatchObject([{ status: 400, reason: expect.stringContaining(`${path}.${code}`) }]);
  expect(sink.inbox.all.filter((one) => one.channel === channel)).toHaveLength(1);
});

test("several faults are told at once", async () => {
  const answer = await post(sink.webhookUrl(newChannel()), { content: x(2001), embeds: [{ title: x(257) }] });
  const json = await answer.json();
  expect(errorsAt(json, "content")).toHaveLength(1);
  expect(errorsAt(json, "embeds.0.title")).toHaveLength(1);
});

test.each([
  [
    "username with Discord in it",
    { content: "c", username: "My DisCord bot" },
    "username",
    "USERNAME_INVALID_CONTAINS",
  ],
  ["username with Clyde in it", { content: "c", username: "clyde" }, "username", "USERNAME_INVALID_CONTAINS"],
  ["embed without anything", { embeds: [{}] }, "embeds.0", "LIST_ITEM_VALUE_REQUIRED"],
  ["embed of a colour alone", { content: "c", embeds: [{ color: 1 }] }, "embeds.0", "LIST_ITEM_VALUE_REQUIRED"],
  ["colour that is text", { embeds: [{ title: "t", color: "red" }] }, "embeds.0.color", "BASE_TYPE_CONVERT"],
  [
    "address of another scheme",
    { embeds: [{ title: "t", url: "ftp://x.fr" }] },
    "embeds.0.url",
    "URL_TYPE_INVALID_SCHEME",
  ],
  ["address that is none", { embeds: [{ title: "t", url: "grafana" }] }, "embeds.0.url", "URL_TYPE_INVALID_URL"],
  ["field without a value", { embeds: [{ fields: [{ name: "n" }] }] }, "embeds.0.fields.0.value", "BASE_TYPE_REQUIRED"],
  [
    "field of white space",
    { embeds: [{ fields: [{ name: " ", value: "v" }] }] },
    "embeds.0.fields.0.name",
    "BASE_TYPE_REQUIRED",
  ],
])("%s", async (_name, body, path, code) => {
  const answer = await post(sink.webhookUrl(newChannel()), body);
  expect(answer.status).toBe(400);
  expect(errorsAt(await answer.json(), path)).toMatchObject([{ code }]);
});

test.each([
  {},
  { content: "" },
  { content: " \n" },
  { content: "", embeds: [] },
  { username: "x" },
])("an empty message: %j", async (body) => {
  const answer = await post(sink.webhookUrl(newChannel()), body);
  expect(answer.status).toBe(400);
  expect(await answer.json()).toEqual({ code: 50006, message: "Cannot send an empty message" });
});
