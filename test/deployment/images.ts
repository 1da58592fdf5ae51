import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { obtainParts, type Part } from "../../local/parts/obtain.ts";
import { run } from "../../local/parts/programs.ts";
import type { Machine } from "./engine.ts";
import { newest, unpacked } from "./packages.ts";

/** An image's programs by the name that they have in the project's own images, the service first. */
interface Recipe {
  readonly programs: Readonly<Record<string, Pick<Part, "command">>>;
  /** Other files: path in the image -> file or directory here. */
  readonly files?: Readonly<Record<string, string>>;
  readonly workingDirectory?: string;
}

/** `node` is what the image of our own exporters is built on. */
export type ImageName = "prometheus" | "alertmanager" | "node-exporter" | "blackbox-exporter" | "node";

/** Debian's packages for what every image has, and for the time zones. */
export const packages = ["busybox-static", "tzdata"] as const;

export const imageOf = (name: ImageName, tag = "1") => `benevoclic.test/${name}:${tag}`;

/**
 * Puts an image of every service on the engine: the real programs, the libraries that they name, and a busybox for the
 * shell and wget. Nothing is downloaded that is not in the caches already.
 */
export async function makeImages(machine: Machine, scratch: string): Promise<void> {
  const parts = await obtainParts();
  const [programs, zones] = await Promise.all(packages.map((name) => unpacked(newest, name)));
  const busybox = path.join(programs as string, "usr/bin/busybox");
  const timeZones = path.join(zones as string, "usr/share/zoneinfo");
  const recipes: Readonly<Record<ImageName, Recipe>> = {
    prometheus: { programs: { prometheus: parts.prometheus, promtool: parts.promtool } },
    alertmanager: {
      programs: { alertmanager: parts.alertmanager, amtool: parts.amtool },
      // As the official image has them.
      files: { "/usr/share/zoneinfo": timeZones, ...debianTemplates(parts.alertmanager) },
      workingDirectory: "/bin",
    },
    "node-exporter": { programs: { node_exporter: parts["node-exporter"] } },
    "blackbox-exporter": { programs: { blackbox_exporter: parts["blackbox-exporter"] } },
    node: { programs: { node: { command: process.execPath } } },
  };
  await Promise.all(
    Object.entries(recipes).map(async ([name, recipe]) => {
      const root = mkdtempSync(path.join(scratch, `${name}-`));
      await fill(root, recipe, busybox);
      const [entry] = Object.keys(recipe.programs);
      const changes = [`ENTRYPOINT ["/bin/${entry}"]`, `WORKDIR ${recipe.workingDirectory ?? "/"}`];
      await importInto(machine, root, imageOf(name as ImageName), changes);
      rmSync(root, { recursive: true });
    }),
  );
}

/**
 * Debian's build opens its default templates by absolute path; unpacked without root (local/parts/catalogue.ts), by one
 * that is relative to the directory of the program.
 */
function debianTemplates({ command, cwd }: Part): Record<string, string> {
  const absolute = "/usr/share/prometheus/alertmanager";
  const templates = cwd === undefined ? absolute : path.resolve(path.dirname(command), `..${absolute.slice(4)}`);
  if (!existsSync(templates)) return {};
  return { [absolute]: templates, [absolute.slice(4)]: templates };
}

async function fill(root: string, { programs, files = {} }: Recipe, busybox: string): Promise<void> {
  for (const directory of ["bin", "etc", "tmp", "usr", "lib", "lib64", "proc", "sys", "dev", "run"])
    mkdirSync(path.join(root, directory), { recursive: true });
  cpSync(busybox, path.join(root, "bin/busybox"));
  for (const applet of (await run(busybox, ["--list"])).split("\n").filter(Boolean)) {
    if (applet !== "busybox") symlinkSync("busybox", path.join(root, "bin", applet));
  }
  for (const [name, { command }] of Object.entries(programs)) {
    cpSync(realpathSync(command), path.join(root, "bin", name));
    for (const library of await librariesOf(command)) {
      mkdirSync(path.join(root, path.dirname(library)), { recursive: true });
      cpSync(realpathSync(library), path.join(root, library));
    }
  }
  for (const [to, from] of Object.entries(files)) cpSync(from, path.join(root, to), { recursive: true });
  writeFileSync(path.join(root, "etc/passwd"), "root:x:0:0::/:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n");
  writeFileSync(path.join(root, "etc/group"), "root:x:0:\nnobody:x:65534:\n");
  writeFileSync(path.join(root, "etc/nsswitch.conf"), "hosts: files dns\n");
}

/** The files that the dynamic linker would load, by the paths under which it looks for them. */
async function librariesOf(program: string): Promise<string[]> {
  const listed = await run("ldd", [program]).catch(() => "");
  return [...listed.matchAll(/(?:=> )?(\/\S+) \(0x/g)].map(([, library = ""]) => library);
}

async function importInto({ engine }: Machine, root: string, image: string, changes: readonly string[]) {
  const options = changes.flatMap((change) => ["--change", change]);
  const packing = spawn("tar", ["-C", root, "-c", "."], { stdio: ["ignore", "pipe", "inherit"] });
  const importing = spawn("docker", ["-H", engine, "import", ...options, "-", image], {
    stdio: ["pipe", "ignore", "inherit"],
  });
  packing.stdout.pipe(importing.stdin);
  const [code] = await once(importing, "exit");
  if (code !== 0) throw new Error(`docker import ${image} failed`);
}
