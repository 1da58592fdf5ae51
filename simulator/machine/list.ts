import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { nameIn } from "../../config/names.ts";
import { logBytes, logsIn } from "./clutter.ts";
import { machineIn } from "./place.ts";
import { programsIn, writeHostPrograms } from "./programs.ts";
import { releasesIn } from "./releases.ts";

const script = fileURLToPath(new URL("../../stacks/host/remedies.sh", import.meta.url));

/**
 * What the host repairs by itself: the list of stacks/host/ at its socket, run for each connection as systemd does, with the programs
 * of the simulated host.
 */
export async function startHostList(
  directory: string,
  environment: string,
): Promise<{ readonly socket: string; stop(): Promise<void> }> {
  const machine = machineIn(directory);
  mkdirSync(machine, { recursive: true });
  writeHostPrograms(directory);
  const env = {
    PROGRAMS: programsIn(directory),
    RELEASES: releasesIn(directory),
    PM2: path.resolve(directory, "pm2/pm2"),
    PM2_LOGS: logsIn(directory),
    LOG_BYTES: String(logBytes),
    MONITORING_ENVIRONMENT: environment,
    MONGODB_CONTAINER: nameIn(environment, "mongodb"),
  };
  const connected = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (connection) => {
    connected.add(connection);
    const list = spawn("sh", [script], { env, stdio: ["pipe", "pipe", "ignore"] });
    list.once("error", () => connection.destroy());
    // Whoever asks may hang up, and the list ends before it has read all of a long line.
    connection.on("error", () => {}).once("close", () => connected.delete(connection));
    list.stdin.on("error", () => {});
    connection.pipe(list.stdin);
    list.stdout.pipe(connection);
  });
  const socket = path.join(machine, "list.sock");
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(socket, resolve);
  });
  return {
    socket,
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const connection of connected) connection.destroy();
      await closed;
    },
  };
}
