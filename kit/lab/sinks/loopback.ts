import { once } from "node:events";
import type { AddressInfo, Server, Socket } from "node:net";

/** A server that listens on 127.0.0.1. */
export interface Listening {
  readonly port: number;
  /** Frees the port and ends every connection, idle and busy. Harmless when called again. */
  stop(): Promise<void>;
}

/**
 * Starts `server` on 127.0.0.1.
 *
 * @param port 0 for any free one
 * @throws Error naming the port when it is taken
 */
export async function listenOnLoopback(server: Server, port: number): Promise<Listening> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  server.listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
  } catch (cause) {
    throw new Error(`Cannot listen on 127.0.0.1:${port}. Stop what holds that port, or choose port 0 for a free one.`, {
      cause,
    });
  }
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
