import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { expect, it, onTestFinished } from "vitest";
import { type LogLine, logLine } from "../../../exporters/program/log-line.ts";

const documented = new Set(
  [...readFileSync(new URL("../../../docs/logs.md", import.meta.url), "utf8").matchAll(/^\|.*?\|/gm)].flatMap(
    ([cell]) => [...cell.matchAll(/`(\w+)`/g)].map(([, field]) => field),
  ),
);

function temporary(): string {
  const directory = mkdtempSync(path.join(tmpdir(), "log-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** Runs a program until it ends, or stops it when it has said that it listens; every line must be in the schema. */
async function linesOf(program: string, ...args: string[]): Promise<LogLine[]> {
  const child = spawn(process.execPath, ["--import", "tsx", `exporters/${program}/main.ts`, ...args], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const lines: LogLine[] = [];
  for await (const text of createInterface({ input: child.stderr })) {
    const line = logLine.parse(JSON.parse(text), { reportInput: true });
    lines.push(line);
    if (line.message === "listening") child.kill("SIGTERM");
  }
  expect(lines).not.toEqual([]);
  for (const field of lines.flatMap((line) => Object.keys(line))) expect(documented, field).toContain(field);
  return lines;
}

const messages = (lines: readonly LogLine[]) => lines.map(({ level, message }) => `${level}: ${message}`);

it("pm2-exporter: it listens and is stopped; PM2 is not there", async () => {
  const socket = path.join(temporary(), "rpc.sock");
  expect(messages(await linesOf("pm2", "--port", "0", "--pm2-daemon-rpc-port", socket))).toEqual([
    "info: listening",
    "info: stopping",
  ]);
  const [line] = await linesOf("pm2", "--once", "--pm2-daemon-rpc-port", socket);
  expect(line).toMatchObject({ level: "warn", program: "pm2-exporter", socket, remedy: expect.anything() });
});

it("business-exporter: its secret is not there", async () => {
  const lines = await linesOf("business", "--mongodb-uri-file", path.join(temporary(), "none"));
  expect(lines).toMatchObject([{ level: "error", program: "business-exporter", remedy: expect.anything() }]);
});

it("anomaly-recorder: it listens and is stopped; its token is not there", async () => {
  const directory = temporary();
  writeFileSync(path.join(directory, "token"), "t".repeat(32));
  writeFileSync(path.join(directory, "ANOM-2026-11-23-001.md"), "no record");
  const lines = await linesOf(
    "anomalies",
    ...["--port", "0", "--recorder-token-file", path.join(directory, "token"), "--directory", directory],
  );
  expect(messages(lines)).toContain("info: listening");
  const none = await linesOf("anomalies", "--recorder-token-file", path.join(directory, "none"));
  expect(none).toMatchObject([{ level: "error", program: "anomaly-recorder", remedy: expect.anything() }]);
});

it("quality-exporter: reports are missing, one is wrong, the rest is written", async () => {
  const directory = temporary();
  mkdirSync(path.join(directory, "api"));
  writeFileSync(path.join(directory, "api/audit.json"), "no JSON");
  const textfile = path.join(directory, "quality.prom");
  writeFileSync(`${textfile}.last-good.json`, "no JSON");
  const lines = await linesOf("quality", "--directory", directory, "--textfile", textfile);
  expect(lines.map(({ state }) => state)).toContain("wrong");
  expect(messages(lines).at(-1)).toBe("info: written");
});

it("the schema refuses what is not documented as a form", () => {
  const line = { time: new Date().toISOString(), level: "info", program: "x", message: "y" };
  expect(logLine.safeParse({ ...line, waitSeconds: 3 }).success).toBe(true);
  for (const wrong of [{ wait_seconds: 3 }, { nested: {} }, { level: "debug" }, { time: "now" }, { message: "" }]) {
    expect(logLine.safeParse({ ...line, ...wrong }).success, JSON.stringify(wrong)).toBe(false);
  }
});
