import { expect, it } from "vitest";
import { up } from "../../../kit/kinds/up.ts";
import { type AlertDefinition, alert } from "../../../kit/model/alert.ts";
import { Mistakes } from "../../../kit/model/mistakes.ts";
import { scrape } from "../../../kit/model/scraped.ts";
import { signal } from "../../../kit/model/signal.ts";
import { environmentWith, productionWith, sound, text, use } from "../declared.ts";

/** What is said of the alert; nothing when it is accepted. */
function saidOf(name: string, changes: Partial<AlertDefinition>, config = productionWith({})): string[] {
  const declared = alert(name, { ...sound, ...changes });
  try {
    environmentWith({ alerts: [declared], signals: [declared.on] }, config);
    return [];
  } catch (error) {
    if (!(error instanceof Mistakes)) throw error;
    return error.mistakes.map(({ what, check }) => `${what} [${check}]`);
  }
}

const critical = (time: `${number}m`, changes: Partial<AlertDefinition> = {}) => ({
  levels: { critical: { above: 0.9, for: time } },
  ...changes,
});
const over = (window: `${number}m`) => ({ ...use, over: window });

it("window, for, scrape and group wait together must fit into the time that there is", () => {
  expect(saidOf("HostFull", critical("4m"))).toEqual([]);
  expect(saidOf("HostFull", critical("5m"))).toEqual([
    "HostFull critical takes up to 5.8 min to be told (window 0s, for 5m, scrape 15s, group wait 30s); " +
      "critical alerts of host, API, web and database: 5m at most [told-in-time]",
  ]);
  expect(saidOf("HostFull", critical("2m", { on: over("2m") }))).toEqual([]);
  expect(saidOf("HostFull", critical("2m", { on: over("3m") }))).toEqual([expect.stringMatching(/window 3m, for 2m/)]);
});

it("so must the window of its condition", () => {
  const onlyWhile = { expr: use.expr, over: "10m", produce: () => [] } as const;
  expect(saidOf("HostFull", critical("1m", { onlyWhile }))).toEqual([expect.stringMatching(/window 10m, for 1m/)]);
});

it.each<[string, "critical" | "warning" | "info", `${number}m`, `${number}m`]>([
  ["SecurityOdd", "critical", "9m", "10m"],
  ["HostOdd", "warning", "13m", "14m"],
  ["HostOdd", "info", "50m", "60m"],
  ["QualityOdd", "critical", "50m", "60m"],
  ["BusinessOdd", "warning", "50m", "60m"],
])("%s %s may wait for %s, not for %s", (name, severity, enough, late) => {
  const levels = (time: `${number}m`) => ({ levels: { [severity]: { above: 0.9, for: time } } });
  expect(saidOf(name, levels(enough))).toEqual([]);
  expect(saidOf(name, levels(late))).toEqual([expect.stringMatching(/to be told/)]);
});

it("what is down is told within three minutes", () => {
  const on = signal("instance:t_up:min", up({ gauge: scrape.up, per: ["instance"], title: text, about: text }));
  const down = (time: `${number}m`) => ({ on, summary: text, levels: { critical: { below: 1, for: time } } });
  expect(saidOf("HostGone", down("2m"))).toEqual([]);
  expect(saidOf("HostGone", down("3m"))).toEqual([expect.stringMatching(/something that is down: 3m at most/)]);
});

it("an alert that says why may take longer, and one that need not say so must not", () => {
  const tellsLate = "its figures come once an hour";
  expect(saidOf("HostFull", critical("30m", { tellsLate }))).toEqual([]);
  expect(saidOf("HostFull", critical("1m", { tellsLate }))).toEqual([
    "HostFull says why it tells late, and does not [told-late-reason]",
  ]);
});

it("an environment may wait for as long as it likes", () => {
  const patient = productionWith({ HostFull: { critical: { for: "30m" } } });
  expect(saidOf("HostFull", critical("1m"), patient)).toEqual([]);
});
