import { once } from "node:events";
import net, { type AddressInfo } from "node:net";
import { ChildNotReady } from "./children.ts";
import { tryLock } from "./lock.ts";

/**
 * A TCP port that nobody listens on at 127.0.0.1. It is never given twice while this process lives, to no process that asks
 * here: parallel test workers do not meet.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const server = net.createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const mine = await tryLock(`port:${port}`);
    server.close();
    await once(server, "close");
    if (mine) return port;
  }
}

const attempts = 5;

/**
 * Starts something on a free port, and on another one when a stranger took the port in between.
 * @throws what `start` throws for any other reason, or at the fifth time.
 */
export async function startOnFreePort<T>(start: (port: number) => Promise<T>): Promise<{ port: number; child: T }> {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    try {
      return { port, child: await start(port) };
    } catch (error) {
      const lostTheRace = error instanceof ChildNotReady && /address already in use|EADDRINUSE/i.test(error.log);
      if (!lostTheRace || attempt === attempts) throw error;
    }
  }
}
