import { describe, expect, test } from "vitest";
import { victoriaMetrics } from "../../kit/lab/parts/victoria-metrics.ts";
import { copySamples, gapsIn } from "../../kit/lab/replicated/samples.ts";
import { replicated } from "../../kit/lab/replicated/target.ts";
import { isAwaited, settled } from "../../kit/lab/settled.ts";
import { programs } from "../../kit/write/replicated/programs.ts";
import { minutes, runningSystem, told, until } from "./running.ts";

const missing = (["victoria-metrics", "vmauth", "vmalert"] as const).some((one) => victoriaMetrics(one) === undefined);
const reason = missing ? " (skipped: there is no VictoriaMetrics; npm run second-engine fetches it)" : "";

/** What takes minutes for people's sake takes seconds. */
const impatient = (files: ReadonlyMap<string, string>) =>
  new Map(
    [...files].map(([file, text]) => [
      file,
      file.startsWith("prometheus/rules/")
        ? text.replace(/(?<=alert: ApiDown\n.*\n *)for: \w+/, "for: 10s")
        : file === "alertmanager/alertmanager.yml"
          ? text.replaceAll(/group_(wait|interval): \w+/g, "group_$1: 5s")
          : text,
    ]),
  );

describe.skipIf(missing)(`npm start -- --target replicated${reason}`, () => {
  const system = runningSystem({ target: replicated({ peerTimeout: 2 }), files: impatient });
  const ofHost = (host: string) =>
    Object.values(system.now.services).filter(({ name }) =>
      programs.some((program) => name === `${program} of ${host}`),
    );

  test("answers at the gateway as a single Prometheus does", { timeout: minutes(2) }, async () => {
    const { prometheus } = system.now;
    await settled(system.now);
    // What was scraped before it listened is scraped anew.
    await until(async () => (await prometheus.targets()).every(({ health }) => health === "up"));
    expect((await prometheus.rules()).filter((rule) => isAwaited(rule) && rule.health !== "ok")).toEqual([]);
    expect(await prometheus.firing()).toEqual(["Watchdog"]);
    expect(["one", "two"].map((host) => ofHost(host).length)).toEqual([programs.length, programs.length]);
  });

  test("a dead API is told once in French although one of each program is killed meanwhile, and so is its return", {
    timeout: minutes(3),
  }, async () => {
    const { now } = system;
    const { discord, prometheus, services } = now;
    const begun = Date.now();
    now.cause("api-down");
    await until(async () => (await prometheus.query('up{job="benevoclic-api"} == 0')).length > 0);
    for (const { child } of ofHost("one")) child.kill("SIGKILL");

    const message = await discord.inbox.next(told("ApiDown", "🔴"), { within: minutes(1) });
    expect(message.content).toBe("🔴 CRITIQUE · L'API ne répond plus sur vps-local · local");
    for (const service of ofHost("one")) await service.start();
    now.clear();
    const resolved = await discord.inbox.next(told("ApiDown", "✅"), { within: minutes(1) });
    expect(resolved.content).toMatch(/^✅ Rétabli après .+ : L'API répond de nouveau sur vps-local · local$/);

    const [first = "", second = ""] = ["one", "two"].map((host) => services[`store of ${host}`]?.address);
    await copySamples(second, first, begun);
    const series = 'up{job="benevoclic-api"}';
    await until(
      async () => (await gapsIn(now.services.prometheus.address, series, { since: begun, interval: 5 })).length === 0,
    );
    expect(discord.inbox.all.map(({ embeds: [embed] }) => embed?.title)).toEqual([
      "🔴 CRITIQUE · API arrêtée (ApiDown) · local",
      expect.stringMatching(/^✅ .*\(ApiDown\)/),
    ]);
    expect(discord.refused.all).toEqual([]);
  });
});
