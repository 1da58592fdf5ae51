import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { z } from "zod";
import { refuse } from "../kit/model/mistakes.ts";
import { orExplain } from "./explain.ts";
import { changelogMistakes, notesOf, released } from "./release/changelog.ts";

const file = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));

/**
 * `npm run changelog`: whether CHANGELOG.md is as it should be; `--notes 1.2.0` prints what it says of a version;
 * `--release 1.2.0` makes a version of what is not released, in CHANGELOG.md, package.json and package-lock.json.
 */
await orExplain(() => {
  const { values } = parseArgs({ options: { notes: { type: "string" }, release: { type: "string" } } });
  const text = readFileSync(file("CHANGELOG.md"), "utf8");
  const manifest = readFileSync(file("package.json"), "utf8");
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(manifest));
  if (values.notes !== undefined) return console.log(notesOf(text, version, values.notes));
  if (values.release === undefined) {
    refuse(changelogMistakes(text, version));
    return console.log("CHANGELOG.md is as it should be.");
  }
  const day = new Date().toISOString().slice(0, 10);
  writeFileSync(file("CHANGELOG.md"), released(text, { version: values.release, day }));
  for (const name of ["package.json", "package-lock.json"]) {
    // The project's own version is the first one in both; in the lock file it stands there twice.
    const times = name === "package.json" ? 1 : 2;
    let left = times;
    const written = readFileSync(file(name), "utf8").replace(/"version": "[^"]+"/g, (found) =>
      left-- > 0 ? `"version": "${values.release}"` : found,
    );
    writeFileSync(file(name), written);
  }
  console.log(`Read the difference, commit it, and tag the merged commit v${values.release}: the release follows.`);
});
