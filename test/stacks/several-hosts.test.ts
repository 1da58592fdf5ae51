import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { App } from "cdktf";
import { describe, expect, it } from "vitest";
import { environmentOf } from "../../kit/environment.ts";
import { filesOf } from "../../kit/write/files.ts";
import { writeTree } from "../../kit/write/tree.ts";
import { parseYaml } from "../../kit/yaml.ts";
import { benevoclic } from "../../platform.ts";
import { addressMistakes } from "../../stacks/address-mistakes.ts";
import { DataStack } from "../../stacks/data-stack.ts";
import { hostsIn, placesOf } from "../../stacks/hosts.ts";
import { MonitoringStack } from "../../stacks/monitoring-stack.ts";
import { configOverHosts } from "./over-hosts.ts";
import { temporaryDirectory } from "./synthesized.ts";

const config = configOverHosts();
const files = filesOf(environmentOf(benevoclic, config));
const names = ["watch-1", "watch-2"];

interface Composed {
  image: string;
  command: string[];
  user: string;
  hostname?: string;
  read_only: boolean;
  cap_drop: string[];
  security_opt: string[];
  network_mode: string;
  mem_limit: string;
  memswap_limit: string;
  cpu_period: number;
  cpu_quota: number;
  cpu_shares: number;
  ulimits: { nproc: number };
  logging: { driver: string; options: Record<string, string> };
  restart: string;
  stop_grace_period: string;
  healthcheck: Record<string, unknown> & { test: string[] };
  volumes: (string | { source: string; target: string })[];
}

interface Stack {
  provider: { docker: [{ host: string }] };
  resource: {
    docker_container: Record<string, Record<string, unknown> & { name: string }>;
    docker_image: Record<string, { name: string }>;
    docker_volume: Record<string, { name: string }>;
  };
}

const outdir = path.join(temporaryDirectory(), "out");
const generated = path.join(temporaryDirectory(), "generated");
writeTree(files, generated);
const app = new App({ outdir, stackTraces: false });
const contexts = () => {
  throw new Error("nothing is built for a host that only watches");
};
for (const host of hostsIn(config)) {
  new DataStack(app, host);
  new MonitoringStack(app, { config: host, generated, contexts, digests: {} });
}
app.synth();
const stackOf = (name: string) =>
  JSON.parse(readFileSync(path.join(outdir, "stacks", name, "cdk.tf.json"), "utf8")) as Stack;

it("has two stacks a host, each on the host's own engine", () => {
  expect(readdirSync(path.join(outdir, "stacks")).sort()).toEqual(
    ["data", "monitoring"].flatMap((stack) => names.map((name) => `${stack}-production-${name}`)),
  );
  for (const [index, name] of names.entries())
    for (const stack of ["data", "monitoring"])
      expect(stackOf(`${stack}-production-${name}`).provider.docker[0].host).toBe(`ssh://root@10.0.0.${11 + index}`);
});

