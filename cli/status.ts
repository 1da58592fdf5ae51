import type { Config } from "../config/load.ts";
import { Mistakes } from "../kit/model/mistakes.ts";
import { isWell, statusOf } from "../stacks/operations/status.ts";
import { synthesize } from "../stacks/synthesize.ts";
import { deploymentTable } from "./deployment-table.ts";

/** `npm run status -- production [--json]`: exit code 1 when anything needs a person. */
export async function status(config: Config, { json }: { readonly json: boolean }): Promise<void> {
  const found = await statusOf(config, { compare: isDeclared(config.environment) });
  console.log(json ? JSON.stringify({ well: isWell(found), ...found }, undefined, 2) : deploymentTable(found));
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
