import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { hostname, userInfo } from "node:os";
import path from "node:path";
import { z } from "zod";
import type { Config } from "../../config/load.ts";
import type { Metric } from "../../kit/model/metric.ts";
import { Mistakes } from "../../kit/model/mistakes.ts";
import { deploy as metrics } from "../../signals/metrics/deploy.ts";
import { nameIn } from "../names.ts";
import { Interrupted } from "./follow.ts";
import { ended, type Host, hostOf } from "./host.ts";
import { project } from "./terraform.ts";

/** A line of the audit log: one deployment, whether it succeeded or not. */
const deploymentRecord = z.object({
  time: z.iso.datetime(),
  environment: z.string(),
  /** The user of GitHub whose event it was, or of the machine that ran the command. */
  by: z.string(),
  /** From where: a run of GitHub Actions, or a machine. */
  from: z.string(),
  version: z.string(),
  commit: z.string(),
  /** The checkout had changes that no commit holds. */
  modified: z.boolean(),
  /** What Terraform was about to do, in its words. */
  plan: z.array(z.string()),
  /** `begun` until it has ended; one that never did, because it was killed, is shown as `interrupted`. */
  outcome: z.enum(["begun", "succeeded", "failed", "interrupted"]),
  /** The same in the line of its beginning and of its end. */
  id: z.string().optional(),
  /** The first line of why it failed. */
  reason: z.string().optional(),
  seconds: z.number(),
});
export type DeploymentRecord = z.output<typeof deploymentRecord>;

/** On the volume `textfile`. */
export const auditLog = "deployments.jsonl";

/**
 * Deploys, and leaves a trace of it: a line in the audit log on the host, the metric `benevoclic_deploy_info`, and an
 * annotation in Grafana. A trace that cannot be left is told; the deployment is what it is.
 * @throws what `work` throws, after it is recorded
 */
export async function recorded<Result>(
  config: Config,
  tell: (line: string) => void,
  work: (tell: (line: string) => void) => Promise<Result>,
): Promise<Result> {
  const began = Date.now();
  const plan = new Set<string>();
  const [who, id] = [await whoAndWhat(), randomUUID()];
  const record = async (outcome: DeploymentRecord["outcome"], reason?: string) => {
    const entry: DeploymentRecord = {
      time: new Date().toISOString(),
      environment: config.environment,
      ...who,
      plan: [...plan],
      outcome,
      id,
      ...(reason !== undefined && { reason }),
      seconds: Math.round((Date.now() - began) / 1000),
    };
    const problems = await leave(config, entry);
    // Where a deployment failed because the host cannot be reached, nothing can be left there either; before the first
    // one there is nothing to leave it in.
    if (outcome === "succeeded")
      for (const problem of problems) tell(`note: the deployment is not recorded: ${problem}`);
  };
  await record("begun");
  try {
    const result = await work((line) => {
      const said = /^(Plan: .*|No changes\b.*|Apply complete! .*)$/.exec(line.trim())?.[1];
      if (said !== undefined) plan.add(said);
      tell(line);
    });
    await record("succeeded");
    return result;
  } catch (error) {
    await record(error instanceof Interrupted ? "interrupted" : "failed", firstLine(error));
    throw error;
  }
}

/** Longer than any deployment takes; until then one that has begun and not ended may be under way. */
const longest = 2 * 3600_000;

/**
 * The deployments of an environment, oldest first, each once.
 * @throws Mistakes when the host cannot be asked.
 */
export async function deploymentsOf(
  { environment, deployment }: Config,
  now = Date.now(),
): Promise<DeploymentRecord[]> {
  const container = nameIn(environment, "node-exporter");
  const shown = `[ ! -e /textfile/${auditLog} ] || cat /textfile/${auditLog}`;
  const text = await hostOf(deployment.engine).docker("exec", container, "sh", "-c", shown);
  const records = text.split("\n").flatMap((line) => deploymentIn(line) ?? []);
  const ends = new Set(records.filter(({ outcome }) => outcome !== "begun").map(({ id }) => id));
  return records
    .filter(({ outcome, id }) => outcome !== "begun" || !ends.has(id))
    .map((record, index, all): DeploymentRecord => {
      if (record.outcome !== "begun") return record;
      const isOver = index < all.length - 1 || now - Date.parse(record.time) > longest;
      return isOver ? { ...record, outcome: "interrupted", reason: "it never said how it ended" } : record;
    });
}

