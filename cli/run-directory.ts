import { createHash } from "node:crypto";
import { homedir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { unfitForSockets } from "../simulator/pm2/sockets.ts";

const usual = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../.cache/local");
/** For a checkout whose own path is too long for a socket, or has a space in it: one for each, in nobody else's reach. */
const elsewhere = path.join(
  ...[homedir(), ".cache/benevoclic-monitoring", createHash("sha256").update(usual).digest("hex").slice(0, 8)],
);

/** Where `npm start` keeps its run, and where a second terminal looks for it. Tests have one each. */
export const runDirectory =
  process.env.BENEVOCLIC_RUN_DIRECTORY ?? (unfitForSockets(path.join(usual, "pm2")) === undefined ? usual : elsewhere);
