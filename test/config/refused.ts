import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import { configDirectory, loadConfig } from "../../config/load.ts";
import { type Mistake, Mistakes } from "../../kit/model/mistakes.ts";

/** The committed production.yaml: most tests spoil a line of it. */
export const production = readFileSync(path.join(configDirectory, "production.yaml"), "utf8");

/** production.yaml with `found` replaced; a text that is not there would leave the file good and the test blind. */
export function spoiled(found: string | RegExp, replacement: string, text = production): string {
  const changed = text.replace(found, replacement);
  if (changed === text) throw new Error(`production.yaml does not contain ${found}`);
  return changed;
}

/** A directory `config` that holds `text` as `<environment>.yaml` until the test ends. */
export function written(text: string | Buffer, environment = "production"): string {
  const parent = mkdtempSync(path.join(tmpdir(), "config-"));
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
  const directory = path.join(parent, "config");
  mkdirSync(directory);
  writeFileSync(path.join(directory, `${environment}.yaml`), text);
  return directory;
}

/** The mistakes that `loading` reports; none when it succeeds. */
export function mistakesOf(loading: () => unknown): readonly Mistake[] {
  try {
    loading();
    return [];
  } catch (error) {
    if (error instanceof Mistakes) return error.mistakes;
    throw error;
  }
}

/** What is said of a `production.yaml` with this text. */
export const refused = (text: string | Buffer) => mistakesOf(() => loadConfig("production", written(text)));
