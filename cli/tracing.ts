import { writeFileSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { licencesOf } from "../stacks/licences.ts";

const repository = path.resolve(import.meta.dirname, "..");

/** Packages written for `require` ask for it while they load. */
const requireForBundle =
  'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);';

/** Writes the set-up of tracing as one file, with all that it needs: whoever traces a program adds nothing to its packages. */
export async function tracing({ file }: { readonly file: string }): Promise<void> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: repository,
    entryPoints: ["tracing/register.ts"],
    outfile: "tracing.mjs",
    bundle: true,
    preserveSymlinks: true,
    platform: "node",
    format: "esm",
    target: "node20",
    banner: { js: requireForBundle },
    minifySyntax: true,
    minifyWhitespace: true,
    // The licences of what is bundled travel whole, below.
    legalComments: "none",
    metafile: true,
    write: false,
    logLevel: "error",
  });
  const licences = licencesOf(repository, Object.keys(metafile.inputs)).replaceAll("*/", "* /");
  const text = `// Made by npm run tracing: https://github.com/benevoclic/monitoring/blob/main/docs/traces.md\n${outputFiles[0]?.text}\n/*\n${licences}*/\n`;
  writeFileSync(file, text);
  const size = `${Math.round(text.length / 1000)} kB`;
  console.log(`${path.relative(".", path.resolve(file))} (${size}). Start the program with it:`);
  console.log(
    `OTEL_SERVICE_NAME=api OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318 node --import ./${path.basename(file)} …`,
  );
}
