import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { buildSync } from "esbuild";
import { chromium } from "playwright-core";
import { builtLogPrograms } from "../../kit/lab/logs/obtain.ts";
import { obtainParts, type Part } from "../../kit/lab/parts/obtain.ts";
import { onPath, run } from "../../kit/lab/parts/programs.ts";
import { ifHad } from "../../kit/lab/parts/unavailable.ts";
import { victoriaMetrics } from "../../kit/lab/parts/victoria-metrics.ts";
import { builtJaeger } from "../../kit/lab/traces/obtain.ts";
import type { Machine } from "./engine.ts";
import { newest, unpacked } from "./packages.ts";

interface Recipe {
  /** The image that it is built on; without one, it gets a busybox for the shell and wget. */
  readonly on?: ImageName;
  /** By the name that they have in the project's own images, the service first. */
  readonly programs: Readonly<Record<string, Pick<Part, "command">>>;
  /** Other files: path in the image -> file or directory here. */
  readonly files?: Readonly<Record<string, string>>;
  /** Those whose libraries are needed as well, and libraries that a program opens by itself. */
  readonly linked?: readonly string[];
  readonly workingDirectory?: string;
  /** `NAME=value` */
  readonly environment?: string;
  /** The first program, without one. */
  readonly entrypoint?: readonly string[];
}

/** `node` is what the image of our own exporters is built on, `chromium` that of the one that walks journeys. */
export type ImageName =
  | ("prometheus" | "alertmanager" | "node-exporter" | "blackbox-exporter" | "node" | "chromium" | "grafana" | "jaeger")
  | keyof typeof logProgramsAt
  | (typeof hostPrograms)[number];

/** What each of several hosts runs beside Prometheus and Alertmanager, as their official images have them. */
const hostPrograms = ["victoria-metrics", "vmauth", "vmalert"] as const;

/** Those of the services of each of several hosts; undefined where VictoriaMetrics is not here. */
export const hostImages: readonly ImageName[] | undefined = hostPrograms.every((name) => victoriaMetrics(name))
  ? ["prometheus", "alertmanager", ...hostPrograms]
  : undefined;

/** Where their official images have the programs that read, keep and count lines. */
const logProgramsAt = {
  "log-collector": ["collector", "/otelcol-contrib"],
  "victoria-logs": ["store", "/victoria-logs-prod"],
  "log-rules": ["rules", "/vmalert-prod"],
} as const;

/** Those whose programs were built here (`npm run parts -- --logs`): all of them or none. */
export const logImages = (): readonly (keyof typeof logProgramsAt)[] =>
  ifHad(builtLogPrograms, () => {}) ? ["victoria-logs", "log-collector", "log-rules"] : [];

/** That of what keeps traces, where it was built here (`npm run parts -- --traces`). */
export const traceImages = (): readonly "jaeger"[] => (ifHad(builtJaeger, () => {}) ? ["jaeger"] : []);

/** Where Debian has Chromium's program, which the one on PATH only starts. */
const debianChromium = "/usr/lib/chromium/chromium";
/** Chromium's libraries of cryptography open these by their names. */
const openedByNss = ["softokn3", "freeblpriv3", "freebl3", "nssckbi"].map(
  (name) => `/usr/lib/x86_64-linux-gnu/lib${name}.so`,
);

/** Why there is no image with a Chromium; undefined where this machine has one. */
export const whyNoChromium = [debianChromium, ...openedByNss].every((file) => existsSync(file))
  ? undefined
  : "this machine has no Chromium of Debian: install the package chromium";

/** Debian's packages for what every image has, and for the time zones. */
export const packages = ["busybox-static", "tzdata"] as const;

export const imageOf = (name: ImageName, tag = "1") => `benevoclic.test/${name}:${tag}`;

/**
 * Puts an image of every service on the engine: the real programs, the libraries that they name, and a busybox for the
 * shell and wget. Nothing is downloaded that is not in the caches already.
 * @param wanted those of a single host, unless told
 */
