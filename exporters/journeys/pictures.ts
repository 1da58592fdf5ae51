import { readdirSync, rmSync } from "node:fs";
import path from "node:path";

/** Failures of which there are pictures; those of the oldest go. */
const kept = 50;

/** A directory for the pictures of a walk at this moment; it is made by the first of them. */
export const directoryFor = (pictures: string, at: Date): string =>
  path.join(pictures, at.toISOString().slice(0, 19).replaceAll(":", "-"));

/** Removes the oldest. */
export function tidyPictures(pictures: string): void {
  let found: string[];
  try {
    found = readdirSync(pictures).sort();
  } catch {
    return;
  }
  for (const old of found.slice(0, -kept)) rmSync(path.join(pictures, old), { recursive: true, force: true });
}
