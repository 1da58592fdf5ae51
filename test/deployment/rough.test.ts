import { createHash } from "node:crypto";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { buildSync } from "esbuild";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { type Config, loadConfig } from "../../config/load.ts";
import { onPath, run } from "../../kit/lab/parts/programs.ts";
import { evaluated } from "../../stacks/literal.ts";
import { deploy } from "../../stacks/operations/deploy.ts";
import { driftOf } from "../../stacks/operations/drift.ts";
import { Interrupted } from "../../stacks/operations/follow.ts";
import { putAside, strangersAmong, tidied } from "../../stacks/operations/heal.ts";
import { hostOf } from "../../stacks/operations/host.ts";
import { settled } from "../../stacks/operations/settle.ts";
import { tried } from "../../stacks/operations/trial.ts";
import { subjectOf } from "../../stacks/preflight/check.ts";
import { type Machine, startMachine, whyNoEngine } from "./engine.ts";
import { newest, unpacked } from "./packages.ts";

// What surrounds a deployment has tests of its own; here it is what would be in the way of one service alone.
vi.mock("../../stacks/synthesize.ts", () => ({ synthesize: () => {} }));
vi.mock("../../stacks/preflight/checks.ts", () => ({ preflight: async () => ({ mistakes: [], notices: [] }) }));
vi.mock("../../stacks/operations/drift.ts", { spy: true });
const { driftOf: actualDrift } = await vi.importActual<typeof import("../../stacks/operations/drift.ts")>(
  "../../stacks/operations/drift.ts",
);

/** What the images are made of; undefined where neither this machine nor Debian has it. */
async function busyboxProgram(): Promise<string | undefined> {
  const [installed] = onPath(["busybox"]);
  if (installed !== undefined) return installed;
  const unpackedAt = await unpacked(newest, "busybox-static").catch(() => undefined);
  return unpackedAt && path.join(unpackedAt, "usr/bin/busybox");
}

const noEngine = whyNoEngine();
const busybox = noEngine === undefined ? await busyboxProgram() : undefined;
const why = noEngine ?? (busybox === undefined ? "no busybox on PATH, and Debian's cannot be had" : undefined);
const minute = 60_000;
const name = "benevoclic-production-blackbox-exporter";
const writer = `${name}-config-writer`;
const version = "0123456789abcdef";
const nobody = () => {};

