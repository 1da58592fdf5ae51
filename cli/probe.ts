import { probe } from "../stacks/operations/probe.ts";
import { environmentCommand } from "./environment-command.ts";
import { UserError } from "./explain.ts";

/** `npm run probe -- production [--seconds 300] [--json]`: exit code 1 when the deployment should be rolled back. */
await environmentCommand({ seconds: "string" }, async ({ config, json, values }) => {
  const seconds = Number(values.seconds ?? "300");
  if (!(seconds >= 0)) throw new UserError(`--seconds ${values.seconds} is no number`, "give the seconds to watch for");
  const faults = await probe(config, seconds, json ? console.error : console.log);
  if (json) console.log(JSON.stringify({ well: faults.length === 0, faults }, undefined, 2));
  else console.log(faults.length === 0 ? `well for ${seconds} s` : `roll back: ${faults.join("; ")}`);
  if (faults.length > 0) process.exitCode = 1;
});
