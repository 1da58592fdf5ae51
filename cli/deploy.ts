import { claim } from "../kit/lab/parts/claim.ts";
import { deploy } from "../stacks/operations/deploy.ts";
import { recorded } from "../stacks/operations/record.ts";
import { isWell, statusOf } from "../stacks/operations/status.ts";
import { project } from "../stacks/operations/terraform.ts";
import { deploymentTable } from "./deployment-table.ts";
import { environmentCommand } from "./environment-command.ts";
import { UserError } from "./explain.ts";

/** `npm run deploy -- production [--plan] [--adopt] [--json]` */
await environmentCommand({ plan: "boolean", adopt: "boolean" }, async ({ config, json, switches }) => {
  const began = Date.now();
  const say = json ? console.error : console.log;
  const tell = (line: string) => say(`${((Date.now() - began) / 1000).toFixed(1).padStart(6)} s  ${line}`);
  const { plan = false, adopt = false } = switches;
  // Of one checkout: its cdktf.out is shared by all environments. Other machines meet at the state's lock.
  const held = await claim(`deploy:${project.slice(-60)}`);
  if (held === undefined) throw new UserError("Another deployment from this checkout is under way", "wait for its end");
  if (plan) return deploy(config, { tell, adopt, planOnly: true });
  await recorded(config, tell, (telling) => deploy(config, { tell: telling, adopt }));
  const status = await statusOf(config, { compare: true });
  console.log(
    json ? JSON.stringify({ well: isWell(status), ...status }, undefined, 2) : `\n${deploymentTable(status)}`,
  );
});
