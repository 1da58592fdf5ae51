import { createReadStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import type { Readable } from "node:stream";
import { createInflateRaw } from "node:zlib";
import { Unusable } from "./unusable.ts";

/** https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, sections 4.3.7, 4.3.12 and 4.3.16. */
const signature = { local: 0x04034b50, entry: 0x02014b50, end: 0x06054b50 } as const;
const endLength = 22;
const longestComment = 0xffff;
/** Stands for a number that is too large for its field. */
const elsewhere = 0xffffffff;
const stored = 0;
const deflated = 8;

/** Of an archive's list; ours hold one to three files. */
const largestList = 2 ** 20;

const wrong = (what: string) =>
  new Unusable("wrong", `it is no archive that can be read: ${what}`, "upload it with actions/upload-artifact");

/**
 * The content of one file of a zip archive, in pieces, or nothing when it is not in there. Archives of more than 4 GiB,
 * encrypted ones and other compressions than deflate are refused.
 * @throws Unusable
 */
export async function openEntry(archive: string, name: string): Promise<AsyncIterable<Uint8Array> | undefined> {
  const handle = await open(archive);
  try {
    const { size } = await handle.stat();
    const entry = entryOf(await listOf(handle, size), name);
    if (entry === undefined) return undefined;
    if (entry.length === elsewhere || entry.at === elsewhere) throw wrong("it has more than 4 GiB");
    const header = await part(handle, entry.at, 30);
    if (header.readUInt32LE(0) !== signature.local) throw wrong("a file's header is missing");
    const start = entry.at + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
    if (entry.length === 0) return none();
    const raw = createReadStream(archive, { start, end: start + entry.length - 1 });
    if (entry.method === stored) return raw;
    if (entry.method === deflated) return inflated(raw);
    throw wrong(`compression ${entry.method}`);
  } finally {
    await handle.close();
  }
}

async function* none(): AsyncGenerator<Uint8Array> {}

/** Pieces come only as fast as they are taken: an archive that unfolds without end is cut by whoever reads. */
async function* inflated(raw: Readable): AsyncGenerator<Uint8Array> {
  const inflate = createInflateRaw();
  raw.on("error", (error) => inflate.destroy(error));
  try {
    for await (const chunk of raw.pipe(inflate)) yield chunk as Uint8Array;
  } catch (error) {
    if (String((error as NodeJS.ErrnoException).code).startsWith("Z_")) throw wrong("its data is damaged");
    throw error;
  } finally {
    raw.destroy();
  }
}

async function part(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await handle.read(buffer, 0, length, position);
  if (bytesRead !== length) throw wrong("it ends too early");
  return buffer;
}

/** The archive's list of files, which stands at its end. */
async function listOf(handle: FileHandle, size: number): Promise<Buffer> {
  const length = Math.min(size, endLength + longestComment);
  const tail = await part(handle, size - length, length);
  const at = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (at === -1 || at + endLength > tail.length) throw wrong("its list is missing");
  const [listLength, listAt] = [tail.readUInt32LE(at + 12), tail.readUInt32LE(at + 16)];
  if (listLength > largestList) throw wrong("its list is too long");
  return part(handle, listAt, listLength);
}

function entryOf(list: Buffer, name: string) {
  for (let at = 0; at + 46 <= list.length; ) {
    if (list.readUInt32LE(at) !== signature.entry) throw wrong("its list is damaged");
    const nameLength = list.readUInt16LE(at + 28);
    if (list.toString("utf8", at + 46, at + 46 + nameLength) === name) {
      if ((list.readUInt16LE(at + 8) & 1) === 1) throw wrong("it is encrypted");
      return { method: list.readUInt16LE(at + 10), length: list.readUInt32LE(at + 20), at: list.readUInt32LE(at + 42) };
    }
    at += 46 + nameLength + list.readUInt16LE(at + 30) + list.readUInt16LE(at + 32);
  }
  return undefined;
}
