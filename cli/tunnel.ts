import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Config } from "../config/load.ts";
import { tunnelTo } from "../stacks/operations/tunnel.ts";

/** `npm run tunnel -- production [--open] [--json]` */
export async function tunnel(
  config: Config,
  { json, open }: { readonly json: boolean; readonly open: boolean },
): Promise<void> {
  const found = tunnelTo(config);
  if (json) return console.log(JSON.stringify(found, undefined, 2));
  const [program, ...args] = found.command ?? [];
  if (program === undefined) console.log("The engine is on this machine: no tunnel is needed.");
  else if (!open) console.log(`${[program, ...args].join(" ")}\n\nwhile it runs (\`--open\` runs it):`);
  for (const [service, address] of Object.entries(found.addresses)) console.log(`  ${service.padEnd(18)} ${address}`);
  if (!open || program === undefined) return;
  console.log("Ctrl-C closes it.");
  const [code] = (await once(spawn(program, args, { stdio: "inherit" }), "close")) as [number | null];
  process.exitCode = code ?? 0;
}
