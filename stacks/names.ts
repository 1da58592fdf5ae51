import { createHash } from "node:crypto";

export { nameIn } from "../config/names.ts";

/** 16 hexadecimal characters that change with the value, which is plain data. */
export function fingerprint(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 16);
}

/** What the labels of our containers begin with: by them a deployment knows what another one of ours has left. */
export const labelPrefix = "fr.benevoclic.";
