import { ReqSocket } from "pm2-axon";
import { Client } from "pm2-axon-rpc";
import { largestAnswer, type Reason, reasonOf, Unreachable } from "./unreachable.ts";

/**
 * Calls a method of PM2's daemon on its own socket. It never starts one, as `pm2.connect()` does. Whether somebody listens is
 * probed first, once: left alone, the library keeps the question and connects again and again, and a dead daemon looks hung.
 *
 * @param call.socket path of the daemon's rpc.sock
 * @param call.method as in pm2/lib/Daemon.js, `server.expose`
 * @param call.within milliseconds for everything
 * @throws Unreachable when there is no answer by then
 */
export async function callPm2(call: {
  readonly socket: string;
  readonly method: "getMonitorData" | "sendSignalToProcessName" | "restartProcessId" | "reloadProcessId";
  readonly argument?: unknown;
  readonly within: number;
}): Promise<unknown> {
  const connection = new ReqSocket();
  connection.set("retry timeout", 0);
  let late: NodeJS.Timeout | undefined;
  try {
    return await new Promise((resolve, reject) => {
      const fail = (reason: Reason) => reject(new Unreachable(reason));
      late = setTimeout(() => fail("silent"), call.within);
      connection.on("socket error", (error) => fail(reasonOf(error)));
      // Already told by `socket error`; without a listener it would end the process.
      connection.on("error", () => {});
      connection.on("close", () => fail("hungUp"));
      surviveStrangers(connection, fail);
      connection.on("connect", () =>
        new Client(connection).call(call.method, call.argument ?? {}, (error, result) =>
          error ? fail("refused") : resolve(result),
        ),
      );
      connection.connect(call.socket);
    });
  } finally {
    clearTimeout(late);
    connection.close();
  }
}

/** The library keeps all that it receives, and parses it without a catch: a stranger's bytes would end the process. */
function surviveStrangers(connection: ReqSocket, fail: (reason: "stranger" | "huge") => void): void {
  const taking = connection.onmessage.bind(connection);
  connection.onmessage = (socket) => {
    let received = 0;
    socket.on("data", (chunk: Buffer) => {
      received += chunk.length;
      if (received <= largestAnswer) return;
      fail("huge");
      socket.destroy();
    });
    const take = taking(socket);
    return (message) => {
      try {
        take(message);
      } catch {
        fail("stranger");
      }
    };
  };
}
