import type { Config } from "../config/load.ts";
import { deploymentsOf } from "../stacks/operations/record.ts";

/** `npm run deployments -- production [--json]`: the audit log. */
export async function deployments(config: Config, { json }: { readonly json: boolean }): Promise<void> {
  const found = await deploymentsOf(config);
  if (json) return console.log(JSON.stringify(found, undefined, 2));
  if (found.length === 0) console.log(`No deployment of ${config.environment} is recorded.`);
  for (const { time, by, version, commit, modified, plan, outcome, reason = "" } of found) {
    const what = `${version} (${commit}${modified ? ", with changes of its own" : ""})`;
    console.log(`${time}  ${outcome}  ${what}  by ${by}  ${plan.join(" ")}${reason}`);
  }
}
