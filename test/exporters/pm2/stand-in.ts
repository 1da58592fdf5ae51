import { once } from "node:events";
import net from "node:net";
import { onTestFinished } from "vitest";

/** Something that listens where PM2's daemon would. */
export interface StandIn {
  /** How often it has been asked something. */
  questions(): number;
  /** Resolves at the first question. */
  readonly asked: Promise<void>;
  openConnections(): number;
}

/**
 * Listens on a socket until the test ends.
 * @param onQuestion what to do when it is asked; without it, it hangs
 */
export async function standIn(
  socket: string,
  onQuestion: (connection: net.Socket) => void = () => {},
): Promise<StandIn> {
  const connections = new Set<net.Socket>();
  let questions = 0;
  let tell = (): void => {};
  const asked = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const server = net.createServer((connection) => {
    connections.add(connection);
    connection.on("close", () => connections.delete(connection)).on("error", () => {});
    connection.on("data", () => {
      questions += 1;
      tell();
      onQuestion(connection);
    });
  });
  await once(server.listen(socket), "listening");
  onTestFinished(() => {
    for (const connection of connections) connection.destroy();
    server.close();
  });
  return { asked, questions: () => questions, openConnections: () => connections.size };
}