describe.each(names)("%s", (name) => {
  const { resource } = stackOf(`monitoring-production-${name}`);
  const { services } = parseYaml(files.get(`replicated/${name}/compose.yaml`) ?? "") as {
    services: Record<string, Composed>;
  };
  const containerOf = (service: string) =>
    Object.values(resource.docker_container).find((one) => one.name === `benevoclic-production-${service}`);

  it("runs every service of its compose file, and beside their config writers nothing else", () => {
    const containers = Object.values(resource.docker_container).map((one) =>
      one.name.replace("benevoclic-production-", ""),
    );
    expect(containers.filter((one) => !one.endsWith("-config-writer")).sort()).toEqual(Object.keys(services).sort());
  });

  it.each(
    Object.entries(services),
  )("has %s from the same image, with the same arguments and as strict", (service, composed) => {
    const container = containerOf(service);
    const image = Object.entries(resource.docker_image).find(([id]) => String(container?.image).includes(`.${id}.`));
    expect(image?.[1].name).toBe(composed.image);
    const mebibytes = Number.parseInt(composed.mem_limit, 10) * (composed.mem_limit.endsWith("g") ? 1024 : 1);
    expect(composed.memswap_limit).toBe(composed.mem_limit);
    const { start_period, test, ...check } = composed.healthcheck;
    const means = (text: string) => text.replaceAll("$$", "$");
    expect(container).toMatchObject({
      command: composed.command.map((one) =>
        means(one).replace(/\/etc\/monitoring\/(replicated|alertmanager)\//, "/etc/monitoring/current/"),
      ),
      user: composed.user,
      read_only: composed.read_only,
      init: true,
      capabilities: { drop: composed.cap_drop },
      security_opts: composed.security_opt,
      network_mode: composed.network_mode,
      memory: mebibytes,
      memory_swap: mebibytes,
      cpu_period: composed.cpu_period,
      cpu_quota: composed.cpu_quota,
      cpu_shares: composed.cpu_shares,
      ulimit: [{ name: "nproc", soft: composed.ulimits.nproc, hard: composed.ulimits.nproc }],
      log_driver: composed.logging.driver,
      log_opts: composed.logging.options,
      restart: composed.restart,
      stop_timeout: Number.parseInt(composed.stop_grace_period, 10),
      healthcheck: { ...check, start_period, test: test.map(means) },
    });
    expect(container?.hostname).toBe(composed.hostname);
    expect(container).not.toHaveProperty("privileged");
    const mounts = container?.mounts as { type: string; source: string; target: string; read_only: boolean }[];
    // Its secrets, from the same place; what it writes, where it expects it; and nothing else of the host's.
    const bound = composed.volumes.flatMap((one) => (typeof one === "string" && one.includes("secrets") ? [one] : []));
    expect(bound).toHaveLength(1);
    expect(mounts.filter(({ type }) => type === "bind").map((one) => `${one.source}:${one.target}:ro`)).toEqual(bound);
    const kept = composed.volumes.flatMap((one) => (typeof one === "string" ? [] : [one.target]));
    expect(mounts.filter((one) => !one.read_only).map(({ target }) => target)).toEqual(kept);
  });

  it("brings each service what it reads, and validates it with the service's own tool", () => {
    const writerOf = (service: string) =>
      (containerOf(`${service}-config-writer`) ?? { env: [], upload: [] }) as unknown as {
        env: string[];
        upload: { file: string; source: string }[];
      };
    const brought = (service: string) =>
      writerOf(service)
        .upload.map(({ file }) => file.replace(/^\/cfg\/[0-9a-f]+\//, ""))
        .filter((file) => file !== "/config-writer.sh");
    expect(brought("agent")).toEqual(["agent.yml"]);
    expect(brought("gateway")).toEqual(["gateway.yml"]);
    const rules = [...files.keys()].flatMap((file) => /^replicated\/(rules\/.+)$/.exec(file)?.[1] ?? []);
    expect(rules.length).toBeGreaterThan(5);
    expect(brought("rules").sort()).toEqual(["notifiers.yml", ...rules].sort());
    expect(brought("alertmanager")).toContain("alertmanager.yml");
    expect(writerOf("store").env).toContain("FILES=");
    const checkOf = (service: string) => writerOf(service).env.find((one) => one.startsWith("CHECK="));
    expect(checkOf("agent")).toContain("promtool check config");
    expect(checkOf("alertmanager")).toContain("amtool check-config");
    for (const service of ["gateway", "rules"]) expect(checkOf(service)).toContain("-dryRun");
  });

  it("keeps what is written on protected volumes", () => {
    const { docker_volume } = stackOf(`data-production-${name}`).resource;
    const volumes = Object.values(docker_volume).map((one) => one.name.replace("benevoclic-production-", ""));
    expect(volumes.filter((volume) => volume.endsWith("-data")).sort()).toEqual([
      "agent-data",
      "alertmanager-data",
      "store-data",
    ]);
  });
});

it("has nothing beside the hosts, and nothing wrong with addresses", () => {
  expect(placesOf(config).map(({ watchHost }) => watchHost?.name)).toEqual(names);
  expect(placesOf(config).flatMap(addressMistakes)).toEqual([]);
  expect(config.jobs.grafana).toBe("10.0.0.1:3000");
});

it("lives on one engine unless told otherwise", () => {
  const single = configOverHosts(({ replicated: _, deployment, ...values }) => ({
    ...values,
    deployment: { ...deployment, engines: undefined },
  }));
  expect(placesOf(single)).toEqual([single]);
});

it("refuses engines of other hosts than those of `replicated`", () => {
  const wrong = (engines: object) => () =>
    configOverHosts(({ deployment, ...values }) => ({ ...values, deployment: { ...deployment, engines } }));
  expect(wrong({ "watch-1": "ssh://root@10.0.0.11" })).toThrow(/deployment\.engines.*an engine of each host/);
  expect(wrong({ "watch-1": "ssh://root@10.0.0.11", "watch-3": "ssh://root@10.0.0.12" })).toThrow(
    /deployment\.engines/,
  );
  expect(wrong({ "watch-1": "tcp://10.0.0.11", "watch-2": "ssh://root@10.0.0.12" })).toThrow(/ssh:\/\/user@host/);
});
