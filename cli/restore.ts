import type { Config } from "../config/load.ts";
import { alone } from "../stacks/operations/alone.ts";
import { restore } from "../stacks/operations/restore.ts";

/** `npm run restore -- production --from directory [--identity age-key.txt] [--json]` */
export async function restoreBackup(
  config: Config,
  { json, from, identity }: { readonly json: boolean; readonly from: string; readonly identity?: string | undefined },
): Promise<void> {
  const tell = json ? console.error : console.log;
  const manifest = await alone(config, () => restore(config, from, tell, identity));
  if (json) console.log(JSON.stringify(manifest, undefined, 2));
  else console.log(`${config.environment} has what ${manifest.environment} had at ${manifest.at}.`);
}
