import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { writeDocker } from "../../simulator/docker.ts";
import { ordersIn } from "../../simulator/machine/programs.ts";

it("what stands for Docker in a local run knows its programs by their containers' names, and says what it cannot", async () => {
  const directory = mkdtempSync(path.join(tmpdir(), "docker-"));
  const logs = path.join(directory, "logs");
  mkdirSync(logs);
  writeFileSync(path.join(logs, "grafana.log"), "gone\n");
  const log = openSync(path.join(logs, "prometheus.log"), "a");
  const child = spawn(process.execPath, ["-e", 'console.log("ready"); setInterval(() => {}, 1000)'], {
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill("SIGKILL");
      await once(child, "exit");
    }
    rmSync(directory, { recursive: true });
  });
  writeDocker(directory, "local");
  const docker = path.join(directory, "docker");
  const said = (...args: string[]) => execFileSync(docker, args, { encoding: "utf8" }).trim();

  const up = `benevoclic-local-prometheus  Up  process ${child.pid}`;
  expect(said("ps", "--all")).toBe(`benevoclic-local-grafana  Exited\n${up}`);
  expect(said("ps", "--all", "--filter", "name=benevoclic-local-prometheus")).toBe(up);
  expect(said("ps", "-aqf", "name=graf")).toBe("benevoclic-local-grafana");
  expect(said("logs", "--since", "10m", "benevoclic-local-grafana")).toBe("gone");
  const refused = (...args: string[]) => spawnSync(docker, args, { encoding: "utf8" });
  expect(refused("logs", "benevoclic-local-nothing")).toMatchObject({
    status: 1,
    stderr: expect.stringContaining("no such program"),
  });
  expect(refused("restart", "benevoclic-local-nothing")).toMatchObject({ status: 1 });
  expect(said("inspect", "--format", "{{.State.Running}} {{.State.ExitCode}}", "benevoclic-local-grafana")).toBe(
    "false 137 no",
  );
  // What runs is started already.
  expect(said("start", "benevoclic-local-prometheus")).toBe("benevoclic-local-prometheus");
  expect(existsSync(ordersIn(directory))).toBe(false);
  expect(refused("stats")).toMatchObject({ status: 1, stderr: expect.stringContaining("nothing of this run") });
});
