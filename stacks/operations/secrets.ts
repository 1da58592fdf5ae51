import { randomBytes } from "node:crypto";
import { dirname } from "node:path";
import type { Config } from "../../config/load.ts";
import { Mistakes, refuse } from "../../kit/model/mistakes.ts";
import { nameIn } from "../names.ts";
import { type SecretFile, type SecretState, secretFiles, secretStates } from "../preflight/secrets.ts";
import { isEnabled, servicesOf } from "../service.ts";
import { mistakeFrom } from "./failures.ts";
import { ended, type Host, hostOf } from "./host.ts";

const filesOf = (config: Config) =>
  secretFiles(
    config.deployment.secrets,
    servicesOf(config).filter((service) => isEnabled(config, service)),
  );

/** What every service needs, and what stands there. @throws Mistakes when the host cannot be asked. */
export async function secretsOf(config: Config): Promise<SecretState[]> {
  return secretStates(hostOf(config.deployment.engine), filesOf(config));
}

/** Written beside and renamed: a service never reads half a value, and a value is on no command line. */
const write = `
set -eu
as=
[ "$(id -u)" = 0 ] || as='sudo -n'
$as mkdir -p -m 755 "$(dirname "$1")"
$as sh -c 'umask 077; cat > "$1.new"; chown "$2" "$1.new"; chmod 400 "$1.new"; mv -f "$1.new" "$1"' sh "$1" "$2"`;

/** Empty ones as well: the engine refuses a service whose directory is not there. */
const directories = `
set -eu
as=
[ "$(id -u)" = 0 ] || as='sudo -n'
for directory do $as mkdir -p -m 755 "$directory"; done`;

/**
 * Makes the directory of every service, and the missing secrets that anybody may choose, so that every service that shares
 * one has the same.
 * @returns the files that were written.
 */
export async function createMissing(config: Config): Promise<SecretFile[]> {
  const host = hostOf(config.deployment.engine);
  const wanted = filesOf(config).map(({ path }) => dirname(path));
  await host.sh(directories, ...new Set(wanted));
  const states = await secretsOf(config);
  const missing = states.filter(({ secret, why }) => why === "missing" && secret.generated);
  const shared = states.filter(
    ({ secret, why }) => why !== "missing" && missing.some((one) => one.secret.name === secret.name),
  );
  refuse(
    shared.map(({ path, secret }) => ({
      where: path,
      what: `exists, but another service's copy of ${secret.name} is missing`,
      remedy: "copy it there by hand, or remove it to have both made anew",
    })),
  );
  const values = new Map<string, string>();
  for (const file of missing) {
    const value = values.get(file.secret.name) ?? randomBytes(24).toString("base64url");
    values.set(file.secret.name, value);
    await writeSecret(host, file, value);
  }
  return missing;
}

async function writeSecret(host: Host, { path, uid }: SecretFile, value: string): Promise<void> {
  const { code, out, error } = await ended(host.command("sh", "-c", write, "sh", path, String(uid)), `${value}\n`);
  if (code !== 0) throw new Mistakes([mistakeFrom(path, out + error)]);
}

/** Grafana reads the password's file at its first start only. */
const newGrafanaPassword =
  "grafana cli admin reset-admin-password --password-from-stdin < /run/secrets/grafana/grafana-admin";

/**
 * Gives Grafana's user admin a new password, at once and without a deployment.
 * @throws Mistakes when Grafana does not run, or refuses; the file then has the old value again.
 */
export async function rotateGrafanaPassword(config: Config): Promise<SecretFile> {
  const host = hostOf(config.deployment.engine);
  const file = filesOf(config).find(({ secret }) => secret.name === "grafana-admin");
  if (file === undefined) {
    const what = "is switched off in this environment";
    throw new Mistakes([
      { where: config.at(["deployment", "services", "grafana"]), what, remedy: "there is nothing to rotate" },
    ]);
  }
  const before = await ended(host.command("sh", "-c", `cat "$1" 2>/dev/null || sudo -n cat "$1"`, "sh", file.path));
  await writeSecret(host, file, randomBytes(24).toString("base64url"));
  const { code, out, error } = await ended(
    host.dockerCommand("exec", nameIn(config.environment, "grafana"), "sh", "-c", newGrafanaPassword),
  );
  if (code === 0) return file;
  if (before.code === 0) await writeSecret(host, file, before.out.trimEnd());
  throw new Mistakes([mistakeFrom("grafana cli admin reset-admin-password", out + error)]);
}
