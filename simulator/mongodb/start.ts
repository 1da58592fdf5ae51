import { mkdtempSync, rmSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { type Child, type ChildSpec, startChild } from "../../kit/lab/parts/children.ts";
import { startOnFreePort } from "../../kit/lab/parts/ports.ts";
import { type MongodbProgram, obtainMongodb } from "./obtain.ts";

/** A running MongoDB-protocol server, empty at its start. */
export interface Mongodb {
  readonly uri: string;
  readonly port: number;
  readonly pid: number;
  readonly running: boolean;
  /** It goes down with its data; ends a fault `mongodb-down` with `startMongodb({ port })` and a new seed. */
  stop(): Promise<void>;
}

/** Megabytes of Java's memory: a million users of the benchmark need more than the platform of `npm start`. */
const usualMemory = 256;

/**
 * Starts the database of the simulated platform on 127.0.0.1.
 *
 * @param options.port a free one unless told
 * @param options.logFile both outputs; a temporary file unless told
 * @param options.memory megabytes of Java's heap
 * @throws MongodbUnavailable when the server cannot be had; ChildNotReady when it does not start
 */
export async function startMongodb(
  options: {
    port?: number;
    logFile?: string;
    memory?: number;
    program?: MongodbProgram;
    progress?: (line: string) => void;
  } = {},
): Promise<Mongodb> {
  const program = options.program ?? (await obtainMongodb(options.progress ? { progress: options.progress } : {}));
  const scratch = options.logFile ? undefined : mkdtempSync(path.join(tmpdir(), "mongodb-"));
  const logFile = options.logFile ?? path.join(scratch ?? "", "mongodb.log");
  const memory = options.memory ?? usualMemory;
  const start = (port: number): Promise<Child> => startChild(mongodbSpec(program, { port, logFile, memory }));
  const { port, child } =
    options.port === undefined
      ? await startOnFreePort(start)
      : { port: options.port, child: await start(options.port) };
  return {
    uri: mongodbUri(port),
    port,
    pid: child.pid,
    get running() {
      return child.running;
    },
    stop: async () => {
      await child.stop();
      if (scratch) rmSync(scratch, { recursive: true, force: true });
    },
  };
}

/** How the server is started, for who supervises it. `memory`: megabytes of Java's heap. */
export function mongodbSpec(
  { java, libraries }: MongodbProgram,
  { port, logFile, memory = usualMemory }: { port: number; logFile: string; memory?: number },
): ChildSpec {
  const server = fileURLToPath(new URL("Server.java", import.meta.url));
  return {
    name: "MongoDB-protocol server",
    command: java,
    // It lives for minutes: what Java's second compiler gains, it does not earn back.
    args: [
      `-Xmx${memory}m`,
      "-XX:+UseSerialGC",
      "-XX:TieredStopAtLevel=1",
      "-cp",
      path.join(libraries, "*"),
      server,
      String(port),
    ],
    logFile,
    ready: () => accepts(port),
    readyWithin: 60_000,
  };
}

/** The connection string of a server on this port, without a database and without a password. */
export const mongodbUri = (port: number): string => `mongodb://127.0.0.1:${port}/?directConnection=true`;

/** Whether something listens on the port. */
function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}
