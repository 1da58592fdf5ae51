import { constants, type Stats } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";

/** Why a path is not read, in words that go on after the file's name; `code` for those who name reasons by codes. */
export class NotRegular extends Error {
  readonly code = "not a file";
}

/**
 * Opens a regular file, without waiting, and judges what was opened: a FIFO would keep a thread for ever, and with it the whole
 * process, also past SIGTERM; a device never ends; a name may be replaced between a look and the opening.
 *
 * @returns the handle, which the caller closes
 * @throws NotRegular when it is another thing; what `node:fs` throws otherwise
 */
export async function openRegular(file: string): Promise<{ handle: FileHandle; stats: Stats }> {
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK).catch((error: NodeJS.ErrnoException) => {
    // What open(2) says of a socket.
    throw error.code === "ENXIO" ? new NotRegular("is a socket, not a file") : error;
  });
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw new NotRegular(`is ${kindOf(stats)}, not a file`);
    return { handle, stats };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/**
 * The text of a regular file of at most `largest` bytes.
 * @throws NotRegular when it is another thing or larger; what `node:fs` throws otherwise
 */
export async function readRegular(file: string, largest: number): Promise<string> {
  const { handle } = await openRegular(file);
  try {
    // Read to one byte beyond: some files of /proc and /sys say that they are empty, and a file may grow.
    const content = Buffer.alloc(largest + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length <= largest; length += read) {
      read = (await handle.read(content, length, content.length - length)).bytesRead;
    }
    if (length > largest) throw new NotRegular(`is larger than ${Math.floor(largest / 1024)} KiB`);
    // Unlike Buffer's, it drops an editor's byte order mark.
    return new TextDecoder().decode(content.subarray(0, length));
  } finally {
    await handle.close();
  }
}

const kindOf = (stats: Stats): string => {
  if (stats.isDirectory()) return "a directory";
  return stats.isFIFO() ? "a pipe" : "a device";
};
