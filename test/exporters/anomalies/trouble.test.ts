import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it, onTestFinished } from "vitest";
import type { GithubSinkOptions, GithubTrouble } from "../../../kit/lab/sinks/github.ts";
import { noticeOf } from "./alerts.ts";
import { recorderOn, startGithub, unlessSkipped } from "./github.ts";

const github = async (options: Partial<GithubSinkOptions> = {}) => {
  const sink = await startGithub(options);
  onTestFinished(() => sink.stop());
  return sink;
};
const notice = () => noticeOf({ startsAt: new Date() });

describe.skipIf(unlessSkipped !== "")(`GitHub that refuses${unlessSkipped}`, () => {
  it.each([
    [401, /token/],
    [403, /Issues: read and write/],
    [404, /repository's name/],
    [410, /switched off/],
    [422, /defect/],
    [503, /out of order/],
  ])("with %i is told with a remedy, counted, and the anomaly is recorded when it is asked again", async (status, remedy) => {
    const lines: string[] = [];
    const sink = await github();
    const recorder = recorderOn(sink, { lines });
    await recorder.start();
    sink.behave(({ method }) => (method === "POST" ? { status, message: "quotes nothing" } : undefined));
    const told = notice();
    await expect(recorder.record([told])).rejects.toThrow(`GitHub answers ${status}`);
    const last = JSON.parse(lines.findLast((line) => line.includes('"level":"error"')) ?? "{}") as Record<
      string,
      string
    >;
    expect(last).toMatchObject({ operation: "create", remedy: expect.stringMatching(remedy) });
    expect(recorder.failures.get("create")).toBeGreaterThan(0);
    sink.behave(undefined);
    await recorder.record([told]);
    expect(sink.issues.all()).toHaveLength(1);
  });

  it.each([
    "lost",
    "broken",
    "hanging",
  ] as GithubTrouble[])("%s answers do not make two issues of one", async (trouble) => {
    const sink = await github({ lag: 60_000 });
    const stopping = new AbortController();
    const recorder = recorderOn(sink, { github: { stop: stopping.signal } });
    await recorder.start();
    let once = true;
    sink.behave(({ method }) => {
      if (method !== "POST" || !once) return undefined;
      once = false;
      // Nothing comes: it is stopped while it waits, once the request is done.
      if (trouble === "hanging") setImmediate(() => stopping.abort());
      return trouble;
    });
    const told = notice();
    await recorder.record([told]).catch(() => {});
    sink.behave(undefined);
    const again = trouble === "hanging" ? recorderOn(sink) : recorder;
    if (trouble === "hanging") await again.start();
    await again.record([told]);
    expect(sink.issues.all()).toHaveLength(1);
  });

  it("because of its limits is waited for, primary and secondary", async () => {
    const sink = await github({ limits: { contentPerMinute: 1e9, points: 1e9 } });
    const lines: string[] = [];
    const recorder = recorderOn(sink, { lines });
    await recorder.start();
    const limited: GithubTrouble[] = [
      { status: 403, message: "You have exceeded a secondary rate limit", headers: { "retry-after": "30" } },
      { status: 429, message: "You have exceeded a secondary rate limit", headers: { "retry-after": "30" } },
      {
        status: 403,
        message: "API rate limit exceeded",
        headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(Math.ceil(Date.now() / 1000) + 20) },
      },
    ];
    sink.behave(({ method }) => (method === "POST" ? limited.shift() : undefined));
    await recorder.record([notice()]);
    expect(sink.issues.all()).toHaveLength(1);
    expect(recorder.failures.size).toBe(0);
    expect(lines.filter((line) => line.includes("rate limit is reached"))).toHaveLength(3);
  });

  it("one write too much a minute is not asked of it twice", async () => {
    const sink = await github({ limits: { contentPerMinute: 3 } });
    const recorder = recorderOn(sink, { github: { haste: 60_000 } });
    await recorder.start();
    const work = recorder.record(["A", "B", "C", "D"].map((name) => noticeOf({ name, startsAt: new Date() })));
    await work.catch(() => {});
    const posts = sink.calls.filter(({ method }) => method === "POST");
    expect(posts.filter(({ status }) => status === 201)).toHaveLength(3);
    // The fourth is refused, and given up after as many tries as are allowed.
    expect(posts.filter(({ status }) => status === 403).length).toBeLessThanOrEqual(12);
  });
});

describe.skipIf(unlessSkipped !== "")(`the way into GitHub${unlessSkipped}`, () => {
  it("may be a GitHub App", async () => {
    const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const pem = (key: typeof publicKey, type: "spki" | "pkcs8") => key.export({ type, format: "pem" }).toString();
    const sink = await github({ app: { id: 7, installation: 42, publicKey: pem(publicKey, "spki") } });
    const credentials = { appId: 7, installationId: 42, privateKey: pem(privateKey, "pkcs8") };
    const recorder = recorderOn(sink, { github: { credentials } });
    await recorder.start();
    await recorder.record([notice()]);
    expect(sink.issues.all()).toHaveLength(1);
  });

  it("that is wrong stops the start, and says so", async () => {
    const sink = await github();
    const recorder = recorderOn(sink, { github: { credentials: { token: "github_pat_wrong" } } });
    await expect(recorder.start()).rejects.toThrow("GitHub answers 401");
    expect(recorder.ready).toBe(false);
    await expect(recorder.record([notice()])).rejects.toThrow("not been read yet");
  });
});
