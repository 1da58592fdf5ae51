import { open, rename, rm } from "node:fs/promises";
import { Mistake } from "../program/mistake.ts";

/**
 * Replaces a file in one step, whole on the disk before it has its name: node-exporter reads it at any moment, and skips
 * names that do not end in `.prom`. Everybody may read it.
 * @throws Mistake when the directory cannot be written
 */
export async function replaceFile(path: string, content: string): Promise<void> {
  const draft = `${path}.${process.pid}.draft`;
  try {
    const handle = await open(draft, "w", 0o644);
    try {
      // Whatever the umask is: node-exporter runs as another user.
      await handle.chmod(0o644);
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => {});
    throw new Mistake(
      `${path} cannot be written (${(error as NodeJS.ErrnoException).code ?? "unknown"})`,
      "let the exporter's user write its directory, and see that the disk is not full",
    );
  }
}
