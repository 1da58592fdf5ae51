import type { Config } from "../config/load.ts";
import { tryLock } from "../kit/lab/parts/lock.ts";
import { NotSeen } from "../stacks/operations/deploy.ts";
import { planOf, rolledOut } from "../stacks/operations/roll-out.ts";
import type { Status } from "../stacks/operations/status.ts";
import { project } from "../stacks/operations/terraform.ts";
import { deploymentTable } from "./deployment-table.ts";
import { UserError } from "./explain.ts";
import { told } from "./status.ts";

interface Asked {
  readonly plan: boolean;
  readonly save: string | undefined;
  readonly approved: string | undefined;
  readonly adopt: boolean;
  readonly json: boolean;
}

/** Has succeeded when the table at the end shows every service healthy with what was sent. */
export async function deployTo(config: Config, { plan, save, approved, adopt, json }: Asked): Promise<void> {
  const began = Date.now();
  const say = json ? console.error : console.log;
  const tell = (line: string) => say(`${((Date.now() - began) / 1000).toFixed(1).padStart(6)} s  ${line}`);
  if (save !== undefined && !plan) throw new UserError("--save without --plan", "only a plan can be saved");
  // Of one checkout: its cdktf.out is shared by all environments. Other machines meet at the state's lock.
  const held = await tryLock(`deploy:${project.slice(-60)}`);
  if (held === undefined) throw new UserError("Another deployment from this checkout is under way", "wait for its end");
  if (plan) {
    const text = await planOf(config, tell, { adopt, save });
    return console.log(json ? JSON.stringify({ plan: text }) : `\n${text}`);
  }
  const show = (found: readonly Status[]) =>
    console.log(json ? JSON.stringify(told(found), undefined, 2) : `\n${found.map(deploymentTable).join("\n\n")}`);
  try {
    show(await rolledOut(config, { tell, adopt, approved }));
  } catch (error) {
    if (error instanceof NotSeen && !json) show([error.status]);
    throw error;
  }
}
