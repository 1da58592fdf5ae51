import type { Config } from "../config/load.ts";
import { Mistakes } from "../kit/model/mistakes.ts";
import { onCallNow } from "../kit/model/on-call.ts";
import { placesOf } from "../stacks/hosts.ts";
import { isWell, type Status, statusOf } from "../stacks/operations/status.ts";
import { synthesize } from "../stacks/synthesize.ts";
import { deploymentTable } from "./deployment-table.ts";

/** `npm run status -- production [--json]`: exit code 1 when anything needs a person. */
export async function status(config: Config, { json }: { readonly json: boolean }): Promise<void> {
  const compare = isDeclared(config.environment);
  const found = await Promise.all(placesOf(config).map((place) => statusOf(place, { compare })));
  const onCall = config.onCall && onCallNow(config.onCall, config.timezone, new Date());
  if (json) console.log(JSON.stringify(told(found, { onCall }), undefined, 2));
  else console.log(`${found.map(deploymentTable).join("\n\n")}${onCall ? `\n  on call  ${onCall}` : ""}`);
  if (!found.every(isWell)) process.exitCode = 1;
}

/** For scripts: of one engine as it is, of several hosts each. */
export const told = (found: readonly Status[], more: object = {}): object =>
  found.length === 1
    ? { well: found.every(isWell), ...found[0], ...more }
    : { well: found.every(isWell), hosts: found, ...more };

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
