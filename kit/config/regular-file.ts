import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";

/** Why a path is not read, in words that go on after the file's name. */
export class NotRegular extends Error {}

/**
 * The content of a regular file of at most `largest` bytes. Opened without waiting, and judged by what was opened: a FIFO
 * would keep the program for ever, a device never ends, and a name may be replaced between a look and the opening.
 *
 * @throws NotRegular when it is another thing or larger; what `node:fs` throws otherwise
 */
export function readRegularFile(file: string, largest: number): Buffer {
  const handle = openWithoutWaiting(file);
  try {
    const found = fstatSync(handle);
    if (!found.isFile()) throw new NotRegular(`is ${kindOf(found)}, not a file`);
    if (found.size > largest) throw new NotRegular(`is larger than ${largest / 1024} KiB`);
    // Some files of /proc and /sys say 0 and hold more; what is read is bounded, whatever the size says.
    const content = Buffer.alloc(largest + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length <= largest; length += read) {
      read = readSync(handle, content, length, content.length - length, null);
    }
    if (length > largest) throw new NotRegular(`is larger than ${largest / 1024} KiB`);
    return content.subarray(0, length);
  } finally {
    closeSync(handle);
  }
}

function openWithoutWaiting(file: string): number {
  try {
    return openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    // What open(2) says of a socket.
    if ((error as NodeJS.ErrnoException).code === "ENXIO") throw new NotRegular("is a socket, not a file");
    throw error;
  }
}

const kindOf = (found: ReturnType<typeof fstatSync>): string => {
  if (found.isDirectory()) return "a directory";
  return found.isFIFO() ? "a pipe" : "a device";
};
