import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { atEnd } from "./ending.ts";

/** A directory for as long as a piece of work lasts: nothing of it is left, however this process ends. */
export async function inScratch<Result>(name: string, work: (directory: string) => Promise<Result>): Promise<Result> {
  const directory = mkdtempSync(path.join(tmpdir(), `${name}-`));
  // Whoever still writes there is stopped before it, as it came after.
  const remove = () => rmSync(directory, { recursive: true, force: true, maxRetries: 2 });
  const takeBack = atEnd(remove);
  try {
    return await work(directory);
  } finally {
    remove();
    takeBack();
  }
}
