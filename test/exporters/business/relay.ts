import { once } from "node:events";
import net, { type AddressInfo } from "node:net";

/** A TCP relay on 127.0.0.1 to a server, whose ways of being unreachable a test chooses. */
export interface Relay {
  readonly port: number;
  /** `cut`: open connections are dropped and new ones too; `silent`: nothing passes any more. */
  behave(how: "relay" | "cut" | "silent"): void;
  /** Bytes that the server has sent. */
  received(): number;
  stop(): Promise<void>;
}

export async function startRelay(to: { host: string; port: number }): Promise<Relay> {
  const sockets = new Set<net.Socket>();
  let how: "relay" | "cut" | "silent" = "relay";
  let received = 0;
  const server = net.createServer((client) => {
    sockets.add(client);
    client.on("error", () => {}).on("close", () => sockets.delete(client));
    if (how === "cut") client.destroy();
    if (how !== "relay") return;
    const upstream = net.connect(to.port, to.host);
    sockets.add(upstream);
    upstream
      .on("error", () => {})
      .on("close", () => {
        sockets.delete(upstream);
        client.destroy();
      });
    client.on("close", () => upstream.destroy());
    client.on("data", (chunk) => how === "relay" && upstream.write(chunk));
    upstream.on("data", (chunk) => {
      received += chunk.length;
      if (how === "relay") client.write(chunk);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const drop = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    behave: (next) => {
      how = next;
      if (next !== "silent") drop();
    },
    received: () => received,
    stop: async () => {
      const closed = once(server, "close");
      server.close();
      drop();
      await closed;
    },
  };
}
