import type { Config } from "../config/load.ts";
import { probe } from "../stacks/operations/probe.ts";

/** `npm run probe -- production [--seconds 300] [--alerts] [--json]`: exit code 1 when the deployment should be rolled back. */
export async function probeDeployment(
  config: Config,
  { json, seconds, alerts }: { readonly json: boolean; readonly seconds: number; readonly alerts: boolean },
): Promise<void> {
  const faults = await probe(config, seconds, json ? console.error : console.log, { alerts });
  if (json) console.log(JSON.stringify({ well: faults.length === 0, faults }, undefined, 2));
  else console.log(faults.length === 0 ? `well for ${seconds} s` : `roll back: ${faults.join("; ")}`);
  if (faults.length > 0) process.exitCode = 1;
}
