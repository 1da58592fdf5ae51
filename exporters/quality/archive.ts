import { crc32 } from "node:zlib";
import { type Entry, openPromise, type ZipFile } from "yauzl";
import { tooLarge } from "./json-events.ts";
import { largestFile } from "./report.ts";
import { Unusable } from "./unusable.ts";

/** Ours hold one to three files; a list of millions takes minutes to read. */
const mostFiles = 1000;

const wrong = (what: string) =>
  new Unusable("wrong", `it is no archive that can be read: ${what}`, "upload it with actions/upload-artifact");

/**
 * The content of one file of a zip archive, in pieces, or nothing when it is not in there. Pieces come only as fast as they
 * are taken: an archive that unfolds without end is cut by whoever reads.
 *
 * @returns pieces whose end is reached only when lengths and checksum are those of the archive's list
 * @throws Unusable
 */
export async function openEntry(archive: string, name: string): Promise<AsyncIterable<Uint8Array> | undefined> {
  // Names stay bytes: an odd one of another file is no matter of ours, and none becomes a path.
  const zip = await openPromise(archive, { autoClose: false, decodeStrings: false }).catch(refused);
  try {
    const entry = await found(zip, Buffer.from(name));
    if (entry !== undefined && entry.uncompressedSize > largestFile) throw tooLarge(largestFile);
    if (entry !== undefined) return content(zip, entry);
  } catch (error) {
    zip.close();
    return refused(error);
  }
  zip.close();
  return undefined;
}

async function found(zip: ZipFile, name: Buffer): Promise<Entry | undefined> {
  if (zip.entryCount > mostFiles) throw wrong(`it has more than ${mostFiles} files`);
  for await (const entry of zip.eachEntry()) if (entry.fileNameRaw.equals(name)) return entry;
  return undefined;
}

/** The library checks the lengths, and leaves the checksum to its callers. */
async function* content(zip: ZipFile, entry: Entry): AsyncGenerator<Uint8Array> {
  try {
    let sum = 0;
    for await (const chunk of await zip.openReadStreamPromise(entry)) {
      sum = crc32(chunk as Uint8Array, sum);
      yield chunk as Uint8Array;
    }
    if (sum !== entry.crc32) throw wrong("its checksum is another one");
  } catch (error) {
    refused(error);
  } finally {
    zip.close();
  }
}

/** What the library and zlib say is of the archive; what has a system call in it is of this machine. */
function refused(error: unknown): never {
  if (error instanceof Unusable || !(error instanceof Error) || "syscall" in error) throw error;
  throw wrong(error.message.slice(0, 100));
}