/** Healing, trials, drift and waiting, on a real engine, with one service that stands for all of them. */
describe.skipIf(why !== undefined)(`rough treatment (${why ? `skipped: ${why}` : "on an engine of its own"})`, () => {
  let root: string;
  let machine: Machine;
  let config: Config;

  /** An image whose own tool accepts what matches a pattern. */
  async function image(tag: string, accepts: string): Promise<void> {
    const tree = path.join(root, tag);
    mkdirSync(path.join(tree, "bin"), { recursive: true });
    mkdirSync(path.join(tree, "tmp"));
    copyFileSync(busybox as string, path.join(tree, "bin/busybox"));
    for (const tool of "sh wget timeout tar grep find sha256sum readlink sleep mkdir cat rm echo ln".split(" "))
      symlinkSync("busybox", path.join(tree, "bin", tool));
    const tool = path.join(tree, "bin/blackbox_exporter");
    writeFileSync(tool, `#!/bin/sh\ngrep ${accepts} blackbox.yml || { echo "field unheard_of not known"; exit 1; }\n`);
    chmodSync(tool, 0o755);
    await run("sh", ["-c", `tar -c -C ${tree} . | docker -H ${machine.engine} import - ${tag}`]);
  }

  /** What CDKTF would have written. */
  function declare(tag: string, content = "modules: good\n"): void {
    const directory = path.join(root, "out/stacks/monitoring-production");
    mkdirSync(directory, { recursive: true });
    writeFileSync(path.join(directory, "blackbox.yml"), content);
    const common = {
      image: evaluated("docker_image.one.image_id"),
      user: "65534:65534",
      network_mode: "bridge",
      capabilities: { drop: ["ALL"] },
      security_opts: [],
      memory: 64,
      restart: "unless-stopped",
    };
    const hash = createHash("sha256").update(content).digest("hex");
    const upload = [{ file: `/cfg/${version}/blackbox.yml`, source: "blackbox.yml", source_hash: hash }];
    const docker_container = {
      one: { ...common, name },
      two: { ...common, name: writer, env: [`NEW=${version}`], upload },
    };
    writeFileSync(
      path.join(directory, "cdk.tf.json"),
      JSON.stringify({ resource: { docker_container, docker_image: { one: { name: tag } } } }),
    );
  }

  const docker = (...args: string[]) => machine.docker(...args);
  const label = ["--label", "fr.benevoclic.start=x"];
  const volume = ["--mount", "type=volume,source=cfg,target=/etc/blackbox-exporter"];
  const health = ["--health-cmd", "true", "--health-interval", "1s"];
  const service = (...more: string[]) =>
    docker("run", "-d", "--stop-signal", "KILL", "--name", name, ...volume, ...more);
  const forever = ["service:1", "sleep", "3600"];
  const names = async () =>
    (await docker("ps", "-a", "--format", "{{.Names}}")).trim().split("\n").filter(Boolean).sort();
  const host = () => hostOf(machine.engine);
  const subject = () => subjectOf(config, host());
  const content = async () =>
    (await driftOf(config, host())).filter(({ what }) => what.includes("configuration")).map(({ what }) => what);

  beforeAll(async () => {
    root = mkdtempSync(path.join(tmpdir(), "rough-"));
    machine = await startMachine(path.join(root, "machine"));
    await image("service:1", "good");
    await image("service:2", "better");
    const production = loadConfig("production");
    const services = Object.entries(production.deployment.services).map(([one, values]) => [
      one,
      { ...values, enabled: one === "blackbox-exporter" },
    ]);
    config = {
      ...production,
      at: production.at,
      deployment: { ...production.deployment, engine: machine.engine, services: Object.fromEntries(services) },
    };
  }, 2 * minute);
  afterAll(async () => {
    await machine?.remove();
    rmSync(root, { recursive: true, force: true });
  }, minute);
  beforeEach(() => {
    vi.stubEnv("CDKTF_OUTDIR", path.join(root, "out"));
    declare("service:1");
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    const all = await names();
    if (all.length > 0) await docker("rm", "--force", ...all);
  });

  it("a new image whose own tool refuses the present configuration is refused before the service is touched", async () => {
    await service(...label, ...forever);
    await tried(config, host(), nobody);
    const before = await docker("inspect", name);
    declare("service:2");
    await expect(tried(config, host(), nobody)).rejects.toThrow(
      /blackbox-exporter, service:2 {2}refuses[\s\S]*unheard_of/,
    );
    declare("service:2", "modules: better\n");
    await tried(config, host(), nobody);
    expect(await docker("inspect", name)).toBe(before);
    expect(await names()).toEqual([name]);
  });

  it("a file changed, added or removed by hand is seen, and its writer made anew", { timeout: minute }, async () => {
    const write = `mkdir -p ${version} && echo "modules: good" > ${version}/blackbox.yml && ln -sfn ${version} current`;
    const there = (script: string) =>
      docker("run", "--rm", ...volume, "service:1", "sh", "-c", `cd /etc/blackbox-exporter && ${script}`);
    await there(write);
    await service(...label, ...forever);
    await docker("run", "--name", writer, ...label, "service:1", "sh", "-c", "true");
    expect(await content()).toEqual([]);

    await there(`echo "modules: good # mine" > ${version}/blackbox.yml; echo > ${version}/by-hand.yml`);
    expect(await content()).toEqual([
      "file of the live configuration blackbox.yml",
      "file of the live configuration by-hand.yml",
    ]);
    await there(`rm ${version}/*`);
    expect(await content()).toEqual(["file of the live configuration blackbox.yml"]);

    const id = (await docker("inspect", "--format", "{{.Id}}", name)).trim();
    await tidied(await subject(), [], await driftOf(config, host()));
    expect(await names()).toEqual([name]);
    expect((await docker("inspect", "--format", "{{.Id}}", name)).trim()).toBe(id);
    await there(write);
    expect(await content()).toEqual([]);
  });

  it("what works only stands aside, and comes back when its successor does not come", { timeout: minute }, async () => {
    await service(...label, ...forever);
    await docker("run", "--name", writer, ...label, "service:1", "sh", "-c", "exit 1").catch(nobody);
    const seen = await subject();
    const strangers = strangersAmong(seen, new Set());
    expect(strangers.map(({ ours }) => ours)).toEqual([true, true]);
    const aside = await putAside(seen, strangers);
    expect(await names()).toEqual([`${name}-aside`]);
    // This program is killed here; the next run finds what stands aside, and its deployment fails as well.
    void aside;
    const again = await subject();
    const second = await putAside(again, strangersAmong(again, new Set()));
    await service(...label, "service:1", "sh", "-c", "exit 3");
    await second.back();
    expect(await names()).toEqual([name]);
    expect(await docker("inspect", "--format", "{{.State.Status}}", name)).toBe("running\n");

    const third = await subject();
    const left = await putAside(third, strangersAmong(third, new Set()));
    await service(...label, ...health, ...forever);
    await left.back();
    await left.forget();
    expect(await names()).toEqual([name]);
    expect(await docker("inspect", "--format", "{{.Config.Healthcheck.Test}}", name)).toContain("true");
  });

  it("a stopped service whose port another one took in the meantime makes way", { timeout: minute }, async () => {
    const port = ["-p", "127.0.0.1:9999:9999"];
    await service(...label, ...port, ...forever);
    await docker("stop", "--time", "0", name);
    await docker("run", "-d", "--name", "other", ...port, ...forever);
    await tidied(await subject(), [], []);
    expect(await names()).toEqual(["other"]);
  });

  it("a service that cannot become healthy is told with its last words, one that can is waited for", {
    timeout: minute,
  }, async () => {
    await service(...label, "--restart", "always", "service:1", "sh", "-c", "echo the wall is in the way; exit 3");
    const lost = settled(config, host(), nobody);
    await expect(lost).rejects.toThrow(
      /blackbox-exporter {2}cannot become healthy: it started over \d+ times[\s\S]*the wall is in the way/,
    );
    await docker("rm", "--force", name);
    await expect(settled(config, host(), nobody, async () => {})).rejects.toThrow(/its container is missing/);
    await service(...label, ...health, ...forever);
    await settled(config, host(), nobody);
  });

  describe("of a whole deployment, with a program that stands for Terraform", () => {
    const directory = () => path.join(root, "out/stacks/monitoring-production");
    /** The stack's containers, with what the engine is to be told; the writer puts the configuration live. */
    function declareRuns(service: readonly string[], accepts = "service:1"): void {
      declare(accepts);
      const file = path.join(directory(), "cdk.tf.json");
      const stack = JSON.parse(readFileSync(file, "utf8"));
      const at = `/etc/blackbox-exporter/${version}`;
      const write = `mkdir -p ${at} && echo "modules: good" > ${at}/blackbox.yml && ln -sfn ${version} ${at}/../current`;
      stack.resource.docker_container = {
        two: {
          ...stack.resource.docker_container.two,
          run: [...volume, ...label, "-e", `NEW=${version}`, "service:1", "sh", "-c", write],
        },
        one: {
          ...stack.resource.docker_container.one,
          run: [...volume, ...label, "--stop-signal", "KILL", ...service],
        },
      };
      writeFileSync(file, JSON.stringify(stack));
    }
    const run = () => {
      const told: string[] = [];
      return deploy(config, { tell: (line) => told.push(line) }).then(
        ({ services }) => ({ told, health: services.map(({ health }) => health), error: "" }),
        (error: unknown) => ({ told, health: [], error: String(error), interrupted: error instanceof Interrupted }),
      );
    };

    beforeEach(() => {
      const data = path.join(root, "out/stacks/data-production");
      mkdirSync(data, { recursive: true });
      writeFileSync(path.join(data, "cdk.tf.json"), "{}");
      const program = path.join(root, "terraform");
      const standIn = path.join(import.meta.dirname, "terraform-stand-in.ts");
      // Once: it is called a dozen times a deployment.
      const built = path.join(root, "terraform.mjs");
      if (!existsSync(built))
        buildSync({ entryPoints: [standIn], outfile: built, bundle: true, platform: "node", format: "esm" });
      const words = `DOCKER_HOST=${machine.engine} ${process.execPath} ${built} "$@"`;
      writeFileSync(program, `#!/bin/sh\n${words}\n`, { mode: 0o755 });
      vi.stubEnv("TERRAFORM_BINARY_NAME", program);
      for (const left of ["state.json", "kill"]) rmSync(path.join(directory(), left), { force: true });
      vi.mocked(driftOf).mockImplementation(async (...asked) =>
        (await actualDrift(...asked)).filter(({ what }) => what.includes("configuration")),
      );
    });

    it("from nothing, again, killed, without its state: each ends with what was wanted", {
      timeout: 6 * minute,
    }, async () => {
      declareRuns([...health, ...forever]);
      expect(await run()).toMatchObject({ error: "", health: ["healthy"] });
      const id = await docker("inspect", "--format", "{{.Id}}", name);
      const second = await run();
      expect(second).toMatchObject({ error: "", health: ["healthy"] });
      expect(second.told).toContain("No changes. Your infrastructure matches.");
      expect(await docker("inspect", "--format", "{{.Id}}", name)).toBe(id);

      // Killed after the engine has made the new one, before the state knows of it.
      declareRuns([...health, "--label", "fr.benevoclic.more=1", ...forever]);
      writeFileSync(path.join(directory(), "kill"), "");
      expect(await run()).toMatchObject({ interrupted: true, error: expect.stringContaining("was interrupted") });
      expect(await run()).toMatchObject({ error: "", health: ["healthy"] });

      rmSync(path.join(directory(), "state.json"));
      const healed = await run();
      expect(healed).toMatchObject({ error: "", health: ["healthy"] });
      expect(healed.told.join()).toContain("state does not know them");
      expect(await names()).toEqual([name, writer]);
    });

    it("what cannot become healthy fails it, and a file changed by hand is mended by it", {
      timeout: 3 * minute,
    }, async () => {
      declareRuns([...health, ...forever]);
      expect(await run()).toMatchObject({ error: "" });
      const live = `/etc/blackbox-exporter/${version}/blackbox.yml`;
      await docker("run", "--rm", ...volume, "service:1", "sh", "-c", `echo "modules: good, mine" > ${live}`);
      expect(await run()).toMatchObject({ error: "", health: ["healthy"] });
      expect(await docker("exec", name, "cat", live)).toBe("modules: good\n");

      declareRuns(["--restart", "always", "service:1", "sh", "-c", "echo the wall is in the way; exit 3"]);
      expect(await run()).toMatchObject({ error: expect.stringContaining("the wall is in the way") });
      declareRuns([...health, ...forever]);
      expect(await run()).toMatchObject({ error: "", health: ["healthy"] });
    });

    it("what works comes back when the state is lost and the new one does not work", {
      timeout: 3 * minute,
    }, async () => {
      declareRuns([...health, ...forever]);
      expect(await run()).toMatchObject({ error: "" });
      rmSync(path.join(directory(), "state.json"));
      const id = await docker("inspect", "--format", "{{.Id}}", name);
      declareRuns(["service:1", "sh", "-c", "exit 3"]);
      expect(await run()).toMatchObject({ error: expect.stringContaining("cannot become healthy") });
      expect(await docker("inspect", "--format", "{{.Id}} {{.State.Status}}", name)).toBe(`${id.trim()} running\n`);
    });
  });
});
