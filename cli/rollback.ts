import { rollBack } from "../stacks/operations/roll-back.ts";
import { environmentCommand } from "./environment-command.ts";

/** `npm run rollback -- production [--json]` */
await environmentCommand({}, async ({ config, json }) => {
  const tag = await rollBack(config.environment, json ? console.error : console.log);
  console.log(json ? JSON.stringify({ tag }) : `${config.environment} runs ${tag} again.`);
});
