import { once } from "node:events";
import net, { type AddressInfo } from "node:net";

/** A TCP relay on 127.0.0.1 that counts what the server sends. */
interface CountingProxy {
  readonly port: number;
  /** Bytes sent by the server since the start. */
  received(): number;
  stop(): Promise<void>;
}

export async function startCountingProxy(to: number): Promise<CountingProxy> {
  const sockets = new Set<net.Socket>();
  let bytes = 0;
  const server = net.createServer((client) => {
    const database = net.connect(to, "127.0.0.1");
    database.on("data", (chunk) => {
      bytes += chunk.length;
    });
    client.pipe(database).pipe(client);
    for (const socket of [client, database]) {
      sockets.add(socket);
      socket.on("error", () => {}).on("close", () => sockets.delete(socket));
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    received: () => bytes,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
