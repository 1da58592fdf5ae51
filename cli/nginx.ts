import type { Config } from "../config/load.ts";
import { nginxSite } from "../stacks/operations/nginx.ts";

/** `npm run nginx -- production > benevoclic-monitoring.conf` */
export async function nginx(config: Config, { json }: { readonly json: boolean }): Promise<void> {
  const site = nginxSite(config);
  process.stdout.write(json ? `${JSON.stringify({ site }, undefined, 2)}\n` : site);
}
