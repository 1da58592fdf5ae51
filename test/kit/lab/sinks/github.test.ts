import { createHmac } from "node:crypto";
import { describe, expect, it, onTestFinished } from "vitest";
import { type GithubSinkOptions, startGithubSink } from "../../../../kit/lab/sinks/github.ts";
import { createGithubLimits } from "../../../../kit/lab/sinks/github-limits.ts";
import { obtainGithubDescription } from "../../../../kit/lab/sinks/github-openapi.ts";
import { startWebhookSink } from "../../../../kit/lab/sinks/webhook.ts";

const description = await obtainGithubDescription((line) => console.log(line)).catch((error: Error) => error.message);
const skipped = typeof description === "string" ? ` (skipped: ${description})` : "";

async function github(options: Partial<GithubSinkOptions> = {}) {
  if (typeof description === "string") throw new Error(description);
  const sink = await startGithubSink({ description, repository: "b/m", token: "secret", ...options });
  onTestFinished(() => sink.stop());
  const ask = async (method: string, path: string, body?: unknown, token = "secret") => {
    const response = await fetch(sink.url + path, {
      method,
      headers: { authorization: `Bearer ${token}` },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return {
      status: response.status,
      headers: response.headers,
      json: (await response.json().catch(() => undefined)) as never,
    };
  };
  return { sink, ask };
}

describe.skipIf(skipped !== "")(`the stand-in for GitHub${skipped}`, () => {
  it("takes what GitHub's description allows, and nothing else", async () => {
    const { sink, ask } = await github();
    expect(await ask("POST", "/repos/b/m/issues", { title: "one", labels: ["anomaly"] })).toMatchObject({
      status: 201,
      json: { number: 1, state: "open" },
    });
    expect(await ask("PATCH", "/repos/b/m/issues/1", { state: "closed", state_reason: "not_planned" })).toMatchObject({
      status: 200,
      json: { state: "closed" },
    });
    expect(sink.violations).toEqual([]);
    for (const [method, path, body] of [
      ["POST", "/repos/b/m/issues", { body: "without a title" }],
      ["POST", "/repos/b/m/issues", { title: "one", colour: "red" }],
      ["PATCH", "/repos/b/m/issues/1", { state: "shut" }],
      ["GET", "/repos/b/m/issues?state=some", undefined],
      ["GET", "/repos/b/m/issues?since=yesterday", undefined],
      ["GET", "/repos/b/m/issues?order=asc", undefined],
      ["POST", "/repos/b/m/issues/1/labels", { labels: [] }],
    ] as const)
      expect((await ask(method, path, body)).status, `${method} ${path}`).toBe(422);
    expect(sink.violations).toHaveLength(7);
    expect((await ask("PUT", "/repos/b/m/issues/1")).status).toBe(404);
  });

  it("refuses what its description does not tell: content that is too long, strangers, what is not there", async () => {
    const { sink, ask } = await github();
    expect((await ask("POST", "/repos/b/m/issues", { title: "x".repeat(257) })).status).toBe(422);
    expect((await ask("POST", "/repos/b/m/issues", { title: "x", body: "x".repeat(65_537) })).status).toBe(422);
    expect((await ask("GET", "/repos/b/m/issues", undefined, "guessed")).status).toBe(401);
    expect((await ask("GET", "/repos/b/other/issues")).status).toBe(404);
    expect((await ask("GET", "/repos/b/m/issues/1")).status).toBe(404);
    await ask("POST", "/repos/b/m/issues", { title: "one" });
    sink.people.delete(1);
    expect((await ask("GET", "/repos/b/m/issues/1")).status).toBe(410);
  });

  it("lists late what it shows at once, in pages with links", async () => {
    let now = Date.now();
    const { sink, ask } = await github({ lag: 5_000, clock: () => new Date(now) });
    for (let issue = 0; issue < 3; issue++) sink.people.open(`issue ${issue}`, "", []);
    expect((await ask("GET", "/repos/b/m/issues/3")).status).toBe(200);
    expect((await ask("GET", "/repos/b/m/issues")).json).toEqual([]);
    now += 5_000;
    const page = await ask("GET", "/repos/b/m/issues?per_page=2");
    expect(page.json).toMatchObject([{ number: 3 }, { number: 2 }]);
    // As GitHub does for issues: a cursor, and no last page.
    expect(page.headers.get("link")).toMatch(/[?&]page=2&after=\w+[^>]*>; rel="next"$/);
    const [, next = ""] = /<https:\/\/api.github.com([^>]*)>/.exec(page.headers.get("link") ?? "") ?? [];
    expect((await ask("GET", next)).json).toMatchObject([{ number: 1 }]);
  });

  it("knows what was transferred, locked, archived and renamed", async () => {
    const { sink, ask } = await github();
    for (const title of ["one", "two"]) await ask("POST", "/repos/b/m/issues", { title, labels: ["kept"] });
    sink.people.lock(1);
    expect((await ask("POST", "/repos/b/m/issues/1/comments", { body: "x" })).status).toBe(403);
    expect((await ask("PATCH", "/repos/b/m/issues/1", { body: "x" })).status).toBe(200);
    sink.people.transfer(2, "b/other", 1);
    // fetch follows the redirection: the answer is about another repository's first issue.
    expect((await ask("GET", "/repos/b/m/issues/2")).json).toMatchObject({
      ...{ number: 1, url: "https://api.github.com/repos/b/other/issues/1" },
    });
    expect((await ask("PATCH", "/repos/b/m/issues/2", { body: "x" })).status).toBe(404);
    sink.people.renameLabel("kept", "renamed");
    expect((await ask("GET", "/repos/b/m/issues?labels=renamed")).json).toMatchObject([{ number: 1 }]);
    sink.people.archive();
    expect((await ask("POST", "/repos/b/m/issues", { title: "three" })).status).toBe(403);
    expect((await ask("GET", "/repos/b/m/issues/1")).status).toBe(200);
  });

  it("signs what it tells by webhook", async () => {
    const hook = await startWebhookSink();
    onTestFinished(() => hook.stop());
    const { sink } = await github({ webhook: { url: hook.url("/github"), secret: "shared" } });
    sink.people.open("one", "", []);
    const call = await hook.inbox.next(({ path }) => path === "/github", { within: 5_000 });
    const signature = `sha256=${createHmac("sha256", "shared").update(JSON.stringify(call.body)).digest("hex")}`;
    expect(call.headers).toMatchObject({ "x-github-event": "issues", "x-hub-signature-256": signature });
  });
});

describe("GitHub's limits", () => {
  const ask = { writes: true, creates: true, running: 1 };

  it("are 80 creations a minute and 500 an hour", () => {
    const allow = createGithubLimits({
      primary: 1e9,
      concurrent: 100,
      points: 1e9,
      contentPerMinute: 80,
      contentPerHour: 500,
    });
    const allowed = (at: number) => allow(ask, at).refused === undefined;
    expect(Array.from({ length: 81 }, () => allowed(0)).lastIndexOf(true)).toBe(79);
    expect(allow(ask, 30_000).refused).toEqual({ limit: "secondary", seconds: 30 });
    let made = 80;
    for (let minute = 1; minute < 59; minute++)
      for (let one = 0; one < 80; one++) if (allowed(minute * 60_000)) made += 1;
    expect(made).toBe(500);
  });

  it("are 900 points a minute, and 5,000 requests an hour whatever they are", () => {
    const allow = createGithubLimits();
    const read = { writes: false, creates: false, running: 1 };
    const count = (at: number) =>
      Array.from({ length: 1000 }, () => allow(read, at)).filter(({ refused }) => !refused).length;
    expect([0, 1, 2, 3, 4, 5].map((minute) => count(minute * 60_000))).toEqual([900, 900, 900, 900, 900, 0]);
    expect(allow(read, 300_000).refused?.limit).toBe("primary");
    expect(allow(read, 3_600_000).refused).toBeUndefined();
  });
});
