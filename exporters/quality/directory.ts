import { type FileHandle, stat } from "node:fs/promises";
import path from "node:path";
import { Mistake } from "../program/mistake.ts";
import { NotRegular, openRegular } from "../program/regular-file.ts";
import { tooLarge } from "./json-events.ts";
import { largestFile } from "./report.ts";
import type { Source } from "./source.ts";
import { Unusable } from "./unusable.ts";

/**
 * Reports in `<directory>/<project>/<file>`, as old as their files.
 * @throws Mistake when there is no such directory
 */
export async function directorySource(directory: string): Promise<Source> {
  const isThere = await stat(directory).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isThere)
    throw new Mistake(`${directory} is no directory that can be read`, "name the reports' with --directory");
  return {
    async find(project, { report, files }) {
      const file = path.join(directory, project, files[0]);
      try {
        const { handle, stats } = await openRegular(file);
        await handle.close();
        const { mtimeMs, size, ino } = stats;
        if (size > largestFile) throw tooLarge(largestFile);
        return {
          id: `${ino}:${mtimeMs}:${size}`,
          madeAt: mtimeMs / 1000,
          open: (name) => opened(path.join(directory, project, name)),
          close: async () => {},
        };
      } catch (error) {
        if (error instanceof Unusable) throw error;
        const remedy = `see whether the workflow that makes the ${report} report runs, and what carries it to ${file}`;
        throw isMissing(error) ? new Unusable("missing", "it is not there", remedy) : unreadable(error, file);
      }
    },
  };
}

async function opened(file: string): Promise<AsyncIterable<Uint8Array> | undefined> {
  try {
    return pieces((await openRegular(file)).handle, file);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw unreadable(error, file);
  }
}

async function* pieces(handle: FileHandle, file: string): AsyncGenerator<Uint8Array> {
  const buffer = new Uint8Array(2 ** 18);
  try {
    for (;;) {
      const { bytesRead } = await handle.read(buffer).catch((error: unknown) => {
        throw unreadable(error, file);
      });
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

const isMissing = (error: unknown) => ["ENOENT", "ENOTDIR"].includes(String((error as NodeJS.ErrnoException).code));

const unreadable = (error: unknown, file: string) =>
  error instanceof NotRegular
    ? new Unusable("unreachable", `it ${error.message}`, `let what carries the report write ${file} as a file`)
    : new Unusable(
        "unreachable",
        `it cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown"})`,
        `let the exporter's user read ${file}`,
      );
