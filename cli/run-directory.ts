import path from "node:path";
import { fileURLToPath } from "node:url";

const usual = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../.cache/local");

/** Where `npm start` keeps its run, and where a second terminal looks for it. Tests have one each. */
export const runDirectory = process.env.BENEVOCLIC_RUN_DIRECTORY ?? usual;
