import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { Mistakes } from "../kit/model/mistakes.ts";

const manifest = z.looseObject({ name: z.string(), version: z.string(), license: z.string().optional() });

/** The names under which packages keep their licence and what must be told with it. */
const licence = /^(licen[cs]e|copying|notice)\b/i;

/**
 * The licences of the packages that bundled files come from, one after the other: most of them ask to go with every copy.
 *
 * @param project absolute path
 * @param files what was bundled, relative to the project
 * @throws Mistakes when a package says nothing of its licence
 */
export function licencesOf(project: string, files: readonly string[]): string {
  const packages = new Set(files.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []));
  const sections = [...packages].map((directory) => {
    const at = (file: string) => path.join(project, directory, file);
    const { name, version, license } = manifest.parse(JSON.parse(readFileSync(at("package.json"), "utf8")));
    const texts = readdirSync(at("."))
      .filter((file) => licence.test(file))
      .sort()
      .map((file) => readFileSync(at(file), "utf8").trim());
    if (license === undefined && texts.length === 0) {
      const remedy = "ask its authors, or use another package";
      throw new Mistakes([{ where: directory, what: "is bundled, and has no licence", remedy }]);
    }
    return [`${name} ${version} (${license ?? "see below"})`, ...texts].join("\n\n");
  });
  return `${sections.sort().join(`\n\n${"-".repeat(80)}\n\n`)}\n`;
}
