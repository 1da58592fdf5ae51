import { spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, mkdirSync, renameSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { z } from "zod";
import type { Config } from "../../config/load.ts";
import { Mistakes } from "../../kit/model/mistakes.ts";
import { nameIn } from "../names.ts";
import { isEnabled, servicesOf } from "../services/catalogue.ts";
import { ask } from "./ask.ts";
import { mistakeFrom } from "./failures.ts";
import { type Host, hostOf } from "./host.ts";

/** The files of a backup; those of services are archives of their data. */
export const backupFiles = {
  prometheus: "prometheus.tar",
  silences: "silences.json",
  grafana: "grafana.tar",
  "anomaly-recorder": "anomalies.tar",
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
 * users and settings, the recorder's files where it keeps some. Everything goes on running; the last two are frozen for
 * the moments of their copies.
 * @throws Mistakes when a service does not run, or the copy fails.
 */
export async function backup(config: Config, directory: string): Promise<Manifest> {
  const { environment, deployment } = config;
  const host = hostOf(deployment.engine);
  const container = (service: string) => nameIn(environment, service);
  const unfinished = `${directory}.unfinished`;
  mkdirSync(unfinished, { recursive: true });
  const file = (name: keyof typeof backupFiles) => path.join(unfinished, backupFiles[name]);

  const made = await ask(host, environment, "prometheus", "/api/v1/admin/tsdb/snapshot", snapshot, "POST");
  const at = `/prometheus/snapshots/${made.data.name}`;
  try {
    await copied(host, ["cp", `${container("prometheus")}:${at}/.`, "-"], file("prometheus"));
  } finally {
    await host.docker("exec", container("prometheus"), "rm", "-rf", at);
  }

  const query = ["amtool", "silence", "query", "--output=json", "--alertmanager.url=http://127.0.0.1:9093"];
  writeFileSync(file("silences"), await host.docker("exec", container("alertmanager"), ...query));

  const frozen = keepingFiles(config);
  for (const { name, data } of frozen) {
    // Still, its files are whole, as after a power cut.
    await host.docker("pause", container(name));
    try {
      await copied(host, ["cp", `${container(name)}:${data}/.`, "-"], file(name));
    } finally {
      await host.docker("unpause", container(name));
    }
  }

  const names = ["prometheus", "silences", ...frozen.map(({ name }) => name)] as const;
  const files = Object.fromEntries(names.map((name) => [backupFiles[name], statSync(file(name)).size]));
  const manifest: Manifest = { environment, at: new Date().toISOString(), files };
  writeFileSync(file("manifest"), `${JSON.stringify(manifest, undefined, 2)}\n`);
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

/** Runs Docker's client there, and writes what it prints to a file here. */
async function copied(host: Host, args: readonly string[], file: string): Promise<void> {
  const [program = "", ...rest] = host.dockerCommand(...args);
  const child = spawn(program, rest, { stdio: ["ignore", "pipe", "pipe"] });
  const exit = once(child, "close");
  const [said] = await Promise.all([text(child.stderr), pipeline(child.stdout, createWriteStream(file))]);
  const [code] = (await exit) as [number | null];
  if (code !== 0) throw new Mistakes([mistakeFrom(host.engine, said)]);
}
