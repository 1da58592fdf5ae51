import { randomBytes } from "node:crypto";
import { dirname } from "node:path";
import type { Config } from "../../config/load.ts";
import { Mistakes } from "../../kit/model/mistakes.ts";
import type { Secret } from "../../kit/model/secret.ts";
import { type SecretFile, type SecretState, secretFiles, secretStates } from "../preflight/secrets.ts";
import { isEnabled, servicesOf } from "../service.ts";
import { mistakeFrom } from "./failures.ts";
import { ended, type Host, hostOf } from "./host.ts";

export const filesOf = (config: Config): SecretFile[] =>
  secretFiles(
    config,
    servicesOf(config).filter((service) => isEnabled(config, service)),
  );

/** What every service needs, and what stands there. @throws Mistakes when the host cannot be asked. */
export async function secretsOf(config: Config): Promise<SecretState[]> {
  return secretStates(hostOf(config.deployment.engine), filesOf(config));
}

/**
 * All are written beside and renamed together: a service never reads half a value, who asks and who is asked have the same one
 * within moments, and a value is on no command line.
 */
const write = `
set -eu
as=
[ "$(id -u)" = 0 ] || as='sudo -n'
$as sh -c 'set -eu
umask 022
while read -r uid value file; do
  mkdir -p "$(dirname "$file")"
  (umask 077; printf %s "$value" | base64 -d > "$file.new")
  chown "$uid" "$file.new"
  chmod 400 "$file.new"
  set -- "$@" "$file"
done
for file; do mv -f "$file.new" "$file"; done'`;

/** A secret and what is to stand in its file. */
export type Valued = readonly [SecretFile, string];

/** @throws Mistakes; then none of them has changed, or all have */
export async function writeSecrets(host: Host, values: readonly Valued[]): Promise<void> {
  const lines = values.map(([{ uid, path }, value]) => {
    const text = value.endsWith("\n") ? value : `${value}\n`;
    return `${uid} ${Buffer.from(text).toString("base64")} ${path}\n`;
  });
  const { code, out, error } = await ended(host.command("sh", "-c", write), lines.join(""));
  if (code !== 0) throw new Mistakes([mistakeFrom(values[0]?.[0].path ?? "secrets", out + error)]);
}

/** What stands in a secret's file. @throws Mistakes */
export async function readSecret(host: Host, { path }: SecretFile): Promise<string> {
  return (await host.sh('cat "$1" 2>/dev/null || sudo -n cat "$1"', path)).trimEnd();
}

/** Empty ones as well: the engine refuses a service whose directory is not there. */
const directories = `
set -eu
as=
[ "$(id -u)" = 0 ] || as='sudo -n'
for directory do $as mkdir -p -m 755 "$directory"; done`;

/**
 * Makes the directory of every service, and the missing secrets that anybody may choose: every service that shares one has the
 * same, and what is another one in another form is made of that one.
 * @returns the files that were written.
 */
export async function createMissing(config: Config): Promise<SecretFile[]> {
  const host = hostOf(config.deployment.engine);
  const wanted = filesOf(config).map(({ path }) => dirname(path));
  await host.sh(directories, ...new Set(wanted));
  const states = await secretsOf(config);
  const missing = states.filter(({ why }) => why === "missing");
  const values = new Map<string, string>();
  const current = async ({ name }: Secret): Promise<string> => {
    const there = states.find((state) => state.secret.name === name && state.why === undefined);
    const value = values.get(name) ?? (there ? await readSecret(host, there) : randomBytes(24).toString("base64url"));
    values.set(name, value);
    return value;
  };
  const made: Valued[] = [];
  for (const file of missing.filter(({ secret }) => secret.generated)) made.push([file, await current(file.secret)]);
  for (const file of missing) {
    const { made: form } = file.secret;
    if (form) made.push([file, form.by(await current(form.of))]);
  }
  if (made.length > 0) await writeSecrets(host, made);
  return made.map(([file]) => file);
}

/**
 * Gives a host the secrets that another one has and it has not: all hosts of an environment have the same.
 * @returns the files that were written.
 */
export async function copyMissing(from: Config, to: Config): Promise<SecretFile[]> {
  const [source, host] = [hostOf(from.deployment.engine), hostOf(to.deployment.engine)];
  await host.sh(directories, ...new Set(filesOf(to).map(({ path }) => dirname(path))));
  const there = new Set((await secretsOf(from)).flatMap(({ path, why }) => (why === undefined ? [path] : [])));
  const lacking = (await secretsOf(to)).filter(({ path, why }) => why === "missing" && there.has(path));
  const copied: Valued[] = [];
  for (const file of lacking) copied.push([file, await readSecret(source, file)]);
  if (copied.length > 0) await writeSecrets(host, copied);
  return lacking;
}
