import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import { type Child, startChild } from "../../../kit/lab/parts/children.ts";
import { answers } from "../../../kit/lab/parts/http.ts";
import { startOnFreePort } from "../../../kit/lab/parts/ports.ts";
import { parseExposition, type Sample, select } from "../../simulator/platform/live.ts";
import type { TestServer } from "./server.ts";

/** Our business exporter as a process. */
export interface Exporter {
  readonly url: string;
  readonly child: Child;
  /** Its log, a JSON object a line. */
  log(): Record<string, unknown>[];
  /** What it wrote, as text. */
  words(): string;
  samples(path?: string): Promise<Sample[]>;
  stop(): Promise<void>;
}

function prepared(uri: string) {
  const directory = mkdtempSync(path.join(tmpdir(), "business-exporter-"));
  const secret = path.join(directory, "mongodb-uri");
  writeFileSync(secret, `${uri}\n`, { mode: 0o400 });
  const logFile = path.join(directory, "log");
  const args = (flags: readonly string[]) => [
    ...["--import", "tsx", "exporters/business/main.ts", "--mongodb-uri-file", secret, ...flags],
  ];
  return { directory, logFile, args, words: () => readFileSync(logFile, "utf8") };
}

/** @param ready the path that must answer before it is handed over */
export async function startExporter(uri: string, flags: readonly string[], ready = "/-/ready"): Promise<Exporter> {
  const { directory, logFile, args, words } = prepared(uri);
  const { port, child } = await startOnFreePort((free) =>
    startChild({
      name: "business exporter",
      command: process.execPath,
      args: args(["--port", String(free), ...flags]),
      logFile,
      ready: () => answers(`http://127.0.0.1:${free}${ready}`),
    }),
  );
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    child,
    words,
    log: () =>
      words()
        .split("\n")
        .filter((line) => line.startsWith("{"))
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    samples: async (at = "/metrics") => parseExposition(await (await fetch(url + at)).text()),
    stop: async () => {
      await child.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Runs it to its end, for `--once` and `--check`; both outputs in one. */
export async function runExporter(
  uri: string,
  flags: readonly string[],
): Promise<{ code: number | null; words: string }> {
  const { directory, logFile, args, words } = prepared(uri);
  const child = await startChild({ name: "business exporter", command: process.execPath, args: args(flags), logFile });
  const { code } = await child.exited;
  const said = words();
  rmSync(directory, { recursive: true, force: true });
  return { code, words: said };
}

/** For what happens within some refreshes, on a busy machine. */
export const patience = { timeout: 120_000, interval: 50 };

/** Quick where the real program is patient. */
export const quickFlags = ({ db }: TestServer): string[] => [
  ...["--database", db.databaseName, "--refresh-interval", "0.2", "--keep-for", "600", "--status-interval", "0.2"],
];

/** An exporter that ends with the test. */
export async function running(uri: string, flags: readonly string[], ready?: string): Promise<Exporter> {
  const exporter = await startExporter(uri, flags, ready);
  onTestFinished(() => exporter.stop());
  return exporter;
}

export const seriesValue = (
  samples: readonly Sample[],
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number | undefined => select(samples, name, labels)[0]?.value;
