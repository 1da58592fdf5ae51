import { spawn } from "node:child_process";
import { once } from "node:events";
import { createReadStream, createWriteStream } from "node:fs";
import { PassThrough, type Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { Mistakes } from "../../kit/model/mistakes.ts";
import { mistakeFrom } from "./failures.ts";

/** How a backup's files are encrypted: by a program of the machine that makes the backup, for somebody's public key. */
export interface Sealing {
  /** What the files' names end with. */
  readonly suffix: ".age" | ".gpg";
  /** Encrypts its standard input. */
  readonly command: readonly string[];
}

/** https://github.com/FiloSottile/age, https://gnupg.org */
export const sealings = {
  age: (recipient: string): Sealing => ({ suffix: ".age", command: ["age", "--encrypt", "--recipient", recipient] }),
  gpg: (recipient: string): Sealing => ({
    suffix: ".gpg",
    command: ["gpg", "--batch", "--yes", "--trust-model", "always", "--encrypt", "--recipient", recipient],
  }),
} as const;

/** Readable by who makes the backup, and by nobody else. */
const mode = 0o600;

/**
 * Writes what a command prints to a file, encrypted on its way where wanted: nothing readable ever lies on the disk.
 * @throws Mistakes when the command or the encryption fails
 */
export async function written(
  where: string,
  command: readonly string[],
  file: string,
  sealing?: Sealing,
): Promise<void> {
  // Ctrl-C ends this program, and thereby what it reads; what that had still to do beside the engine is done.
  const source = started(command, { detached: true });
  source.child.stdin.end();
  const steps = [source];
  if (sealing) {
    const sealer = started(sealing.command);
    source.child.stdout.pipe(sealer.child.stdin);
    steps.push(sealer);
  }
  const last = steps.at(-1) ?? source;
  await pipeline(last.child.stdout, createWriteStream(file, { mode }));
  for (const step of steps) await step.end(where);
}

/**
 * A file of a backup as it was, decrypted where its name says that it has to be.
 * @param identity age's file of private keys; gpg asks its agent
 */
export function opened(file: string, identity?: string): { readonly stream: Readable; end(): Promise<void> } {
  const suffix = /\.(age|gpg)$/.exec(file)?.[1];
  if (suffix === undefined) return { stream: createReadStream(file), end: async () => {} };
  if (suffix === "age" && identity === undefined) {
    const remedy = "name the file of the private key: `--identity key.txt`";
    throw new Mistakes([{ where: file, what: "is encrypted with age", remedy }]);
  }
  const key = identity === undefined ? [] : ["--identity", identity];
  const command =
    suffix === "age" ? ["age", "--decrypt", ...key, file] : ["gpg", "--batch", "--quiet", "--decrypt", file];
  const { child, end } = started(command);
  child.stdin.end();
  // Node throws away what nobody has begun to read of a program that has ended.
  return { stream: child.stdout.pipe(new PassThrough()), end: () => end(file) };
}

function started([program = "", ...args]: readonly string[], { detached = false } = {}) {
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"], detached });
  child.stdin.on("error", () => {});
  const exit = once(child, "close").catch((error: Error) => [error.message]);
  const said = text(child.stderr);
  const end = async (where: string) => {
    const [code] = (await exit) as [number | null | string];
    if (code !== 0)
      throw new Mistakes([mistakeFrom(where, `${program}: ${await said}${typeof code === "string" ? code : ""}`)]);
  };
  return { child, end };
}
