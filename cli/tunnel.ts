import { spawn } from "node:child_process";
import { once } from "node:events";
import { tunnelTo } from "../stacks/operations/tunnel.ts";
import { environmentCommand } from "./environment-command.ts";

/** `npm run tunnel -- production [--open] [--json]` */
await environmentCommand({ open: "boolean" }, async ({ config, json, switches }) => {
  const tunnel = tunnelTo(config);
  if (json) return console.log(JSON.stringify(tunnel, undefined, 2));
  const [program, ...args] = tunnel.command ?? [];
  if (program === undefined) console.log("The engine is on this machine: no tunnel is needed.");
  else if (!switches.open) console.log(`${[program, ...args].join(" ")}\n\nwhile it runs (\`--open\` runs it):`);
  for (const [service, address] of Object.entries(tunnel.addresses)) console.log(`  ${service.padEnd(18)} ${address}`);
  if (!switches.open || program === undefined) return;
  console.log("Ctrl-C closes it.");
  const [code] = (await once(spawn(program, args, { stdio: "inherit" }), "close")) as [number | null];
  process.exitCode = code ?? 0;
});
