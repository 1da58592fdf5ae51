import net from "node:net";

/** A name held by this process alone, among all processes of this machine. */
export interface Lock {
  release(): Promise<void>;
}

/**
 * Locks a name, or answers undefined when another process (or another caller in this one) holds it.
 * The lock is a listening Unix socket in Linux' abstract namespace (Node >= 20.8, https://nodejs.org/api/net.html#identifying-paths-for-ipc-connections):
 * the kernel drops it with its process, however that ends, so a lock is never stale. Elsewhere than on Linux every lock is granted.
 */
export async function tryLock(name: string): Promise<Lock | undefined> {
  if (process.platform !== "linux") return { release: async () => {} };
  const waiting = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    waiting.add(socket);
    socket.on("error", () => {}).on("close", () => waiting.delete(socket));
  });
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      error.code === "EADDRINUSE" ? resolve(undefined) : reject(error),
    );
    server.listen(address(name), () => {
      server.unref();
      resolve({
        release: () =>
          new Promise((released) => {
            server.close(() => released());
            for (const socket of waiting) socket.destroy();
          }),
      });
    });
  });
}

/** Resolves when the holder of the name lets go of it or dies; at once when nobody holds it. */
async function released(name: string): Promise<void> {
  return new Promise((resolve) => {
    net
      .connect(address(name))
      .on("error", () => {})
      .on("close", () => resolve())
      .resume();
  });
}

/** Runs `work` while no other caller with the same name does. `onWait` is called once if another holds the name. */
export async function withLock<T>(name: string, onWait: () => void, work: () => Promise<T>): Promise<T> {
  let told = false;
  for (;;) {
    const held = await tryLock(name);
    if (held) {
      try {
        return await work();
      } finally {
        await held.release();
      }
    }
    if (!told) onWait();
    told = true;
    await released(name);
  }
}

/** The leading NUL means the abstract namespace. At most 107 bytes (unix(7)). */
function address(name: string): string {
  return `\0monitoring-part:${name}`;
}
