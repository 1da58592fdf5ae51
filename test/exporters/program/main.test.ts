import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";

const program = path.resolve("exporters/program");

/** Runs a program whose `start` is this text; `act` may signal it when it has said `up`. */
async function run(start: string, signal?: NodeJS.Signals) {
  const directory = mkdtempSync(path.join(tmpdir(), "main-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const file = path.join(directory, "program.mts");
  writeFileSync(
    file,
    `import { createLog } from "${program}/log.ts";
import { runProgram } from "${program}/main.ts";
import { Mistake } from "${program}/mistake.ts";
const up = () => console.log("up");
const forever = () => new Promise(() => setInterval(() => {}, 1000));
await runProgram(createLog("example"), ${start});
void Mistake; void up; void forever;`,
  );
  const child = spawn(process.execPath, ["--import", "tsx", file], { stdio: ["ignore", "pipe", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  let log = "";
  child.stderr.on("data", (chunk) => {
    log += chunk;
  });
  child.stdout.once("data", () => signal && child.kill(signal));
  const [code] = await once(child, "close");
  return { code, log };
}

it("ends with the work, and with the status that it chose", async () => {
  expect(await run("async () => { process.exitCode = 1; return undefined; }")).toEqual({ code: 1, log: "" });
});

it.each(["SIGTERM", "SIGINT"] as const)("stops what runs at %s, with status 0", async (signal) => {
  const { code, log } = await run(
    'async () => { void forever(); setTimeout(up, 0); return { stop: async () => console.error("stopped") }; }',
    signal,
  );
  expect(code).toBe(0);
  expect(log).toContain("stopped");
});

it("is not held up by what does not stop, nor by a start that never ends", async () => {
  expect((await run("async () => { setTimeout(up, 0); return { stop: forever }; }", "SIGTERM")).code).toBe(0);
  expect((await run("async () => { up(); await forever(); }", "SIGTERM")).code).toBe(0);
});

it("tells a mistake with its remedy, and a defect without its message", async () => {
  const mistake = await run('async () => { throw new Mistake("no file", "make one"); }');
  expect(mistake.code).toBe(2);
  expect(JSON.parse(mistake.log)).toMatchObject({ level: "error", message: "no file", remedy: "make one" });
  const defects = [
    'async () => { throw new TypeError("planted@example.org"); }',
    'async () => { setTimeout(() => { throw new TypeError("planted@example.org"); }, 0); return { stop: async () => {} }; }',
    'async () => { void Promise.reject(new TypeError("planted@example.org")); return { stop: async () => {} }; }',
  ];
  for (const defect of defects) {
    const { code, log } = await run(defect);
    expect(code).toBe(1);
    expect(log).not.toContain("planted");
    expect(JSON.parse(log)).toMatchObject({ error: "TypeError", at: expect.stringContaining("program.mts") });
  }
});
