import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import type { Config } from "../../config/load.ts";
import { type Mistake, refuse } from "../../kit/model/mistakes.ts";
import { toolsToAsk } from "../../kit/write/request.ts";
import { monitoringStack, nameIn } from "../names.ts";
import type { Service } from "../service.ts";
import { isEnabled, servicesOf } from "../service.ts";
import { declaredContainers, type SentFile, sentFiles, versionOf } from "./declared.ts";
import { ended, type Host } from "./host.ts";
import { inspected } from "./inspect.ts";

/** The configuration arrives as an archive on standard input; what else a service of ours needs of its image is looked for. */
const script = `set -eu
for tool in $2; do command -v "$tool" > /dev/null || { echo "the image has no $tool"; exit 1; }; done
mkdir /trial/configuration
cd /trial/configuration
tar -x
sh -c "$1"`;

/**
 * Has every service that is to run from another image, or with another configuration, tried before anything is touched:
 * the new image's own tool validates the new configuration, in a container that is thrown away. A new image with the
 * present configuration is a change as well: Terraform would remove the service before the new one had said a word.
 * @throws Mistakes with the words of every tool that refuses
 */
export async function tried(config: Config, host: Host, tell: (line: string) => void): Promise<void> {
  const stack = monitoringStack(config);
  const declared = declaredContainers(stack);
  const running = await inspected(host, nameIn(config.environment, ""));
  const outcomes = servicesOf(config)
    .filter((service) => isEnabled(config, service))
    .map(async (service): Promise<Mistake[]> => {
      const name = nameIn(config.environment, service.name);
      const [is, writer] = [declared.get(name), declared.get(`${name}-config-writer`)];
      if (is === undefined) return [];
      const image = await ended(host.dockerCommand("image", "inspect", "--format", "{{.Id}}", is.imageReference));
      // Our exporters' image may have yet to be built, which happens before its services are touched.
      if (image.code !== 0) return [];
      const written = running.get(`${name}-config-writer`)?.Config.Env ?? [];
      const isNew = running.get(name)?.Image !== image.out.trim();
      if (!isNew && (writer === undefined || versionOf({ env: written }) === versionOf(writer))) return [];
      tell(`trying ${service.name} with ${is.imageReference}`);
      return trial(host, service, is.imageReference, writer === undefined ? [] : sentFiles(stack, writer));
    });
  refuse((await Promise.all(outcomes)).flat());
}

async function trial(host: Host, service: Service, image: string, files: readonly SentFile[]): Promise<Mistake[]> {
  const command = host.dockerCommand(
    ...["run", "--rm", "-i", "--network", "none", "--read-only", "--tmpfs", "/trial:rw,mode=1777,size=64m"],
    ...["--cap-drop", "ALL", "--security-opt", "no-new-privileges:true", "--memory", "512m", "--pids-limit", "256"],
    ...[
      "--user",
      service.user,
      "--entrypoint",
      "sh",
      image,
      "-c",
      script,
      "sh",
      service.configuration?.check ?? "true",
      toolsToAsk(service).join(" "),
    ],
  );
  const { code, said } = await fedWith(command, files);
  if (code === 0) return [];
  const lines = said.trim().split("\n").slice(-12).join("\n    ");
  const what = `refuses the configuration that it is to run with:\n    ${lines || "(it said nothing)"}`;
  const remedy = `nothing was touched: ${service.name} goes on as it was. Mend the configuration, or choose another image`;
  return [{ where: `${service.name}, ${image}`, what, remedy }];
}

/** Assets are named by CDKTF: in the archive each has the name that the service knows. */
async function fedWith([program = "", ...args]: readonly string[], files: readonly SentFile[]) {
  const directory = mkdtempSync(path.join(tmpdir(), "trial-"));
  try {
    for (const { file, source } of files) {
      const copy = path.join(directory, file);
      mkdirSync(path.dirname(copy), { recursive: true });
      copyFileSync(source, copy);
    }
    // macOS would add files of its own.
    const env = { ...process.env, COPYFILE_DISABLE: "1" };
    const archive = spawn("tar", ["-c", "-C", directory, "."], { env, stdio: ["ignore", "pipe", "pipe"] });
    const child = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"] });
    archive.stdout.pipe(child.stdin.on("error", () => {}));
    const ends = once(child, "close");
    const said = await Promise.all([text(child.stdout), text(child.stderr), text(archive.stderr)]);
    const [code] = (await ends) as [number | null];
    return { code, said: said.join("") };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
