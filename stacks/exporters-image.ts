import { createHash } from "node:crypto";
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { buildSync } from "esbuild";
import { z } from "zod";
import { records } from "../parts/anomalies.ts";
import { parts } from "../parts/every.ts";
import { exporterNodeFlags } from "../parts/node-flags.ts";
import { licencesOf } from "./licences.ts";

/** The programs that the image holds. The quality exporter is no service: a timer runs it (docs/quality-metrics.md). */
export const programs: readonly string[] = [...parts.flatMap(({ service }) => service?.program ?? []), "quality"];

/** No warnings about what packages do, which nobody who reads the log can change. */
const entrypoint = ["node", ...exporterNodeFlags, "--no-deprecation"];

const dockerfile = `ARG BASE
FROM \${BASE}
COPY *.mjs LICENSES.txt /exporters/
COPY --chown=${records.user} empty ${records.at}/
ARG REVISION
ENV NODE_ENV=production EXPORTERS_REVISION=\${REVISION}
LABEL org.opencontainers.image.revision=\${REVISION}
ENTRYPOINT ${JSON.stringify(entrypoint)}
CMD []
`;

/**
 * The programs say it of themselves (exporters/program/own-metrics.ts), the image to those who inspect it:
 * https://github.com/opencontainers/image-spec/blob/main/annotations.md
 */
const versioned = (version: string) => `ENV EXPORTERS_VERSION=${version}
LABEL org.opencontainers.image.version=${version}
`;

const manifest = z.object({ version: z.string() });

/** Packages written for \`require\` ask for it while they load. */
const requireForBundles =
  'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);';

/** What an engine needs to build the image of our own exporters. */
export interface ExportersContext {
  /** Absolute path; it holds a Dockerfile with the arguments BASE and REVISION, one file a program, and their licences. */
  readonly directory: string;
  /** SHA-256 of all that the programs do, in hexadecimal: a version that changes nothing in them has the same. */
  readonly hash: string;
}

/**
 * Writes the context: each program with all of its packages as one file, so that the engine needs neither npm nor a
 * registry of packages. The same checkout gives the same bytes on every machine.
 * The project's version is no part of the hash: a release that changes only rules must not start the exporters anew, so that
 * they go on naming the version that built them.
 * @param directory is made; what is in it is replaced
 */
export function exportersContext(project: string, directory: string): ExportersContext {
  const { outputFiles, metafile } = buildSync({
    absWorkingDir: project,
    entryPoints: Object.fromEntries(programs.map((program) => [program, `exporters/${program}/main.ts`])),
    outdir: directory,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    // Paths of packages become names in the bundle: not those of this machine.
    preserveSymlinks: true,
    platform: "node",
    format: "esm",
    target: "node20",
    banner: { js: requireForBundles },
    // Smaller, without losing the names in a stack.
    minifySyntax: true,
    minifyWhitespace: true,
    // The licences of what is bundled travel whole, in a file of their own.
    legalComments: "none",
    metafile: true,
    write: false,
    logLevel: "error",
  });
  const files = new Map([
    ["Dockerfile", dockerfile],
    ["LICENSES.txt", licencesOf(project, Object.keys(metafile.inputs))],
    ...outputFiles.map((file): [string, string] => [path.basename(file.path), file.text]),
  ]);
  mkdirSync(path.join(directory, "empty"), { recursive: true });
  const hash = createHash("sha256");
  for (const [name, content] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    // The service's user reads them, whatever the mask of who deploys.
    writeFileSync(path.join(directory, name), content, { mode: 0o644 });
    hash.update(`${name}\0${content}\0`);
  }
  const { version } = manifest.parse(JSON.parse(readFileSync(path.join(project, "package.json"), "utf8")));
  appendFileSync(path.join(directory, "Dockerfile"), versioned(version));
  return { directory, hash: hash.digest("hex") };
}
