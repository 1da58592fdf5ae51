import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { refuse } from "../kit/model/mistakes.ts";
import { changelogMistakes, notesOf, released } from "./release/changelog.ts";

const file = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));

/**
 * `npm run changelog`: whether CHANGELOG.md is as it should be; `--notes 1.2.0` prints what it says of a version;
 * `--release 1.2.0` makes a version of what is not released, in CHANGELOG.md, package.json and package-lock.json.
 */
export function changelog({
  notes,
  release,
}: {
  readonly notes: string | undefined;
  readonly release: string | undefined;
}): void {
  const text = readFileSync(file("CHANGELOG.md"), "utf8");
  const manifest = readFileSync(file("package.json"), "utf8");
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(manifest));
  if (notes !== undefined) {
    console.log(notesOf(text, version, notes));
    return;
  }
  if (release === undefined) {
    refuse(changelogMistakes(text, version));
    console.log("CHANGELOG.md is as it should be.");
    return;
  }
  const day = new Date().toISOString().slice(0, 10);
  writeFileSync(file("CHANGELOG.md"), released(text, { version: release, day }));
  for (const name of ["package.json", "package-lock.json"]) {
    // The project's own version is the first one in both; in the lock file it stands there twice.
    const times = name === "package.json" ? 1 : 2;
    let left = times;
    const written = readFileSync(file(name), "utf8").replace(/"version": "[^"]+"/g, (found) =>
      left-- > 0 ? `"version": "${release}"` : found,
    );
    writeFileSync(file(name), written);
  }
  console.log(`Read the difference, commit it, and tag the merged commit v${release}: the release follows.`);
}
