import { nginxSite } from "../stacks/operations/nginx.ts";
import { environmentCommand } from "./environment-command.ts";

/** `npm run nginx -- production > benevoclic-monitoring.conf` */
await environmentCommand({}, async ({ config, json }) => {
  const site = nginxSite(config);
  process.stdout.write(json ? `${JSON.stringify({ site }, undefined, 2)}\n` : site);
});
