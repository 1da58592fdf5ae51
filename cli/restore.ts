import { restore } from "../stacks/operations/restore.ts";
import { environmentCommand } from "./environment-command.ts";
import { UserError } from "./explain.ts";

/** `npm run restore -- production --from directory [--identity age-key.txt] [--json]` */
await environmentCommand({ from: "string", identity: "string" }, async ({ config, json, values }) => {
  if (values.from === undefined)
    throw new UserError("Which backup?", "name its directory: `--from backups/production-…`");
  const manifest = await restore(config, values.from, json ? console.error : console.log, values.identity);
  if (json) console.log(JSON.stringify(manifest, undefined, 2));
  else console.log(`${config.environment} has what ${manifest.environment} had at ${manifest.at}.`);
});
