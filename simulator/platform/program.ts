import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { z } from "zod";
import { Mistake } from "../../exporters/program/mistake.ts";
import { readSettings } from "../../exporters/program/settings.ts";

/** The flags that every program of the platform takes. */
export const commonFlags = {
  /** Where `faults.json` is. */
  "state-dir": z.string().min(1),
  /** The same seed gives the same behaviour. */
  seed: z.coerce.number().int().nonnegative().default(1),
};

/** `--port`, for the programs that listen; 0 is a free one. */
export const portFlag = z.coerce.number().int().min(0).max(65_535);

/**
 * The command line, each `--flag value` checked by its schema. When it is wrong, says on stderr what is, and ends the
 * process with status 2.
 */
export function readFlags<Shape extends z.ZodRawShape>(shape: Shape): z.infer<z.ZodObject<Shape>> {
  try {
    // Its environment is that of whoever starts it: PM2 sets PORT for its own ends.
    return readSettings(shape, [], { args: process.argv.slice(2), env: {} });
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    const flags = Object.keys(shape).map((name) => `--${name}`);
    console.error(`${error.message}\nFlags: ${flags.join(" ")}`);
    process.exit(2);
  }
}

/** Ends the process at the first request to stop; open connections and timers are not waited for. */
export function stopOnSignal(): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(0));
}

/** A server of the simulated platform that can go down and come back. */
interface PlatformServer {
  /** To be called when the answer of `isDown` may have changed. */
  update(): void;
  /** Where it listens, or last listened; 0 before the first time. */
  port(): number;
}

/**
 * Serves HTTP on 127.0.0.1 and prints `listening on http://127.0.0.1:<port>` once it does. While `isDown`, the port refuses
 * connections and those that were open are dropped. A port that is taken ends the process with status 1.
 */
export function serve({
  port,
  isDown,
  handle,
}: {
  port: number;
  isDown(): boolean;
  handle(request: IncomingMessage, response: ServerResponse): void;
}): PlatformServer {
  let current = port;
  const server = createServer(handle);
  server.on("error", (error) => {
    console.error(
      `Cannot listen on 127.0.0.1:${current}: ${error.message}. Stop what uses that port, or choose another with --port.`,
    );
    process.exit(1);
  });
  server.on("listening", () => {
    current = (server.address() as AddressInfo).port;
    console.log(`listening on http://127.0.0.1:${current}`);
    update();
  });
  // Only once it is closed may it listen again.
  server.on("close", () => update());

  /** At most one of listening and closing is under way; each calls again when it is done. */
  let closing = false;
  const update = (): void => {
    if (isDown() && server.listening) {
      closing = true;
      server.close(() => {
        closing = false;
      });
      server.closeAllConnections();
    } else if (!isDown() && !server.listening && !closing) {
      server.listen(current, "127.0.0.1");
    }
  };
  update();
  return { update, port: () => current };
}
