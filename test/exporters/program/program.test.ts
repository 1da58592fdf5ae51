import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { z } from "zod";
import { createLog } from "../../../exporters/program/log.ts";
import { Mistake } from "../../../exporters/program/mistake.ts";
import { readSecret } from "../../../exporters/program/secret.ts";
import { serve } from "../../../exporters/program/serve.ts";
import { listenSettings, readSettings } from "../../../exporters/program/settings.ts";
import { freePort } from "../../../kit/lab/parts/ports.ts";

function logged() {
  const lines: string[] = [];
  return { log: createLog("example", (line) => lines.push(line)), lines };
}

function directory(): string {
  const made = mkdtempSync(path.join(tmpdir(), "program-"));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

it("logs one JSON object a line, in one schema", () => {
  const { log, lines } = logged();
  log.info("listening", { port: 9851 });
  log.error("a line\nbreak");
  expect(lines.every((line) => line.endsWith("\n") && !line.slice(0, -1).includes("\n"))).toBe(true);
  const [first, second] = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(first).toEqual({
    time: expect.stringMatching(/Z$/),
    level: "info",
    program: "example",
    message: "listening",
    port: 9851,
  });
  expect(second).toMatchObject({ level: "error", message: "a line\nbreak" });
});

describe("settings", () => {
  const shape = { ...listenSettings(9851), "uri-file": z.string({ error: "a path" }).min(1) };
  const read = (args: string[], env: NodeJS.ProcessEnv = {}) => readSettings(shape, ["once"], { args, env });

  it("come from flags, then from the environment, then from defaults", () => {
    expect(read(["--uri-file", "a", "--port", "1"], { URI_FILE: "b", PORT: "2", HOST: "::1" })).toEqual({
      "uri-file": "a",
      port: 1,
      host: "::1",
      once: false,
    });
    expect(read(["--once"], { URI_FILE: "b", PORT: "" })).toEqual({
      "uri-file": "b",
      port: 9851,
      host: "127.0.0.1",
      once: true,
    });
  });

  it("that are wrong are named, with what there is", () => {
    expect(() => read([])).toThrow(/--uri-file: a path/);
    expect(() => read(["--uri-file", "a", "--port", "x"])).toThrow(/--port: /);
    expect(() => read(["--uri-file", "a", "--colour", "x"])).toThrow(/--colour/);
    expect(() => read(["--uri-file", "a", "rest"])).toThrow(Mistake);
    try {
      read([]);
    } catch (error) {
      expect((error as Mistake).remedy).toContain("--uri-file or URI_FILE");
      expect((error as Mistake).remedy).toContain("--once");
    }
  });
});

describe("a secret's file", () => {
  it("is read without its last newline", async () => {
    const file = path.join(directory(), "secret");
    writeFileSync(file, "pa ss\n");
    expect(await readSecret(file)).toBe("pa ss");
  });

  it("that is absent, empty or no file is told with a remedy", async () => {
    const folder = directory();
    const empty = path.join(folder, "empty");
    writeFileSync(empty, "\n");
    chmodSync(empty, 0o400);
    await expect(readSecret(path.join(folder, "absent"))).rejects.toThrow(/absent cannot be read \(ENOENT\)/);
    await expect(readSecret(folder)).rejects.toThrow(/is a directory, not a file/);
    const pipe = path.join(folder, "pipe");
    execFileSync("mkfifo", [pipe]);
    await expect(readSecret(pipe)).rejects.toThrow(/is a pipe, not a file/);
    await expect(readSecret("/dev/zero")).rejects.toThrow(/is a device, not a file/);
    const huge = path.join(folder, "huge");
    writeFileSync(huge, "");
    truncateSync(huge, 2 ** 31);
    await expect(readSecret(huge)).rejects.toThrow(/is larger than 64 KiB/);
    await expect(readSecret(empty)).rejects.toThrow(/is empty/);
  });
});

describe("the HTTP server", () => {
  async function started(ready = true) {
    const { log, lines } = logged();
    const endpoints = {
      "/metrics": async () => "up 1\n",
      "/broken": () => {
        throw new TypeError("planted@example.org");
      },
    };
    const server = await serve({ port: 0, host: "127.0.0.1", endpoints, ready: () => ready, log });
    onTestFinished(() => server.stop());
    return {
      get: (at: string, init?: RequestInit) => fetch(`http://127.0.0.1:${server.port}${at}`, init),
      server,
      lines,
    };
  }

  it("serves text in the exposition format, whatever the query", async () => {
    const { get } = await started();
    const response = await get("/metrics?x=1");
    expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    expect(await response.text()).toBe("up 1\n");
    expect(await (await get("/metrics", { method: "HEAD" })).text()).toBe("");
  });

  it("tells its health and its readiness", async () => {
    expect((await (await started()).get("/-/ready")).status).toBe(200);
    const { get } = await started(false);
    expect((await get("/-/healthy")).status).toBe(200);
    expect((await get("/-/ready")).status).toBe(503);
  });

  it("refuses the rest, and keeps the reason of a failure to itself", async () => {
    const { get, lines } = await started();
    expect((await get("/planted")).status).toBe(404);
    expect((await get("/metrics", { method: "POST" })).status).toBe(405);
    const broken = await get("/broken");
    expect(broken.status).toBe(500);
    expect(await broken.text()).not.toContain("planted");
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ path: "/broken", reason: "TypeError" });
    expect(lines.join("")).not.toContain("planted");
  });

  it("says that its port is taken", async () => {
    const { server } = await started();
    const { log } = logged();
    const again = serve({ port: server.port, host: "127.0.0.1", endpoints: {}, ready: () => true, log });
    await expect(again).rejects.toThrow(/EADDRINUSE/);
    await expect(again).rejects.toMatchObject({ remedy: expect.stringContaining("--port") });
  });

  it("stops at once, though a client keeps its connection", async () => {
    const { log } = logged();
    const server = await serve({
      port: await freePort(),
      host: "127.0.0.1",
      endpoints: { "/slow": () => new Promise<string>(() => {}) },
      ready: () => true,
      log,
    });
    const dropped = new Promise<string>((resolve) => {
      const asking = request({ port: server.port, host: "127.0.0.1", path: "/slow" });
      asking.on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? "")).end();
      asking.on("socket", (socket) => socket.on("connect", () => void server.stop()));
    });
    expect(await dropped).toBe("ECONNRESET");
  });
});
