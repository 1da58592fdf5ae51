import type { Config } from "../config/load.ts";
import { Mistakes } from "../kit/model/mistakes.ts";
import { onCallNow } from "../kit/model/on-call.ts";
import { isWell, statusOf } from "../stacks/operations/status.ts";
import { synthesize } from "../stacks/synthesize.ts";
import { deploymentTable } from "./deployment-table.ts";

/** `npm run status -- production [--json]`: exit code 1 when anything needs a person. */
export async function status(config: Config, { json }: { readonly json: boolean }): Promise<void> {
  const found = await statusOf(config, { compare: isDeclared(config.environment) });
  const onCall = config.onCall && onCallNow(config.onCall, config.timezone, new Date());
  if (json) console.log(JSON.stringify({ well: isWell(found), ...found, onCall }, undefined, 2));
  else console.log(`${deploymentTable(found)}${onCall ? `\n  on call  ${onCall}` : ""}`);
  if (!isWell(found)) process.exitCode = 1;
}

/** At night, what runs matters more than a declaration that somebody is in the middle of changing. */
function isDeclared(environment: string): boolean {
  try {
    synthesize([environment]);
    return true;
  } catch (error) {
    if (!(error instanceof Mistakes)) throw error;
    console.error(error.message);
    return false;
  }
}
