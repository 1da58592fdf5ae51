import { spawn } from "node:child_process";
import { once } from "node:events";
import { createReadStream, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { text } from "node:stream/consumers";
import type { Config } from "../../config/load.ts";
import { Mistakes } from "../../kit/model/mistakes.ts";
import { nameIn } from "../names.ts";
import { dataVolume, type Service } from "../service.ts";
import { isEnabled, servicesOf } from "../services/catalogue.ts";
import { backupFiles, type Manifest, manifestSchema } from "./backup.ts";
import { mistakeFrom } from "./failures.ts";
import { ended, type Host, hostOf } from "./host.ts";

/**
 * Puts a backup back: series, Grafana's data and the recorder's files in place of those that are there, silences beside
 * those that are there.
 * An archive is unpacked aside, and only a whole one takes the place of the data, while its service is stopped.
 * @throws Mistakes when the backup is not whole, or a step fails; the data is then as it was.
 */
export async function restore(config: Config, directory: string, tell: (line: string) => void): Promise<Manifest> {
  const manifest = wholeBackup(directory);
  const host = hostOf(config.deployment.engine);
  const services = servicesOf(config).filter((service) => isEnabled(config, service));
  for (const name of ["prometheus", "grafana", "anomaly-recorder"] as const) {
    const service = services.find((one) => one.name === name);
    if (service === undefined || !(backupFiles[name] in manifest.files)) continue;
    tell(`restoring ${name}`);
    await unpack(host, config, service, path.join(directory, backupFiles[name]));
  }
  tell("restoring silences");
  const silences = readFileSync(path.join(directory, backupFiles.silences), "utf8");
  const importing = ["amtool", "silence", "import", "--force", "--alertmanager.url=http://127.0.0.1:9093"];
  const command = host.dockerCommand("exec", "-i", nameIn(config.environment, "alertmanager"), ...importing);
  const { code, out, error } = await ended(command, silences);
  if (code !== 0) throw new Mistakes([mistakeFrom("amtool silence import", out + error)]);
  return manifest;
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

/** In the image of the service, as its user: what it unpacks belongs to the service. */
async function unpack(host: Host, config: Config, service: Service, archive: string): Promise<void> {
  const container = nameIn(config.environment, service.name);
  const image = (await host.docker("inspect", "--format", "{{.Image}}", container)).trim();
  const volume = nameIn(config.environment, dataVolume(service));
  const helper = ["run", "--rm", "-i", "--network", "none", "--read-only", "--cap-drop", "ALL", "--user", service.user];
  const mounted = ["--security-opt", "no-new-privileges:true", "--mount", `type=volume,source=${volume},target=/data`];
  const sh = (script: string) => host.dockerCommand(...helper, ...mounted, "--entrypoint", "sh", image, "-c", script);
  await fed(sh("rm -rf /data/.restored && mkdir /data/.restored && tar -x -C /data/.restored"), archive, container);
  await host.docker("stop", "--time", String(service.stopSeconds), container);
  const swap = `cd /data && for old in * .[!.]*; do [ "$old" = .restored ] || rm -rf "$old"; done
    cd .restored && for new in * .[!.]*; do [ ! -e "$new" ] || mv "$new" ..; done; cd .. && rmdir .restored`;
  const { code, out, error } = await ended(sh(swap));
  await host.docker("start", container);
  if (code !== 0) throw new Mistakes([mistakeFrom(container, out + error)]);
}

async function fed([program = "", ...args]: readonly string[], file: string, where: string): Promise<void> {
  const child = spawn(program, args, { stdio: ["pipe", "ignore", "pipe"] });
  createReadStream(file).pipe(child.stdin.on("error", () => {}));
  const exit = once(child, "close");
  const said = await text(child.stderr);
  const [code] = (await exit) as [number | null];
  if (code !== 0) throw new Mistakes([mistakeFrom(where, said)]);
}
