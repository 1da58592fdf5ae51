import { rollBack } from "../stacks/operations/roll-back.ts";
import { environmentCommand } from "./environment-command.ts";

/** `npm run rollback -- production [--json]` */
await environmentCommand({}, async ({ config, json }) => {
  const { version, commit } = await rollBack(config, json ? console.error : console.log);
  console.log(json ? JSON.stringify({ version, commit }) : `${config.environment} runs ${version} (${commit}) again.`);
});
