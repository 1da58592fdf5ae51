import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import type { GeneratedFiles } from "./files.ts";

/** What writing would change: paths relative to the directory. */
export interface Difference {
  readonly missing: readonly string[];
  readonly changed: readonly string[];
  readonly surplus: readonly string[];
}

/** Compares a directory with what is declared now. */
export function differenceOf(files: GeneratedFiles, directory: string): Difference {
  const present = new Set(filesBelow(directory));
  const paths = [...files.keys()];
  return {
    missing: paths.filter((file) => !present.has(file)),
    changed: paths.filter(
      (file) => present.has(file) && readFileSync(path.join(directory, file), "utf8") !== files.get(file),
    ),
    surplus: [...present].filter((file) => !files.has(file)),
  };
}

/** Makes the directory hold exactly these files. A file is replaced as a whole: a reader never sees half of it. */
export function writeTree(files: GeneratedFiles, directory: string): Difference {
  const difference = differenceOf(files, directory);
  // First, because a new file may stand where an old directory stood.
  for (const file of difference.surplus) rmSync(path.join(directory, file));
  removeEmptyBelow(directory);
  for (const file of [...difference.missing, ...difference.changed]) {
    const target = path.join(directory, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(`${target}.new`, files.get(file) ?? "");
    renameSync(`${target}.new`, target);
  }
  return difference;
}

function filesBelow(directory: string): string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(directory, path.join(entry.parentPath, entry.name)))
    .sort();
}

function removeEmptyBelow(directory: string): void {
  if (!existsSync(directory)) return;
  for (const entry of readdirSync(directory, { withFileTypes: true }).filter((one) => one.isDirectory())) {
    const below = path.join(directory, entry.name);
    removeEmptyBelow(below);
    if (readdirSync(below).length === 0) rmdirSync(below);
  }
}
