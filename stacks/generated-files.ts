import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Config } from "../config/load.ts";
import { committedEnvironments, generatedDirectory } from "../config/load.ts";
import { environmentOf } from "../kit/environment.ts";
import { type Mistake, Mistakes, refuse } from "../kit/model/mistakes.ts";
import type { Configuration } from "../kit/model/service.ts";
import { filesOf } from "../kit/write/files.ts";
import { differenceOf, writeTree } from "../kit/write/tree.ts";
import { benevoclic } from "../platform.ts";

/**
 * The directory that holds an environment's generated files: the committed one, which was reviewed, or, where none is
 * committed, one below `outdir` that is written now.
 * @throws Mistakes when the committed files are not those of the declarations.
 */
export function generatedFor(config: Config, outdir: string, committed: string = generatedDirectory): string {
  const files = filesOf(environmentOf(benevoclic, config));
  const { environment } = config;
  if (!committedEnvironments.some((name) => name === environment)) {
    const directory = path.resolve(outdir, "generated", environment);
    writeTree(files, directory);
    return directory;
  }
  const directory = path.join(committed, environment);
  const difference = differenceOf(files, directory);
  const remedy = "run `npm run generate`, read the difference and commit it";
  refuse(
    (["missing", "changed", "surplus"] as const).flatMap((kind): Mistake[] => {
      const [first, ...others] = difference[kind];
      if (first === undefined) return [];
      const what = `is ${words[kind]}${others.length === 0 ? "" : `, as are ${others.length} other files`}`;
      return [{ where: `generated/${environment}/${first}`, what, remedy }];
    }),
  );
  return directory;
}

const words = { missing: "missing", changed: "not what is declared", surplus: "no longer declared" } as const;

/** One file of a service's configuration. */
export interface ConfigurationFile {
  /** Relative to the service's configuration, with `/`. */
  readonly file: string;
  /** Absolute path. */
  readonly source: string;
  /** SHA-256 of the content, in hexadecimal. */
  readonly hash: string;
}

/**
 * A service's configuration among the generated files, in the order of its paths.
 * @throws Mistakes when there is none.
 */
export function configurationFiles(
  generated: string,
  { directory, without, only }: Configuration,
): ConfigurationFile[] {
  const root = path.join(generated, directory);
  const entries = existsSync(root) ? readdirSync(root, { recursive: true, withFileTypes: true }) : [];
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .map((source) => ({ file: path.relative(root, source).split(path.sep).join("/"), source }))
    .filter(({ file }) => without === undefined || !file.startsWith(without))
    .filter(({ file }) => only === undefined || only.some((beginning) => file.startsWith(beginning)))
    .sort((a, b) => (a.file < b.file ? -1 : 1));
  if (files.length === 0) {
    throw new Mistakes([{ where: root, what: "holds no configuration", remedy: "run `npm run generate`" }]);
  }
  return files.map(({ file, source }) => ({
    file,
    source,
    hash: createHash("sha256").update(readFileSync(source)).digest("hex"),
  }));
}
