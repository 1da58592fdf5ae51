import type { Config } from "../config/load.ts";
import { rollBack } from "../stacks/operations/roll-back.ts";

/** `npm run rollback -- production [--json]` */
export async function rollback(config: Config, { json }: { readonly json: boolean }): Promise<void> {
  const { version, commit } = await rollBack(config, json ? console.error : console.log);
  console.log(json ? JSON.stringify({ version, commit }) : `${config.environment} runs ${version} (${commit}) again.`);
}
