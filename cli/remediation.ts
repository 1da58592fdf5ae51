import { loadConfig, localEnvironment } from "../config/load.ts";
import { currentRun } from "../kit/lab/run-file.ts";
import { durationPattern, seconds } from "../kit/model/durations.ts";
import { remedyDue } from "../kit/model/routing.ts";
import { remediation as metrics } from "../signals/metrics/remediation.ts";
import { nameIn } from "../stacks/names.ts";
import { hostOf } from "../stacks/operations/host.ts";
import { UserError } from "./explain.ts";
import { prometheusOf } from "./prometheus-of.ts";
import { runDirectory } from "./run-directory.ts";

interface Asked {
  readonly act: "show" | "stop" | "allow";
  readonly environment: string;
  /** For how long it is forbidden. */
  readonly time: string;
  readonly name: string | undefined;
}

const matcher = `alertname=${remedyDue.alertname}`;

/** What repairs without a person: shown, forbidden by a silence in Alertmanager, or allowed again. */
export async function remediation({ act, environment, time, name }: Asked): Promise<void> {
  if (!durationPattern.test(time)) throw new UserError(`--for: found "${time}"`, "a duration such as 2h or 1d");
  if (act === "show") return show(environment);
  const silences = silencesOf(environment);
  for (const id of await silences.ours()) await silences.expire(id);
  if (act === "allow") return console.log(`Self-healing may act again in ${environment}, as far as config/ allows it.`);
  await silences.add(time, name ?? process.env.USER ?? "npm run remediation");
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

interface Silences {
  /** Ids of those that forbid everything. */
  ours(): Promise<string[]>;
  expire(id: string): Promise<void>;
  add(time: string, by: string): Promise<void>;
}

/** Alertmanager's silences: by its API on this machine, by the tool in its own container elsewhere. */
function silencesOf(environment: string): Silences {
  const comment = "npm run remediation -- stop";
  if (environment !== localEnvironment) {
    const host = hostOf(loadConfig(environment).deployment.engine);
    const tool = (...args: string[]) =>
      host.docker(
        "exec",
        nameIn(environment, "alertmanager"),
        "amtool",
        "--alertmanager.url=http://127.0.0.1:9093",
        "silence",
        ...args,
      );
    return {
      ours: async () => (await tool("query", "--quiet", matcher)).split(/\s+/).filter(Boolean),
      expire: async (id) => void (await tool("expire", id)),
      add: async (time, by) =>
        void (await tool("add", `--author=${by}`, `--comment=${comment}`, `--duration=${time}`, matcher)),
    };
  }
  const run = currentRun(runDirectory);
  if (run === undefined)
    throw new UserError("The local system does not run.", "start it (npm start), or name an environment");
  const call = async (path: string, options?: RequestInit): Promise<unknown> => {
    const response = await fetch(`${run.alertmanager}/api/v2/${path}`, options);
    if (!response.ok) throw new UserError(`Alertmanager answers ${response.status}.`, await response.text());
    return response.headers.get("content-type")?.includes("json") ? response.json() : undefined;
  };
  const matchers = [{ name: "alertname", value: remedyDue.alertname, isRegex: false, isEqual: true }];
  return {
    ours: async () =>
      (
        (await call(`silences?filter=${encodeURIComponent(`alertname="${remedyDue.alertname}"`)}`)) as {
          id: string;
          status: { state: string };
        }[]
      )
        .filter(({ status }) => status.state !== "expired")
        .map(({ id }) => id),
    expire: async (id) => void (await call(`silence/${id}`, { method: "DELETE" })),
    add: async (time, createdBy) => {
      const startsAt = new Date();
      const endsAt = new Date(startsAt.getTime() + seconds(time) * 1000);
      await call("silences", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ matchers, startsAt, endsAt, createdBy, comment }),
      });
    },
  };
}
