import { chmodSync, existsSync, mkdirSync, renameSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import type { Config } from "../../config/load.ts";
import { Mistakes } from "../../kit/model/mistakes.ts";
import { nameIn } from "../names.ts";
import { isEnabled, servicesOf } from "../service.ts";
import { asOperator } from "./amtool.ts";
import { mistakeFrom } from "./failures.ts";
import { ended, type Host, hostOf } from "./host.ts";
import { auditLog } from "./record.ts";
import { type Sealing, written } from "./sealing.ts";

/** The files of a backup; those of services are archives of their data. */
export const backupFiles = {
  prometheus: "prometheus.tar",
  silences: "silences.json",
  grafana: "grafana.tar",
  "anomaly-recorder": "anomalies.tar",
  deployments: auditLog,
  manifest: "backup.json",
} as const;

export const manifestSchema = z.object({
  environment: z.string(),
  at: z.iso.datetime(),
  /** Which of the files there are, with their size in bytes: a backup that was cut off is not restored. */
  files: z.record(z.string(), z.number()),
});
export type Manifest = z.output<typeof manifestSchema>;

/**
 * The command line that runs Docker's client with these words while a container stands still. A shell beside the engine has it go on again, whatever
 * becomes of this program, of its terminal or of the way there. One that an interrupted backup left standing goes on as well.
 */
const whileFrozen = (host: Host, container: string, ...words: string[]): string[] =>
  host.dockerScript(frozen, container, ...words);

const frozen = `set -u
container=$1
shift
said=$(docker pause "$container" 2>&1) || case "$said" in *"already paused"*) ;; *) echo "$said" >&2; exit 1 ;; esac
trap 'docker unpause "$container" > /dev/null' EXIT
docker "$@"`;

const snapshotAt = "/prometheus/.backup";

/**
 * Blocks never change once they are written, so that a second name for them is a copy; what Prometheus still writes to is
 * copied, a few hundred megabytes at most. Prometheus' own snapshots would need its admin interface, which deletes series for
 * whoever asks on the host.
 */
const copyOfSeries = `set -eu
rm -rf /prometheus/.backup
mkdir /prometheus/.backup
cd /prometheus
for entry in *; do
  case "$entry" in
    lock | queries.active | snapshots | *.tmp*) ;;
    wal | wbl | chunks_head) cp -a "$entry" .backup/ ;;
    *) cp -al "$entry" .backup/ ;;
  esac
done`;

/** As after a power cut, from which Prometheus recovers by itself: it stands still while its files are copied. */
async function copiedAside(host: Host, config: Config): Promise<void> {
  const { environment } = config;
  const service = servicesOf(config).find(({ name }) => name === "prometheus");
  const container = nameIn(environment, "prometheus");
  const image = (await host.docker("inspect", "--format", "{{.Image}}", container)).trim();
  const volume = `type=volume,source=${nameIn(environment, "prometheus-data")},target=/prometheus`;
  const confined = [
    "--network",
    "none",
    "--read-only",
    "--cap-drop",
    "ALL",
    "--security-opt",
    "no-new-privileges:true",
  ];
  const user = ["--user", service?.user ?? "65534:65534"];
  const copy = [
    ...["run", "--rm", ...confined, ...user, "--mount", volume],
    ...["--entrypoint", "sh", image, "-c", copyOfSeries],
  ];
  const { code, out, error } = await ended(whileFrozen(host, container, ...copy), undefined, { detached: true });
  if (code !== 0) throw new Mistakes([mistakeFrom(container, out + error)]);
}

/**
 * Copies what cannot be generated again into a new directory: Prometheus' series, Alertmanager's silences, Grafana's
 * users and settings, the recorder's files where it keeps some, the audit log. Nothing is stopped; each is frozen for the moments
 * of its copy. Only who makes it can read it: there are hashes of passwords in it,
 * and what people wrote.
 * @param sealing encrypts every file, before it is written
 * @throws Mistakes when a service does not run, or the copy fails.
 */
export async function backup(config: Config, directory: string, sealing?: Sealing): Promise<Manifest> {
  const { environment, deployment } = config;
  const host = hostOf(deployment.engine);
  const container = (service: string) => nameIn(environment, service);
  if (existsSync(directory))
    throw new Mistakes([
      { where: directory, what: "is there already", remedy: "name a directory that is not: `--to`" },
    ]);
  const unfinished = `${directory}.unfinished`;
  mkdirSync(unfinished, { recursive: true, mode: 0o700 });
  chmodSync(unfinished, 0o700);
  const nameOf = (name: keyof typeof backupFiles) => `${backupFiles[name]}${sealing?.suffix ?? ""}`;
  const file = (name: keyof typeof backupFiles) => path.join(unfinished, nameOf(name));
  const copied = (name: keyof typeof backupFiles, command: readonly string[]) =>
    written(host.engine, command, file(name), sealing);

  await copiedAside(host, config);
  try {
    await copied("prometheus", host.dockerCommand("cp", `${container("prometheus")}:${snapshotAt}/.`, "-"));
  } finally {
    await host.docker("exec", container("prometheus"), "rm", "-rf", snapshotAt);
  }

  const query = ["amtool", "silence", "query", "--output=json", ...asOperator];
  await copied("silences", host.dockerCommand("exec", container("alertmanager"), ...query));
  const log = `[ ! -e /textfile/${auditLog} ] || cat /textfile/${auditLog}`;
  await copied("deployments", host.dockerCommand("exec", container("node-exporter"), "sh", "-c", log));

  const frozen = keepingFiles(config);
  for (const { name, data } of frozen) {
    // Still, its files are whole, as after a power cut.
    await copied(name, whileFrozen(host, container(name), "cp", `${container(name)}:${data}/.`, "-"));
  }

  const names = ["prometheus", "silences", "deployments", ...frozen.map(({ name }) => name)] as const;
  const files = Object.fromEntries(names.map((name) => [nameOf(name), statSync(file(name)).size]));
  const manifest: Manifest = { environment, at: new Date().toISOString(), files };
  const manifestFile = path.join(unfinished, backupFiles.manifest);
  writeFileSync(manifestFile, `${JSON.stringify(manifest, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(unfinished, directory);
  return manifest;
}

/** Services whose data are files that nobody else has. */
function keepingFiles(config: Config) {
  const onGitHub = config.anomalies.repository !== undefined;
  const names = ["grafana", ...(onGitHub ? [] : (["anomaly-recorder"] as const))] as const;
  const services = servicesOf(config).filter((service) => isEnabled(config, service));
  return names.flatMap((name) => {
    const data = services.find((service) => service.name === name)?.data;
    return data === undefined ? [] : [{ name, data }];
  });
}
