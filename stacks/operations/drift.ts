import type { Config } from "../../config/load.ts";
import { monitoringStack, nameIn } from "../names.ts";
import { isEnabled, servicesOf } from "../service.ts";
import { type Declared, declaredContainers, sentFiles, versionOf } from "./declared.ts";
import { type Ending, ended, type Host } from "./host.ts";
import { type Inspected, inspected } from "./inspect.ts";

/** A difference between what is declared and what runs; Terraform reads back only some of it. */
export interface Drift {
  readonly container: string;
  readonly what: string;
  readonly declared: string;
  readonly running: string;
}

/** @returns what differs, of a stack that is synthesized. */
export async function driftOf(config: Config, host: Host): Promise<Drift[]> {
  const { environment } = config;
  const declared = declaredContainers(monitoringStack(config));
  const running = await inspected(host, nameIn(environment, ""));
  const surplus = [...running.keys()].filter((name) => !declared.has(name));
  const network = nameIn(environment, "network");
  const drifts = await Promise.all(
    [...declared].map(async ([container, is]): Promise<Drift[]> => {
      const runs = running.get(container);
      if (runs === undefined) return [{ container, what: "container", declared: "there", running: "missing" }];
      const image = await ended(host.dockerCommand("image", "inspect", "--format", "{{.Id}}", is.imageReference));
      const [wanted, found] = [declaredAspects(is, image.out.trim(), network), runningAspects(runs, is)];
      return Object.entries(wanted)
        .filter(([what, value]) => found[what] !== value)
        .map(([what, value]) => ({ container, what, declared: value, running: found[what] ?? "" }));
    }),
  );
  return [
    ...surplus.map((container) => ({ container, what: "container", declared: "not declared", running: "there" })),
    ...drifts.flat(),
    ...(await liveConfigurations(config, host, declared, running)),
  ];
}

type Aspects = Readonly<Record<string, string>>;
const list = (items: readonly string[]) => [...items].sort().join(" ");
const withoutPrefix = (capability: string) => capability.replace(/^CAP_/, "");

function declaredAspects(is: Declared, image: string, network: string): Aspects {
  return {
    image,
    user: is.user,
    command: is.command.join(" "),
    environment: list(is.env),
    labels: list(is.labels.map(({ label, value }) => `${label}=${value}`)),
    mounts: list(is.mounts.map(({ source, target, read_only }) => `${source}:${target}:${read_only ? "ro" : "rw"}`)),
    ports: list(is.ports.map(({ ip, internal, external }) => `${ip}:${external}:${internal}/tcp`)),
    network: is.network_mode === "host" ? "host" : network,
    "read-only root": String(is.read_only),
    capabilities: list([
      ...is.capabilities.drop.map((one) => `-${one}`),
      ...is.capabilities.add.map((one) => `+${withoutPrefix(one)}`),
    ]),
    "security options": list(is.security_opts),
    memory: String(is.memory * 1024 ** 2),
    restart: is.restart,
  };
}

/** Of the environment and labels only those that are declared: an image brings its own. */
function runningAspects({ Image, Config, HostConfig, Mounts, NetworkSettings }: Inspected, is: Declared): Aspects {
  const ports = Object.entries(HostConfig.PortBindings ?? {});
  return {
    image: Image,
    user: Config.User,
    command: is.command.length === 0 ? "" : (Config.Cmd ?? []).join(" "),
    environment: list(
      (Config.Env ?? []).filter((variable) => is.env.some((one) => one.split("=")[0] === variable.split("=")[0])),
    ),
    labels: list(
      is.labels.flatMap(({ label }) =>
        Config.Labels?.[label] === undefined ? [] : [`${label}=${Config.Labels[label]}`],
      ),
    ),
    mounts: list(Mounts.map((mount) => `${mount.Name ?? mount.Source}:${mount.Destination}:${mount.RW ? "rw" : "ro"}`)),
    ports: list(
      ports.flatMap(([port, bindings]) => bindings.map(({ HostIp, HostPort }) => `${HostIp}:${HostPort}:${port}`)),
    ),
    network: list(Object.keys(NetworkSettings.Networks ?? {})),
    "read-only root": String(HostConfig.ReadonlyRootfs),
    capabilities: list([
      ...(HostConfig.CapDrop ?? []).map((one) => `-${one}`),
      ...(HostConfig.CapAdd ?? []).map((one) => `+${withoutPrefix(one)}`),
    ]),
    "security options": list(HostConfig.SecurityOpt ?? []),
    memory: String(HostConfig.Memory),
    restart: HostConfig.RestartPolicy.Name,
  };
}

/** What these differences are called: `deploy` mends them by sending everything again. */
export const liveConfiguration = "live configuration";
export const changedFile = "file of the live configuration";

/**
 * A configuration that somebody switched back by hand, or that a failed roll-out left behind, and every file of it that
 * is not what was sent: compared by content.
 */
async function liveConfigurations(
  config: Config,
  host: Host,
  declared: ReadonlyMap<string, Declared>,
  running: ReadonlyMap<string, Inspected>,
): Promise<Drift[]> {
  const drifts = await Promise.all(
    servicesOf(config).map(async (service): Promise<Drift[]> => {
      const container = nameIn(config.environment, service.name);
      const writer = declared.get(`${container}-config-writer`);
      const { Running, Status } = running.get(container)?.State ?? {};
      // What stands still cannot be asked.
      const answers = Running && Status !== "paused";
      if (!isEnabled(config, service) || !service.configuration || !writer || !answers) return [];
      const version = versionOf(writer) ?? "";
      const { at } = service.configuration;
      const live = await ended(host.dockerCommand("exec", container, "readlink", `${at}/current`));
      if (live.out.trim() !== version)
        return [{ container, what: liveConfiguration, declared: version, running: live.out.trim() || "none" }];
      const there = await ended(host.dockerCommand("exec", container, "sh", "-c", hashes, "sh", `${at}/current/`));
      const sent = sentFiles(monitoringStack(config), writer);
      return contentDrift(container, new Map(sent.map(({ file, hash }) => [file, hash])), there);
    }),
  );
  return drifts.flat();
}

const hashes = `cd "$1" && find . -type f -exec sha256sum {} +`;

/** @param there what \`sha256sum\` printed, a line a file */
function contentDrift(container: string, sent: ReadonlyMap<string, string>, there: Ending): Drift[] {
  if (there.code !== 0) {
    const said = there.error.trim().split("\n")[0] ?? "";
    return [
      {
        container,
        what: liveConfiguration,
        declared: `${sent.size} files`,
        running: `they cannot be compared: ${said}`,
      },
    ];
  }
  const found = new Map(
    there.out.split("\n").flatMap((line): [string, string][] => {
      const [, hash, file] = /^([0-9a-f]{64}) [ *](?:\.\/)?(.+)$/.exec(line) ?? [];
      return hash === undefined || file === undefined ? [] : [[file, hash]];
    }),
  );
  const word = (hash: string | undefined) => (hash === undefined ? "missing" : hash.slice(0, 12));
  return [...new Set([...sent.keys(), ...found.keys()])]
    .filter((file) => sent.get(file) !== found.get(file))
    .map((file) => ({
      container,
      what: `${changedFile} ${file}`,
      declared: word(sent.get(file)),
      running: word(found.get(file)),
    }));
}
