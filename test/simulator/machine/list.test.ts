import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { hostPower } from "../../../exporters/remediation/powers/host.ts";
import { writeDocker } from "../../../simulator/docker.ts";
import type { PlatformFault } from "../../../simulator/faults.ts";
import { createClutter } from "../../../simulator/machine/clutter.ts";
import { startHostList } from "../../../simulator/machine/list.ts";
import { watchOrders } from "../../../simulator/machine/orders.ts";
import { deployRelease, releasedAt, writeReleases } from "../../../simulator/machine/releases.ts";
import { readFaults, watchFaults, writeFaults } from "../../../simulator/platform/faults-file.ts";

/** The remediation's hand at the list of a simulated host. */
async function aHost() {
  const directory = mkdtempSync(path.join(tmpdir(), "machine-"));
  writeDocker(directory, "local");
  writeReleases(directory, ["benevoclic-api", "benevoclic-web"]);
  mkdirSync(path.join(directory, "pm2"));
  writeFileSync(path.join(directory, "pm2/pm2"), "#!/bin/sh\nexit 0\n", { mode: 0o755 });
  const list = await startHostList(directory, "local");
  const orders = watchOrders(directory, {}, () => {});
  onTestFinished(async () => {
    await orders.stop();
    await list.stop();
    rmSync(directory, { recursive: true, force: true });
  });
  const since = new Date();
  const cause = (name: PlatformFault) => writeFaults(directory, { active: [{ name, since: since.toISOString() }] });
  return { directory, power: hostPower(list.socket), cause };
}

it("a simulated disk has room again because the real list has cleared it", async () => {
  const { directory, power } = await aHost();
  for (const name of ["host-disk", "host-inodes"] as const) {
    const clutter = createClutter(directory, (one) => one === name);
    clutter.update();
    expect(clutter.isCleared(name)).toBe(false);
    await power.act("free-disk", "machine");
    expect(clutter.isCleared(name), name).toBe(true);
    // What fills by itself without end is not cleared by it.
    expect(clutter.isCleared("host-disk-filling-fast")).toBe(false);
  }
});

it("a dead nginx is started, and its fault is over; one that runs is left alone", async () => {
  const { directory, power, cause } = await aHost();
  await expect(power.act("start", "nginx")).rejects.toThrow("nginx has not died");
  cause("entrance-down");
  await power.act("start", "nginx");
  expect(readFaults(directory).active).toEqual([]);
});

it("a defect is in a release: neither in the one before it is deployed, nor after the way back", async () => {
  const { directory, power, cause } = await aHost();
  const isActive = () => {
    const watched = watchFaults(directory);
    watched.close();
    return watched.active("api-errors");
  };
  const before = releasedAt(directory, "benevoclic-api");
  cause("api-errors");
  expect(isActive()).toBe(false);
  deployRelease(directory, "benevoclic-api");
  expect(isActive()).toBe(true);
  for (let round = 0; round < 50; round++) {
    const now = Date.now();
    deployRelease(directory, "benevoclic-web");
    expect(
      releasedAt(directory, "benevoclic-web"),
      "a release is never older than what came before",
    ).toBeGreaterThanOrEqual(now);
  }
  const deployed = await power.deployedAt?.("benevoclic-api");
  expect(Date.now() - (deployed?.getTime() ?? 0)).toBeLessThan(60_000);
  await power.act("rollback", "benevoclic-api");
  expect(releasedAt(directory, "benevoclic-api")).toBe(before);
  expect(isActive()).toBe(false);
  await expect(power.act("rollback", "benevoclic-api")).rejects.toThrow("no release before");
});