export async function makeImages(machine: Machine, scratch: string, wanted?: readonly ImageName[]): Promise<void> {
  const parts = await obtainParts();
  const [programs, zones] = await Promise.all(packages.map((name) => unpacked(newest, name)));
  const busybox = path.join(programs as string, "usr/bin/busybox");
  const timeZones = path.join(zones as string, "usr/share/zoneinfo");
  const recipes: Readonly<Partial<Record<ImageName, Recipe>>> = {
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
    ...(whyNoChromium === undefined && { chromium: chromiumRecipe(scratch) }),
    grafana: grafanaStandIn(scratch),
    ...Object.fromEntries(
      logImages().map((name) => {
        const [program, at] = logProgramsAt[name];
        return [name, standingAt(at, name, builtLogPrograms()[program])];
      }),
    ),
    ...Object.fromEntries(
      traceImages().map((name) => [name, standingAt("/cmd/jaeger/jaeger-linux", name, builtJaeger())]),
    ),
    ...Object.fromEntries(
      hostPrograms.flatMap((name) => {
        const command = victoriaMetrics(name);
        return command === undefined ? [] : [[name, standingAt(`/${name}-prod`, name, command)]];
      }),
    ),
  };
  const make = async ([name, recipe]: readonly [string, Recipe]) => {
    const root = mkdtempSync(path.join(scratch, `${name}-`));
    if (recipe.on === undefined) bareSystem(root, busybox, await run(busybox, ["--list"]));
    await fill(root, recipe);
    const {
      on,
      entrypoint = [`/bin/${Object.keys(recipe.programs)[0]}`],
      workingDirectory = "/",
      environment,
    } = recipe;
    const changes = [`ENTRYPOINT ${JSON.stringify(entrypoint)}`, `WORKDIR ${workingDirectory}`];
    if (environment !== undefined) changes.push(`ENV ${environment}`);
    await packInto(machine, root, imageOf(name as ImageName), changes, on && imageOf(on));
    rmSync(root, { recursive: true });
  };
  const isWanted = (name: string) =>
    wanted === undefined ? !hostPrograms.some((one) => one === name) : wanted.some((one) => one === name);
  const all = Object.entries(recipes).filter(([name]) => isWanted(name));
  await Promise.all(all.filter(([, { on }]) => on === undefined).map(make));
  await Promise.all(all.filter(([, { on }]) => on !== undefined).map(make));
}

/** Debian's Chromium where playwright's own images have theirs. */
function chromiumRecipe(scratch: string): Recipe {
  const browsers = "/ms-playwright";
  const started = path.join(scratch, "chrome");
  writeFileSync(started, `#!/bin/sh\nexec ${debianChromium} "$@"\n`, { mode: 0o755 });
  const asked = chromium.executablePath().replace(/^.*?(?=\/chromium-\d+\/)/, browsers);
  // Without a window, playwright starts the program that has none.
  const windowless = asked
    .replace("/chromium-", "/chromium_headless_shell-")
    .replace(/[^/]+\/chrome$/, "chrome-headless-shell-linux64/chrome-headless-shell");
  return {
    on: "node",
    programs: {},
    files: {
      [path.dirname(debianChromium)]: path.dirname(debianChromium),
      ...Object.fromEntries(openedByNss.map((library) => [library, realpathSync(library)])),
      ...{ "/etc/fonts": "/etc/fonts", "/usr/share/fonts": "/usr/share/fonts" },
      ...{ [asked]: started, [windowless]: started },
    },
    linked: [debianChromium, ...openedByNss],
    environment: `PLAYWRIGHT_BROWSERS_PATH=${browsers}`,
    entrypoint: ["/bin/node"],
  };
}

/** An image that validates whatever it is given, and does not run: `2` is its tag. */
export async function makeBrokenImage(machine: Machine, name: (typeof hostPrograms)[number]): Promise<void> {
  const root = mkdtempSync(path.join(tmpdir(), "broken-"));
  const script = '#!/bin/sh\ncase "$*" in *-dryRun*) exit 0 ;; *) echo broken; exit 1 ;; esac\n';
  writeFileSync(path.join(root, `${name}-prod`), script, { mode: 0o755 });
  await packInto(machine, root, imageOf(name, "2"), [], imageOf(name));
  rmSync(root, { recursive: true });
}

/** As a program as well, for the libraries that Debian's needs. */
const standingAt = (at: string, name: string, command: string): Recipe => ({
  programs: { [name]: { command } },
  files: { [at]: command },
  entrypoint: [at],
});

