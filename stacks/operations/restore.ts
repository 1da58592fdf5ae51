import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { text } from "node:stream/consumers";
import type { Config } from "../../config/load.ts";
import { Mistakes } from "../../kit/model/mistakes.ts";
import { nameIn } from "../names.ts";
import { dataVolume, isEnabled, type Service, servicesOf } from "../service.ts";
import { asOperator } from "./amtool.ts";
import { backupFiles, type Manifest, manifestSchema } from "./backup.ts";
import { mistakeFrom } from "./failures.ts";
import { ended, type Host, hostOf } from "./host.ts";
import { auditLog } from "./record.ts";
import { opened } from "./sealing.ts";

/**
 * Puts a backup back: series, Grafana's data and the recorder's files in place of those that are there, silences beside
 * those that are there.
 * An archive is unpacked aside, and only a whole one takes the place of the data, while its service is stopped.
 * @param identity age's file of private keys, for a backup that is encrypted with it
 * @throws Mistakes when the backup is not whole, or a step fails; the data is then as it was.
 */
export async function restore(
  config: Config,
  directory: string,
  tell: (line: string) => void,
  identity?: string,
): Promise<Manifest> {
  const manifest = wholeBackup(directory);
  const fileOf = (name: keyof typeof backupFiles) =>
    Object.keys(manifest.files).find((file) => file.replace(/\.(age|gpg)$/, "") === backupFiles[name]);
  const open = (file: string) => opened(path.join(directory, file), identity);
  const host = hostOf(config.deployment.engine);
  const services = servicesOf(config).filter((service) => isEnabled(config, service));
  for (const name of ["prometheus", "grafana", "anomaly-recorder"] as const) {
    const service = services.find((one) => one.name === name);
    const file = fileOf(name);
    if (service === undefined || file === undefined) continue;
    tell(`restoring ${name}`);
    await unpack(host, config, service, open(file));
  }
  tell("restoring silences");
  const silences = await textOf(open(fileOf("silences") ?? backupFiles.silences));
  const importing = ["amtool", "silence", "import", "--force", ...asOperator];
  const command = host.dockerCommand("exec", "-i", nameIn(config.environment, "alertmanager"), ...importing);
  const { code, out, error } = await ended(command, silences);
  if (code !== 0) throw new Mistakes([mistakeFrom("amtool silence import", out + error)]);
  const log = fileOf("deployments");
  if (log !== undefined) {
    tell("restoring the audit log");
    await addToLog(host, config, await textOf(open(log)));
  }
  return manifest;
}

type Opened = ReturnType<typeof opened>;

async function textOf({ stream, end }: Opened): Promise<string> {
  const all = await text(stream);
  await end();
  return all;
}

/** Each line begins with its time: sorted, once each, they are in order again. */
async function addToLog(host: Host, { environment }: Config, lines: string): Promise<void> {
  const image = (await host.docker("inspect", "--format", "{{.Image}}", nameIn(environment, "node-exporter"))).trim();
  const volume = `type=volume,source=${nameIn(environment, "textfile")},target=/textfile`;
  const confined = ["--network", "none", "--read-only", "--cap-drop", "ALL", "--cap-add", "DAC_OVERRIDE"];
  const script = `set -eu; umask 022; cd /textfile; touch ${auditLog}; sort -u - ${auditLog} > .log.new; mv .log.new ${auditLog}`;
  const command = host.dockerCommand(
    ...["run", "--rm", "-i", "--user", "0:0", ...confined, "--security-opt", "no-new-privileges:true"],
    ...["--mount", volume, "--entrypoint", "sh", image, "-c", script],
  );
  const { code, out, error } = await ended(command, lines);
  if (code !== 0) throw new Mistakes([mistakeFrom("the audit log", out + error)]);
}

function wholeBackup(directory: string): Manifest {
  const refuse = (what: string) =>
    new Mistakes([{ where: directory, what, remedy: "choose a directory that `npm run backup` made" }]);
  try {
    const manifest = manifestSchema.parse(JSON.parse(readFileSync(path.join(directory, backupFiles.manifest), "utf8")));
    const short = Object.entries(manifest.files).filter(
      ([file, size]) => statSync(path.join(directory, file)).size !== size,
    );
    if (short.length === 0) return manifest;
    throw refuse(`is not whole: ${short.map(([file]) => file).join(", ")} is not as long as when it was made`);
  } catch (error) {
    if (error instanceof Mistakes) throw error;
    throw refuse(`is no backup: ${(error as Error).message}`);
  }
}

/** Runs Docker's client while a container is stopped. Once it has begun, it has the container start again, whatever becomes of who asked. */
const whileStopped = `set -u
container=$1 seconds=$2
shift 2
trap 'docker start "$container" > /dev/null' EXIT
docker stop --time "$seconds" "$container" > /dev/null || exit 1
docker "$@"`;

/**
 * Puts `.restored` in the place of what is there. Renames alone lie between the two, whatever their sizes: a machine that
 * loses its power in the middle of a removal of gigabytes would come back with half of the old data and nothing of the new.
 */
const swap = `set -eu
cd /data
rm -rf .replaced
mkdir .replaced
for old in * .[!.]*; do
  case $old in .restored | .replaced) continue ;; esac
  [ ! -e "$old" ] || mv "$old" .replaced
done
cd .restored
for new in * .[!.]*; do
  [ ! -e "$new" ] || mv "$new" ..
done
cd ..
rmdir .restored
sync
rm -rf .replaced`;

/** In the image of the service, as its user: what it unpacks belongs to the service. */
async function unpack(host: Host, config: Config, service: Service, archive: Opened): Promise<void> {
  const container = nameIn(config.environment, service.name);
  const image = (await host.docker("inspect", "--format", "{{.Image}}", container)).trim();
  const volume = nameIn(config.environment, dataVolume(service));
  const helper = ["run", "--rm", "-i", "--network", "none", "--read-only", "--cap-drop", "ALL", "--user", service.user];
  const mounted = ["--security-opt", "no-new-privileges:true", "--mount", `type=volume,source=${volume},target=/data`];
  const inside = (script: string) => [...helper, ...mounted, "--entrypoint", "sh", image, "-c", script];
  const sh = (script: string) => host.dockerCommand(...inside(script));
  try {
    await fed(sh("rm -rf /data/.restored && mkdir /data/.restored && tar -x -C /data/.restored"), archive, container);
  } catch (error) {
    // Half an archive beside the data would keep its service from room.
    await ended(sh("rm -rf /data/.restored"));
    throw error;
  }
  const [stops, words] = [String(service.stopSeconds), inside(swap)];
  const command = host.dockerScript(whileStopped, container, stops, ...words);
  const { code, out, error } = await ended(command, undefined, { detached: true });
  if (code !== 0) throw new Mistakes([mistakeFrom(container, out + error)]);
}

async function fed([program = "", ...args]: readonly string[], archive: Opened, where: string): Promise<void> {
  const child = spawn(program, args, { stdio: ["pipe", "ignore", "pipe"] });
  archive.stream.pipe(child.stdin.on("error", () => {}));
  const exit = once(child, "close");
  const said = await text(child.stderr);
  const [code] = (await exit) as [number | null];
  // What could not be decrypted says more than an archive that ended early.
  await archive.end();
  if (code !== 0) throw new Mistakes([mistakeFrom(where, said)]);
}
