import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { atomFeed } from "./feed.ts";
import { statusPage } from "./page.ts";
import { type Status, statusSchema } from "./state.ts";

const dataFile = "status.json";

/** What was published last into the directory; undefined without any, and for what cannot be read any more. */
export function previousIn(directory: string): Status | undefined {
  const file = path.join(directory, dataFile);
  if (!existsSync(file)) return undefined;
  try {
    return statusSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return undefined;
  }
}

/** Writes everything that a static host serves, each file at once or not at all. @returns their names */
export function publish(directory: string, status: Status): string[] {
  const files: Readonly<Record<string, string>> = {
    "index.html": statusPage(status, "fr"),
    "en/index.html": statusPage(status, "en"),
    "feed.atom": atomFeed(status, "fr"),
    "en/feed.atom": atomFeed(status, "en"),
    [dataFile]: `${JSON.stringify(status)}\n`,
  };
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(directory, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(`${file}.unfinished`, text);
    renameSync(`${file}.unfinished`, file);
  }
  return Object.keys(files);
}
