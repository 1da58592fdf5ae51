import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { hostPower } from "../../../exporters/remediation/powers/host.ts";
import { Declined } from "../../../exporters/remediation/powers/power.ts";

/** A host that answers each line, and keeps what it was told. */
async function startHost(answer: (line: string) => string) {
  const directory = mkdtempSync(path.join(tmpdir(), "host-power-"));
  const socket = path.join(directory, "remedies.sock");
  const told: string[] = [];
  const server = createServer({ allowHalfOpen: true }, (connection) => {
    let line = "";
    connection.setEncoding("utf8");
    connection.on("error", () => {});
    connection.on("data", (text: string) => {
      line += text;
    });
    connection.on("end", () => {
      told.push(line);
      connection.end(answer(line.trim()));
    });
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  onTestFinished(() => {
    server.close();
    rmSync(directory, { recursive: true, force: true });
  });
  return { told, power: hostPower(socket) };
}

it("tells the host a name and nothing else, and takes ok alone for done", async () => {
  const { told, power } = await startHost((line) =>
    line === "rollback-shop" ? "failed: no release before\n" : "ok\n",
  );
  await power.act("free-disk", "machine");
  await power.act("restart", "node-exporter");
  expect(told).toEqual(["free-disk\n", "restart-node-exporter\n"]);
  await expect(power.act("rollback", "shop")).rejects.toThrow("failed: no release before");
});

it("a refusal, silence, too much, and a host that is not there are failures in words", async () => {
  const said = { refuse: "refused: not in the list\n", nothing: "", much: "x".repeat(10_000) };
  const { power } = await startHost((line) => said[line as keyof typeof said]);
  await expect(power.act("refuse", "machine")).rejects.toThrow(new Declined("not in the list"));
  await expect(power.act("nothing", "machine")).rejects.toThrow("the host said nothing");
  await expect(power.act("much", "machine")).rejects.toThrow("the host says too much");
  await expect(hostPower("/nowhere/remedies.sock").act("free-disk", "machine")).rejects.toThrow(Declined);
});

it("knows when an app's release was changed, as far as the host does", async () => {
  const { power } = await startHost(() => '{"benevoclic-api":1764000000}\n');
  expect(await power.deployedAt?.("benevoclic-api")).toEqual(new Date(1_764_000_000_000));
  expect(await power.deployedAt?.("benevoclic-web")).toBeUndefined();
});
