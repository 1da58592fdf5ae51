import type { Config } from "../config/load.ts";
import { alone } from "../stacks/operations/alone.ts";
import { backup } from "../stacks/operations/backup.ts";
import { sealings } from "../stacks/operations/sealing.ts";

/** `npm run backup -- production [--to directory] [--age recipient | --gpg recipient] [--json]` */
export async function backUp(
  config: Config,
  {
    json,
    to,
    age,
    gpg,
  }: {
    readonly json: boolean;
    readonly to?: string | undefined;
    readonly age?: string | undefined;
    readonly gpg?: string | undefined;
  },
): Promise<void> {
  const directory = to ?? `backups/${config.environment}-${new Date().toISOString().slice(0, 19).replaceAll(":", "")}`;
  const sealing = age !== undefined ? sealings.age(age) : gpg !== undefined ? sealings.gpg(gpg) : undefined;
  // One that a timer starts waits for a deployment's end.
  const manifest = await alone(config, () => backup(config, directory, sealing), 1800);
  if (json) return console.log(JSON.stringify({ directory, ...manifest }, undefined, 2));
  for (const [file, bytes] of Object.entries(manifest.files))
    console.log(`${directory}/${file}  ${(bytes / 1e6).toFixed(1)} MB`);
}