/** grafana-stand-in.ts where the official image has `grafana`, with that image's curl, directories and variables. */
function grafanaStandIn(scratch: string): Recipe {
  const home = "/usr/share/grafana";
  const made = path.join(scratch, "grafana-stand-in");
  buildSync({
    entryPoints: [path.join(import.meta.dirname, "grafana-stand-in.ts")],
    outfile: path.join(made, "grafana.mjs"),
    platform: "node",
    format: "esm",
  });
  writeFileSync(path.join(made, "grafana"), '#!/bin/sh\nexec node /grafana.mjs "$@"\n', { mode: 0o755 });
  writeFileSync(path.join(made, "defaults.ini"), "");
  return {
    on: "node",
    programs: { curl: { command: onPath(["curl"])[0] as string } },
    files: {
      "/grafana.mjs": path.join(made, "grafana.mjs"),
      "/bin/grafana": path.join(made, "grafana"),
      [`${home}/conf/defaults.ini`]: path.join(made, "defaults.ini"),
    },
    workingDirectory: home,
    environment: "GF_PATHS_DATA=/var/lib/grafana",
    entrypoint: ["/bin/grafana", "server"],
  };
}

/**
 * Debian's build opens its default templates by absolute path; unpacked without root (kit/lab/parts/catalogue.ts), by one
 * that is relative to the directory of the program.
 */
function debianTemplates({ command, cwd }: Part): Record<string, string> {
  const absolute = "/usr/share/prometheus/alertmanager";
  const templates = cwd === undefined ? absolute : path.resolve(path.dirname(command), `..${absolute.slice(4)}`);
  if (!existsSync(templates)) return {};
  return { [absolute]: templates, [absolute.slice(4)]: templates };
}

function bareSystem(root: string, busybox: string, applets: string): void {
  for (const directory of ["bin", "etc", "tmp", "usr", "lib", "lib64", "proc", "sys", "dev", "run"])
    mkdirSync(path.join(root, directory), { recursive: true });
  chmodSync(path.join(root, "tmp"), 0o1777);
  cpSync(busybox, path.join(root, "bin/busybox"));
  for (const applet of applets.split("\n").filter((name) => name !== "" && name !== "busybox"))
    symlinkSync("busybox", path.join(root, "bin", applet));
  writeFileSync(path.join(root, "etc/passwd"), "root:x:0:0::/:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n");
  writeFileSync(path.join(root, "etc/group"), "root:x:0:\nnobody:x:65534:\n");
  writeFileSync(path.join(root, "etc/nsswitch.conf"), "hosts: files dns\n");
}

async function fill(root: string, { programs, files = {}, linked = [] }: Recipe): Promise<void> {
  for (const [name, { command }] of Object.entries(programs))
    cpSync(realpathSync(command), path.join(root, "bin", name));
  const needing = [...Object.values(programs).map(({ command }) => command), ...linked];
  for (const library of new Set((await Promise.all(needing.map(librariesOf))).flat())) {
    mkdirSync(path.join(root, path.dirname(library)), { recursive: true });
    cpSync(realpathSync(library), path.join(root, library));
  }
  for (const [to, from] of Object.entries(files)) cpSync(from, path.join(root, to), { recursive: true });
}

/** The files that the dynamic linker would load, by the paths under which it looks for them. */
async function librariesOf(program: string): Promise<string[]> {
  const listed = await run("ldd", [program]).catch(() => "");
  return [...listed.matchAll(/(?:=> )?(\/\S+) \(0x/g)].map(([, library = ""]) => library);
}

/** @param changes instructions of a Dockerfile */
async function packInto({ engine }: Machine, root: string, image: string, changes: readonly string[], on?: string) {
  if (on !== undefined)
    writeFileSync(path.join(root, "Dockerfile"), [`FROM ${on}`, "COPY . /", ...changes, ""].join("\n"));
  const command =
    on === undefined
      ? ["import", ...changes.flatMap((change) => ["--change", change]), "-", image]
      : ["build", "--quiet", "--tag", image, "-"];
  const packing = spawn("tar", ["-C", root, "-c", "."], { stdio: ["ignore", "pipe", "inherit"] });
  const making = spawn("docker", ["-H", engine, ...command], { stdio: ["pipe", "ignore", "inherit"] });
  packing.stdout.pipe(making.stdin);
  const [code] = await once(making, "exit");
  if (code !== 0) throw new Error(`docker ${command[0]} of ${image} failed`);
}
