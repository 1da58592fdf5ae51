import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { callPm2 } from "../../../exporters/pm2/call.ts";
import { Unreachable } from "../../../exporters/pm2/unreachable.ts";
import { startChild } from "../../../kit/lab/parts/children.ts";
import { standIn } from "./stand-in.ts";

let directory: string;
let socket: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "pm2-call-"));
  socket = join(directory, "rpc.sock");
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(directory, { recursive: true, force: true });
});

const ask = (within = 30_000) => callPm2({ socket, method: "getMonitorData", within });

/** What the caller is told. */
async function failure(asked: Promise<unknown>): Promise<string> {
  const error = await asked.then(
    () => "answered",
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(Unreachable);
  return (error as Unreachable).message;
}

/** A framed message of PM2's protocol with one argument: https://github.com/tj/node-amp */
function framed(argument: string): Buffer {
  const head = Buffer.from([0x11, 0, 0, 0, 0]);
  head.writeUInt32BE(Buffer.byteLength(argument), 1);
  return Buffer.concat([head, Buffer.from(argument)]);
}

describe("a daemon that gives no answer is told apart:", () => {
  test("no socket", async () => {
    expect(await failure(ask())).toBe("there is no socket");
  });

  test("a socket that a dead daemon left", async () => {
    const program = `require("node:net").createServer().listen(${JSON.stringify(socket)})`;
    const connects = () =>
      new Promise<boolean>((resolve) => {
        const connection = net.connect(socket, () => resolve(true)).on("error", () => resolve(false));
        connection.unref();
      });
    const daemon = await startChild({
      name: "daemon",
      command: process.execPath,
      args: ["-e", program],
      logFile: join(directory, "log"),
      ready: connects,
    });
    daemon.kill("SIGKILL");
    await daemon.exited;
    expect(await failure(ask())).toContain("the daemon is dead");
  });

  test("a file that is no socket", async () => {
    writeFileSync(socket, "");
    await failure(ask());
  });

  // Root may do anything.
  test.skipIf(process.getuid?.() === 0)("a socket of another user", async () => {
    await standIn(socket);
    chmodSync(socket, 0);
    expect(await failure(ask())).toContain("refuses this user");
  });

  test("one that hangs, at the limit and not before", async () => {
    const { asked } = await standIn(socket);
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    let settled = false;
    const failed = failure(ask(1500)).finally(() => {
      settled = true;
    });
    await asked;
    await vi.advanceTimersByTimeAsync(1499);
    expect(settled).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(await failed).toContain("does not answer in time");
  });

  test("one that ends before it answers", async () => {
    await standIn(socket, (connection) => connection.destroy());
    expect(await failure(ask())).toContain("closed the connection");
  });

  test("one that ends in the middle of its answer", async () => {
    await standIn(socket, (connection) => connection.end(framed('j:{"args":[]}').subarray(0, 8)));
    expect(await failure(ask())).toContain("closed the connection");
  });

  test("one whose answer is 200 MB, of which little is kept", async () => {
    const head = Buffer.from([0x11, 0, 0, 0, 0]);
    head.writeUInt32BE(200_000_000, 1);
    let sent = 0;
    await standIn(socket, (connection) => {
      connection.write(head);
      const send = () => {
        while (sent < 200_000_000 && !connection.destroyed) {
          sent += 65_536;
          if (!connection.write(Buffer.alloc(65_536))) return void connection.once("drain", send);
        }
      };
      send();
    });
    expect(await failure(ask())).toBe("the daemon's answer is larger than 8 MiB");
    expect(sent).toBeLessThan(16e6);
  });

  test.each([
    ["broken JSON", framed('j:{"args":[')],
    ["an answer to no question", Buffer.concat([framed("s:none"), Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n")])],
    ["another protocol", Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n")],
  ])("a stranger that sends %s and does not end this process", async (_, bytes) => {
    await standIn(socket, (connection) => connection.end(bytes));
    await failure(ask());
  });
});

test("no connection and no timer is left behind", async () => {
  const daemon = await standIn(socket, (connection) => connection.write(framed('j:{"args":[')));
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  expect(await failure(ask())).toContain("does not speak PM2's protocol");
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
  await vi.waitUntil(() => daemon.openConnections() === 0);
});
