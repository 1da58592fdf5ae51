import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { Config } from "../../config/load.ts";
import { isGuarded } from "../../kit/model/login.ts";
import { Mistakes } from "../../kit/model/mistakes.ts";
import { requestInside } from "../../kit/write/request.ts";
import { nameIn } from "../names.ts";
import type { SecretFile } from "../preflight/secrets.ts";
import { isEnabled, type Service, servicesOf, settingsOf } from "../service.ts";
import { mistakeFrom } from "./failures.ts";
import { ended, type Host, hostOf } from "./host.ts";
import { filesOf, readSecret, type Valued, writeSecrets } from "./secrets.ts";

interface Rotation {
  /** Whose secret it is: it must run, and take the new value. */
  readonly service: string;
  /**
   * Who is started anew: Prometheus reads the passwords of what it asks once, when it begins to ask, and a reload with the same
   * configuration changes nothing (seen with 3.5.3). Some scrapes are missed; what has been bad for a while stays known.
   */
  readonly restarts?: string;
  /** Who must be told, in its container; who reads the file at every request need not be. */
  readonly tells?: { readonly where: string; readonly called: string; readonly command: string };
}

const grafanaFiles = "/run/secrets/grafana";

/** Grafana reads its data sources when it starts, or when its admin says so; curl reads the password from its standard input. */
const newDataSource = `set -eu
password=$(sed 's/[\\\\"]/\\\\&/g' ${grafanaFiles}/grafana-admin)
printf 'user = "admin:%s"\\n' "$password" | curl -sS --fail --max-time 10 -K - -X POST \\
  http://127.0.0.1:3000/api/admin/provisioning/datasources/reload > /dev/null`;

const rotations = {
  "grafana-admin": {
    service: "grafana",
    // Grafana reads the password's file at its first start only.
    tells: {
      where: "grafana",
      called: "grafana cli admin reset-admin-password",
      command: `grafana cli admin reset-admin-password --password-from-stdin < ${grafanaFiles}/grafana-admin`,
    },
  },
  "prometheus-password": {
    service: "prometheus",
    restarts: "prometheus",
    tells: { where: "grafana", called: "Grafana's data source", command: newDataSource },
  },
  "alertmanager-password": { service: "alertmanager", restarts: "prometheus" },
} as const satisfies Readonly<Record<string, Rotation>>;

type Rotated = keyof typeof rotations;
export const rotatable = Object.keys(rotations) as Rotated[];
export const isRotatable = (name: string): name is Rotated => name in rotations;

/**
 * Gives a secret a new value, at once and without a deployment, everywhere where it stands.
 * @returns the files that hold it now
 * @throws Mistakes when a service does not run, or refuses; the files then have the old values again. When only who asks it
 * could not be started anew, they keep the new ones: the service itself knows no other any more.
 */
export async function rotated(config: Config, name: Rotated): Promise<SecretFile[]> {
  const { service, tells, restarts }: Rotation = rotations[name];
  const host = hostOf(config.deployment.engine);
  const files = filesOf(config).filter(({ secret }) => secret.name === name || secret.made?.of.name === name);
  const own = servicesOf(config).find((one) => one.name === service);
  if (own === undefined || !isEnabled(config, own) || files.length === 0)
    throw new Mistakes([
      {
        where: config.at(["deployment", "services", service]),
        what: "is switched off in this environment",
        remedy: "there is nothing to rotate",
      },
    ]);
  const before: Valued[] = [];
  for (const file of files) before.push([file, await readSecret(host, file)]);
  const value = randomBytes(24).toString("base64url");
  await writeSecrets(
    host,
    files.map((file): Valued => [file, file.secret.made?.by(value) ?? value]),
  );
  const steps = [
    ...(isGuarded(service)
      ? [{ called: `${service} with its new password`, where: service, command: requestInside(own, asked(own)) }]
      : []),
    ...(tells && settingsOf(config, { name: tells.where }).enabled ? [tells] : []),
  ];
  for (const { called, where, command } of steps) {
    const { code, out, error } = await ended(
      host.dockerCommand("exec", nameIn(config.environment, where), "sh", "-c", command),
    );
    if (code === 0) continue;
    await writeSecrets(host, before);
    throw new Mistakes([mistakeFrom(called, out + error)]);
  }
  const asking = servicesOf(config).find((one) => one.name === restarts && isEnabled(config, one));
  if (asking !== undefined) await startedAnew(config, host, asking);
  return files;
}

/** Seconds until a service that was started anew has to answer, its log of the last hours read again. */
const answersWithin = 120;

/** @throws Mistakes when it does not start, or does not answer in time */
async function startedAnew(config: Config, host: Host, service: Service): Promise<void> {
  const container = nameIn(config.environment, service.name);
  await host.docker("restart", container);
  for (const end = Date.now() + answersWithin * 1000; ; await pause(1000)) {
    const { code, out, error } = await ended(
      host.dockerCommand("exec", container, "sh", "-c", requestInside(service, asked(service))),
    );
    if (code === 0) return;
    if (Date.now() > end) throw new Mistakes([mistakeFrom(`${service.name}, started anew`, out + error)]);
  }
}

const asked = ({ healthPath }: Service) => ({ path: healthPath, seconds: 10 });