/** A line that was cut off, by a full disk, says nothing, and keeps nobody from the others. */
function deploymentIn(line: string): DeploymentRecord | undefined {
  try {
    return deploymentRecord.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

async function whoAndWhat() {
  const git = async (...args: string[]) => {
    const { code, out } = await ended(["git", "-C", project, ...args]);
    return code === 0 ? out.trim() : undefined;
  };
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(path.join(project, "package.json"), "utf8")));
  const { GITHUB_ACTOR, GITHUB_REPOSITORY, GITHUB_RUN_ID } = process.env;
  return {
    by: GITHUB_ACTOR || userInfo().username,
    from: GITHUB_RUN_ID ? `https://github.com/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}` : hostname(),
    version: (await git("describe", "--tags", "--match=v*", "--always")) ?? `v${version}`,
    commit: (await git("rev-parse", "--short", "HEAD")) ?? "unknown",
    modified: ((await git("status", "--porcelain", "--untracked-files=no")) ?? "") !== "",
  };
}

function firstLine(error: unknown): string {
  const text = error instanceof Mistakes ? `${error.mistakes[0]?.where}: ${error.mistakes[0]?.what}` : String(error);
  return (text.split("\n")[0] ?? "").slice(0, 300);
}

/** @returns what could not be done. */
async function leave(config: Config, entry: DeploymentRecord): Promise<string[]> {
  const host = hostOf(config.deployment.engine);
  const traces = [onHost(host, config, entry)];
  if (entry.outcome === "succeeded" && config.deployment.services.grafana?.enabled) {
    traces.push(inGrafana(host, config, entry));
  }
  const outcomes = await Promise.allSettled(traces);
  return outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [firstLine(outcome.reason)] : []));
}

/**
 * The first line goes to the log, the rest is the metrics' file; nothing there leaves the present one. What a power cut has left of a line before
 * keeps its own.
 */
const append = `set -eu
umask 022
IFS= read -r line
cut=$(tail -c 1 /textfile/${auditLog} 2>/dev/null | tr '\\n' x)
[ "$cut" = x ] || [ ! -s /textfile/${auditLog} ] || echo >> /textfile/${auditLog}
printf '%s\\n' "$line" >> /textfile/${auditLog}
cat > /textfile/.deploy.new
if [ -s /textfile/.deploy.new ]; then mv /textfile/.deploy.new /textfile/deploy.prom; else rm /textfile/.deploy.new; fi`;

/** In node-exporter's image, because that container itself only reads the volume. */
async function onHost(host: Host, { environment }: Config, entry: DeploymentRecord): Promise<void> {
  const image = await host.docker("inspect", "--format", "{{.Image}}", nameIn(environment, "node-exporter"));
  const volume = `type=volume,source=${nameIn(environment, "textfile")},target=/textfile`;
  const confined = ["--network", "none", "--read-only", "--cap-drop", "ALL", "--cap-add", "DAC_OVERRIDE"];
  const command = host.dockerCommand(
    ...["run", "--rm", "-i", "--user", "0:0", ...confined, "--security-opt", "no-new-privileges:true"],
    ...["--mount", volume, "--entrypoint", "sh", image.trim(), "-c", append],
  );
  const text = entry.outcome === "succeeded" ? exposition(entry) : "";
  const { code, out, error } = await ended(command, `${JSON.stringify(entry)}\n${text}`);
  if (code !== 0) throw new Error(`the audit log and the metric: ${`${error}${out}`.trim()}`);
}

function exposition({ version, commit, time }: DeploymentRecord): string {
  const labels = `{version="${version}",commit="${commit}"}`;
  const metric = ({ name, type, about }: Metric, value: number) =>
    `# HELP ${name} ${about}\n# TYPE ${name} ${type}\n${name}${labels} ${value}\n`;
  return metric(metrics.info, 1) + metric(metrics.timestamp, Date.parse(time) / 1000);
}

/**
 * https://grafana.com/docs/grafana/latest/developers/http_api/annotations/; curl reads the password from its standard
 * input, because a command line can be read by others.
 */
const annotate = `set -eu
password=$(sed 's/[\\\\"]/\\\\&/g' /run/secrets/grafana/grafana-admin)
printf 'user = "admin:%s"\\n' "$password" | curl -sS --fail --max-time 10 -K - -H 'Content-Type: application/json' \\
  --data "$1" http://127.0.0.1:3000/api/annotations > /dev/null`;

async function inGrafana(host: Host, { environment }: Config, entry: DeploymentRecord): Promise<void> {
  const { version, commit, by, plan, time } = entry;
  const text = [`Monitoring ${version} (${commit}) deployed by ${by}`, ...plan].join("\n");
  const body = JSON.stringify({ time: Date.parse(time), tags: ["deployment", environment], text });
  const container = nameIn(environment, "grafana");
  const { code, error } = await ended(host.dockerCommand("exec", container, "sh", "-c", annotate, "sh", body));
  if (code !== 0) throw new Error(`the annotation in Grafana: ${error.trim()}`);
}
