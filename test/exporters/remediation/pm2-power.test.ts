import { beforeEach, expect, test, vi } from "vitest";
import { callPm2 } from "../../../exporters/pm2/call.ts";
import { Unreachable } from "../../../exporters/pm2/unreachable.ts";
import { pm2Power } from "../../../exporters/remediation/powers/pm2.ts";
import { Declined } from "../../../exporters/remediation/powers/power.ts";

vi.mock("../../../exporters/pm2/call.ts");

const power = pm2Power("/run/pm2/rpc.sock");
/** The ids that PM2 was told to start anew. */
let told: unknown[] = [];
/** The answer of the daemon, and the ids that it fails to start. */
let listed: () => unknown = () => [];
let failing: readonly number[] = [];

beforeEach(() => {
  [told, failing] = [[], []];
  vi.mocked(callPm2).mockImplementation(async ({ method, argument }) => {
    if (method === "getMonitorData") return listed();
    const { id } = argument as { id: number };
    told.push(id);
    if (failing.includes(id)) throw new Unreachable("refused");
    return {};
  });
});

const process = (id: number, status: string, env: object = {}, more: object = {}) => ({
  ...{ name: "shop", pm_id: id, pid: status === "online" ? 4711 : 0 },
  ...{ pm2_env: { status, pm_uptime: 2e6, created_at: 1e6, ...env }, ...more },
});
const gaveUp = { created_at: null };

test("what somebody has stopped stays stopped; what PM2 has given up, starts or runs is started anew", async () => {
  for (const one of [process(0, "stopped"), process(0, "waiting restart")]) {
    listed = () => [one];
    await expect(power.act("restart", "shop")).rejects.toThrow(new Declined("somebody has stopped shop"));
  }
  expect(told).toEqual([]);
  for (const one of [
    process(0, "errored", gaveUp),
    process(0, "waiting restart", gaveUp),
    process(0, "launching"),
    process(0, "online"),
    // For an instant between two lives.
    process(0, "stopped", {}, { pid: 4711 }),
  ]) {
    listed = () => [one];
    await power.act("restart", "shop");
  }
  expect(told).toEqual([0, 0, 0, 0, 0]);
});

test("an entry of another app that is not understood, and one process that fails, keep no other from it", async () => {
  listed = () => [
    null,
    { name: "odd" },
    process(9, "online", {}, { name: 3000 }),
    ...[0, 1, 2].map((id) => process(id, "online")),
  ];
  failing = [0];
  await expect(power.act("restart", "shop")).rejects.toThrow("process 0: the daemon answered with an error");
  expect(told).toEqual([0, 1, 2]);
  expect(await power.startedAt?.("shop")).toEqual(new Date(2e6));
});

test("nothing is told as tried where nothing was sent: no such app, no daemon, no list", async () => {
  const act = () => power.act("restart", "shop");
  listed = () => [process(0, "online", {}, { name: "renamed" })];
  await expect(act()).rejects.toThrow(new Declined("PM2 has no app shop"));
  listed = () => {
    throw new Unreachable("absent");
  };
  await expect(act()).rejects.toThrow(new Declined("PM2 cannot be asked: there is no socket"));
  listed = () => ({});
  await expect(act()).rejects.toThrow(new Declined("PM2 cannot be asked: its answer is no list"));
  expect(told).toEqual([]);
});
