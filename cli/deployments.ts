import { deploymentsOf } from "../stacks/operations/record.ts";
import { environmentCommand } from "./environment-command.ts";

/** `npm run deployments -- production [--json]`: the audit log. */
await environmentCommand({}, async ({ config, json }) => {
  const deployments = await deploymentsOf(config);
  if (json) return console.log(JSON.stringify(deployments, undefined, 2));
  if (deployments.length === 0) console.log(`No deployment of ${config.environment} is recorded.`);
  for (const { time, by, version, commit, modified, plan, outcome, reason = "" } of deployments) {
    const what = `${version} (${commit}${modified ? ", with changes of its own" : ""})`;
    console.log(`${time}  ${outcome}  ${what}  by ${by}  ${plan.join(" ")}${reason}`);
  }
});
