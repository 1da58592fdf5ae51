import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fastShop, startShop } from "../../../../examples/shop-replicated/rehearsal.ts";
import { victoriaMetrics } from "../../../../kit/lab/parts/victoria-metrics.ts";
import { type ReplicatedRun, startReplicated } from "../../../../kit/lab/replicated/run.ts";
import { copySamples, momentsIn, whenReadable } from "../../../../kit/lab/replicated/samples.ts";
import { fetchAs } from "../../../../kit/model/login.ts";
import { programs } from "../../../../kit/write/replicated/programs.ts";

const missing = (["victoria-metrics", "vmauth", "vmalert"] as const).some((one) => victoriaMetrics(one) === undefined);
const reason = missing ? " (skipped: there is no VictoriaMetrics; npm run second-engine fetches it)" : "";

describe.skipIf(missing)(`what several hosts run${reason}`, () => {
  const directory = mkdtempSync(path.join(tmpdir(), "replicated-"));
  let run: ReplicatedRun;
  let shop: Awaited<ReturnType<typeof startShop>>;
  let begun: number;

  beforeAll(async () => {
    shop = await startShop();
    run = await startReplicated(fastShop({ groupWait: "0s", groupInterval: "1s" }), shop.config, {
      directory,
      peerTimeout: 1,
    });
    await whenReadable(run.gateways, 'up{job="shop"} == 1');
    begun = Date.now();
  }, 60_000);
  afterAll(async () => {
    await run?.stop();
    await shop?.stop();
    rmSync(directory, { recursive: true });
  });

  /**
   * The shop stops or comes back; of that people are told once. The time for that begins when the samples have said so for long enough: on a machine with much
   * else to do a scrape may take longer than its second, and what fails begins the wait anew. Then a rule engine that lags behind may still
   * have told the opposite, and the other one says so again 10 s later at the earliest.
   */
  async function toldOf(now: "closed" | "open") {
    const before = run.discord.inbox.all.length;
    const [words, extreme] = now === "closed" ? ["Shop down", "max"] : ["answers again", "min"];
    shop.set(now);
    // Of the host of which nothing is killed.
    const gateway = run.hosts.get("two")?.gateway.address ?? "";
    await whenReadable([gateway], `${extreme}_over_time(up{job="shop"}[5s]) == ${now === "closed" ? 0 : 1}`, 120_000);
    await run.discord.inbox.next((message) => JSON.stringify(message).includes(words), {
      within: 60_000,
      after: before,
    });
    expect(run.discord.inbox.all.length).toBe(before + 1);
  }

  it.each(programs.map((program, index) => [program, index % 2 === 0 ? "closed" : "open"] as const))(
    "goes on although the %s of a host dies: the shop is told to be %s",
    { timeout: 240_000 },
    async (program, now) => {
      const victim = run.hosts.get("one")?.[program];
      victim?.child.kill("SIGKILL");
      await toldOf(now);
      await victim?.start();
      if (program === "rules") await evaluates(victim?.address ?? "");
    },
  );

  /** What begins within its first evaluation is taken for what was there before it was killed (docs/scaling.md). */
  const evaluates = (address: string) =>
    expect
      .poll(async () => (await fetchAs(`${address}/metrics`)).text(), { timeout: 10_000 })
      .toMatch(/^vmalert_iteration_total\{.*file=".*shop.*\} [1-9]/m);

  it("tells the last end, and nothing that was told before a program came back", { timeout: 240_000 }, async () => {
    await toldOf("open");
    expect(run.discord.inbox.all.length).toBe(programs.length + 1);
  });

  it("has every sample once a store that was killed got from the other what it had in memory only", {
    timeout: 60_000,
  }, async () => {
    const [killed, other] = ["one", "two"].map((host) => run.hosts.get(host)?.store.address ?? "");
    await copySamples(other ?? "", killed ?? "", begun);
    const until = Date.now();
    const moments = (store = "") => momentsIn(store, 'up{job="shop"}', begun);
    // A machine with much else to do leaves scrapes out: there is what the store has that was never killed.
    const scraped = (await moments(other)).filter((at) => at < until);
    expect(scraped.length).toBeGreaterThan((until - begun) / 2_000);
    await expect
      .poll(
        async () => {
          const there = await moments(killed);
          return scraped.filter((at) => !there.some((one) => Math.abs(one - at) < 1_000));
        },
        { timeout: 20_000 },
      )
      .toEqual([]);
  });
});
