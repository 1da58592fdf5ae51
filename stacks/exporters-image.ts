import { createHash } from "node:crypto";
import {
  appendFileSync,
  chmodSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { buildSync } from "esbuild";
import { z } from "zod";
import { records } from "../parts/anomalies.ts";
import { parts } from "../parts/every.ts";
import { pictures } from "../parts/journeys.ts";
import { exporterNodeFlags } from "../parts/node-flags.ts";
import { licencesOf } from "./licences.ts";

/** An image that is built here. */
interface Built {
  /** Directories of exporters/ whose `main.ts` is a program. */
  readonly programs: readonly string[];
  /** Packages that stand beside them as npm made them. */
  readonly packages: readonly string[];
  /** Directories that belong to who writes there: a new volume takes its owner from them. */
  readonly owned: readonly { readonly user: string; readonly at: string }[];
}

const services = parts.flatMap(({ service }) => service ?? []);
/** The programs of the shared image. The quality exporter is no service: a timer runs it (docs/quality-metrics.md). */
export const programs: readonly string[] = [
  ...services.flatMap(({ program, ownBase }) => (program === undefined || ownBase ? [] : [program])),
  "quality",
];
/** What images are called. */
export const shared = "exporters";
export const ownImage = (service: string): string => `${shared}-${service}`;

const built: ReadonlyMap<string, Built> = new Map<string, Built>([
  [shared, { programs, packages: [], owned: [records] }],
  ...services.flatMap(({ name, program, ownBase }): [string, Built][] =>
    program && ownBase
      ? [[ownImage(name), { programs: [program], packages: ownBase.packages, owned: [pictures] }]]
      : [],
  ),
]);
const builtAs = (image: string): Built => {
  const found = built.get(image);
  if (found === undefined) throw new Error(`no image ${image} is built here`);
  return found;
};

/** No warnings about what packages do, which nobody who reads the log can change. */
const entrypoint = ["node", ...exporterNodeFlags, "--no-deprecation"];

const dockerfile = ({ packages, owned }: Built) => `ARG BASE
FROM \${BASE}
COPY *.mjs LICENSES.txt /exporters/
${packages.length > 0 ? "COPY node_modules /exporters/node_modules/\n" : ""}${owned.map(({ user, at }) => `COPY --chown=${user} empty ${at}/`).join("\n")}
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

/** What an engine needs to build an image of our own. */
export interface ExportersContext {
  /** Absolute path; it holds a Dockerfile with the arguments BASE and REVISION, one file a program, and their licences. */
  readonly directory: string;
  /** SHA-256 of all that the programs do, in hexadecimal: a version that changes nothing in them has the same. */
  readonly hash: string;
}

/** Of packages that stand as they are: what only people and other tools read of them. */
const unread = /\/(types|bin|lib\/vite|lib\/tools)(\/|$)|\.md$/;

export type Contexts = (image: string) => ExportersContext;

/**
 * Where the engine finds what it builds, by the image; each is written when it
 * is asked for.
 */
export const contextsIn = (project: string, directory: string): Contexts => {
  const made = new Map<string, ExportersContext>();
  return (image) => {
    const context = made.get(image) ?? contextOf(project, path.join(directory, image), builtAs(image));
    made.set(image, context);
    return context;
  };
};

/** Below this directory the service's user reads everything, whatever the mask of who deploys, or of who ran `npm ci`. */
function readable(directory: string): void {
  chmodSync(directory, 0o755);
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (entry.isFile() || entry.isDirectory())
      chmodSync(file, statSync(file).mode | (entry.isDirectory() ? 0o755 : 0o644));
  }
}

/** The context of the shared image. */
export const exportersContext = (project: string, directory: string): ExportersContext =>
  contextOf(project, directory, builtAs(shared));

/**
 * Writes the context: each program with all of its packages as one file, so that the engine needs neither npm nor a
 * registry of packages. The same checkout gives the same bytes on every machine.
 * The project's version is no part of the hash: a release that changes only rules must not start the exporters anew, so that
 * they go on naming the version that built them.
 * @param directory is made; what is in it is replaced
 */
function contextOf(project: string, directory: string, image: Built): ExportersContext {
  const { outputFiles, metafile } = buildSync({
    absWorkingDir: project,
    entryPoints: Object.fromEntries(image.programs.map((program) => [program, `exporters/${program}/main.ts`])),
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
    external: [...image.packages],
    metafile: true,
    write: false,
    logLevel: "error",
  });
  const files = new Map([
    ["Dockerfile", dockerfile(image)],
    ["LICENSES.txt", licencesOf(project, Object.keys(metafile.inputs))],
    ...outputFiles.map((file): [string, string] => [path.basename(file.path), file.text]),
  ]);
  mkdirSync(path.join(directory, "empty"), { recursive: true });
  const hash = createHash("sha256");
  for (const [name, content] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    writeFileSync(path.join(directory, name), content);
    hash.update(`${name}\0${content}\0`);
  }
  for (const name of image.packages) {
    const [from, to] = [path.join(project, "node_modules", name), path.join(directory, "node_modules", name)];
    cpSync(from, to, { recursive: true, filter: (file) => !unread.test(file.slice(from.length)) });
    for (const file of (readdirSync(to, { recursive: true }) as string[]).sort()) hash.update(`${name}/${file}\0`);
    hash.update(readFileSync(path.join(to, "package.json")));
  }
  readable(directory);
  // One that was built under a narrow mask, before they were given to everybody, is another image.
  hash.update("readable");
  const { version } = manifest.parse(JSON.parse(readFileSync(path.join(project, "package.json"), "utf8")));
  appendFileSync(path.join(directory, "Dockerfile"), versioned(version));
  return { directory, hash: hash.digest("hex") };
}
