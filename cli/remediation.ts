import { loadConfig, localEnvironment } from "../config/load.ts";
import { currentRun } from "../kit/lab/run-file.ts";
import { type Duration, durationPattern } from "../kit/model/durations.ts";
import { remediation as metrics } from "../signals/metrics/remediation.ts";
import { hostOf } from "../stacks/operations/host.ts";
import { UserError } from "./explain.ts";
import { type KillSwitch, killSwitchAt, killSwitchOn } from "./kill-switch.ts";
import { prometheusOf } from "./prometheus-of.ts";
import { runDirectory } from "./run-directory.ts";

interface Asked {
  readonly act: "show" | "stop" | "allow";
  readonly environment: string;
  /** For how long it is forbidden. */
  readonly time: string;
  readonly name: string | undefined;
}

/** What repairs without a person: shown, forbidden by a silence in Alertmanager, or allowed again. */
export async function remediation({ act, environment, time, name }: Asked): Promise<void> {
  if (!durationPattern.test(time)) throw new UserError(`--for: found "${time}"`, "a duration such as 2h or 1d");
  if (act === "show") return show(environment);
  if (act === "allow") {
    await killSwitchIn(environment).allow();
    return console.log(`Self-healing may act again in ${environment}, as far as config/ allows it.`);
  }
  await killSwitchIn(environment).forbid(time as Duration, name ?? process.env.USER ?? "npm run remediation");
  console.log(
    `Self-healing does nothing in ${environment} for ${time}: what is under way is verified, nothing new begins.\n` +
      "npm run remediation -- allow ends that sooner.",
  );
}

async function show(environment: string): Promise<void> {
  const { query } = prometheusOf(environment, undefined);
  const [allowed] = await query(metrics.allowed.name);
  if (allowed === undefined)
    throw new UserError(`No remediation runs in ${environment}.`, "give it jobs.remediation in config/");
  console.log(
    allowed.value === 1
      ? "Allowed, as far as remediation.act in config/ goes."
      : "Forbidden, or Alertmanager does not answer.",
  );
  const rows = [
    ...(await query(`${metrics.runs.name} > 0`)).map(
      ({ labels, value }) => `  ${value} × ${labels.action} ${labels.target}: ${labels.outcome}`,
    ),
    ...(await query(metrics.budgetLeft.name)).map(
      ({ labels, value }) => `  ${labels.action} ${labels.target}: ${value} left now`,
    ),
    ...(await query(metrics.givenUp.name)).map(({ labels }) => `  given up: ${labels.target}. A person must look.`),
  ];
  console.log(rows.join("\n") || "  Nothing was done yet.");
}

function killSwitchIn(environment: string): KillSwitch {
  if (environment !== localEnvironment)
    return killSwitchOn(hostOf(loadConfig(environment).deployment.engine), environment);
  const run = currentRun(runDirectory);
  if (run === undefined)
    throw new UserError("The local system does not run.", "start it (npm start), or name an environment");
  return killSwitchAt(run.alertmanager);
}
