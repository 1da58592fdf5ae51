import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { startService } from "../../../kit/lab/services.ts";

/** A program that only lives, and what is told of it. */
async function living(script = "setInterval(() => {}, 1000)") {
  const directory = mkdtempSync(path.join(tmpdir(), "services-"));
  const told = new EventTarget();
  const lines: string[] = [];
  const service = await startService(
    {
      ...{ name: "exporter", address: "", command: process.execPath, args: ["-e", script] },
      logFile: path.join(directory, "log"),
    },
    [],
    (line) => {
      lines.push(line);
      told.dispatchEvent(new Event("line"));
    },
  );
  onTestFinished(async () => {
    await service.stop();
    rmSync(directory, { recursive: true });
  });
  const said = async (text: string) => {
    while (!lines.some((line) => line.includes(text))) await once(told, "line");
  };
  return { service, lines, said };
}

it("starts a killed program again and tells it, until it is stopped", async () => {
  const { service, lines, said } = await living();
  const first = service.child.pid;
  process.kill(first, "SIGKILL");
  await said("runs again");
  expect(lines).toEqual(["exporter has died (SIGKILL): started again in 0.1 s", "exporter runs again"]);
  expect(service.child.running).toBe(true);
  expect(service.child.pid).not.toBe(first);

  await service.stop();
  expect(service.child.running).toBe(false);
  await service.start();
  expect(service.child.running).toBe(true);
  expect(lines).toHaveLength(2);
  process.kill(service.child.pid, "SIGKILL");
  await service.child.exited;
  // Stopped while it waits to be started again.
  await service.stop();
  expect(service.child.running).toBe(false);
});

it("waits twice as long before each further time that it dies at once", async () => {
  const { service, lines, said } = await living("");
  await said("in 0.4 s");
  expect(lines.filter((line) => line.includes("died")).map((line) => line.split(" ").at(-2))).toEqual([
    "0.1",
    "0.2",
    "0.4",
  ]);
  await service.stop();
  expect(service.child.running).toBe(false);
});
