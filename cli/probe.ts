import { probe } from "../stacks/operations/probe.ts";
import { environmentCommand } from "./environment-command.ts";
import { UserError } from "./explain.ts";

/** `npm run probe -- production [--seconds 300] [--alerts] [--json]`: exit code 1 when the deployment should be rolled back. */
await environmentCommand({ seconds: "string", alerts: "boolean" }, async ({ config, json, values, switches }) => {
  const seconds = Number(values.seconds ?? "300");
  if (!(seconds >= 0)) throw new UserError(`--seconds ${values.seconds} is no number`, "give the seconds to watch for");
  const { alerts = false } = switches;
  const faults = await probe(config, seconds, json ? console.error : console.log, { alerts });
  if (json) console.log(JSON.stringify({ well: faults.length === 0, faults }, undefined, 2));
  else console.log(faults.length === 0 ? `well for ${seconds} s` : `roll back: ${faults.join("; ")}`);
  if (faults.length > 0) process.exitCode = 1;
});
