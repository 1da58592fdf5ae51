import path from "node:path";
import { fileURLToPath } from "node:url";

/** Where `npm start` keeps its run, and where a second terminal looks for it. */
export const runDirectory = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../.cache/local");
