import { chmodSync, mkdirSync, renameSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import type { Config } from "../../config/load.ts";
import { nameIn } from "../names.ts";
import { isEnabled, servicesOf } from "../services/catalogue.ts";
import { ask } from "./ask.ts";
import { hostOf } from "./host.ts";
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

const snapshot = z.object({ data: z.object({ name: z.string().regex(/^[\w-]+$/) }) });

/**
 * Copies what cannot be generated again into a new directory: Prometheus' series, Alertmanager's silences, Grafana's
 * users and settings, the recorder's files where it keeps some, the audit log. Everything goes on running; Grafana and the
 * recorder are frozen for the moments of their copies. Only who makes it can read it: there are hashes of passwords in it,
 * and what people wrote.
 * @param sealing encrypts every file, before it is written
 * @throws Mistakes when a service does not run, or the copy fails.
 */
export async function backup(config: Config, directory: string, sealing?: Sealing): Promise<Manifest> {
  const { environment, deployment } = config;
  const host = hostOf(deployment.engine);
  const container = (service: string) => nameIn(environment, service);
  const unfinished = `${directory}.unfinished`;
  mkdirSync(unfinished, { recursive: true, mode: 0o700 });
  chmodSync(unfinished, 0o700);
  const nameOf = (name: keyof typeof backupFiles) => `${backupFiles[name]}${sealing?.suffix ?? ""}`;
  const file = (name: keyof typeof backupFiles) => path.join(unfinished, nameOf(name));
  const copied = (name: keyof typeof backupFiles, ...args: string[]) =>
    written(host.engine, host.dockerCommand(...args), file(name), sealing);

  const made = await ask(host, environment, "prometheus", "/api/v1/admin/tsdb/snapshot", snapshot, "POST");
  const at = `/prometheus/snapshots/${made.data.name}`;
  try {
    await copied("prometheus", "cp", `${container("prometheus")}:${at}/.`, "-");
  } finally {
    await host.docker("exec", container("prometheus"), "rm", "-rf", at);
  }

  const query = ["amtool", "silence", "query", "--output=json", "--alertmanager.url=http://127.0.0.1:9093"];
  await copied("silences", "exec", container("alertmanager"), ...query);
  const log = `[ ! -e /textfile/${auditLog} ] || cat /textfile/${auditLog}`;
  await copied("deployments", "exec", container("node-exporter"), "sh", "-c", log);

  const frozen = keepingFiles(config);
  for (const { name, data } of frozen) {
    // Still, its files are whole, as after a power cut.
    await host.docker("pause", container(name));
    try {
      await copied(name, "cp", `${container(name)}:${data}/.`, "-");
    } finally {
      await host.docker("unpause", container(name));
    }
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
