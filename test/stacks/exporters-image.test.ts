import { spawnSync } from "node:child_process";
import { appendFileSync, cpSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { Config } from "../../config/load.ts";
import { exporterNodeFlags } from "../../parts/node-flags.ts";
import { exportersContext } from "../../stacks/exporters-image.ts";
import { containerOf, synthesized, temporaryDirectory } from "./synthesized.ts";

const project = path.resolve(import.meta.dirname, "../..");

describe("the context", () => {
  const { directory, hash } = exportersContext(project, temporaryDirectory());

  it("is the same bytes wherever the checkout is, and others when a program changes", () => {
    const elsewhere = temporaryDirectory();
    for (const part of ["exporters", "signals", "config", "kit", "package.json", "tsconfig.json"])
      cpSync(path.join(project, part), path.join(elsewhere, part), { recursive: true });
    symlinkSync(path.join(project, "node_modules"), path.join(elsewhere, "node_modules"));
    const again = exportersContext(elsewhere, temporaryDirectory());
    for (const file of readdirSync(directory).filter((name) => name !== "empty"))
      expect(
        readFileSync(path.join(again.directory, file), "utf8") === readFileSync(path.join(directory, file), "utf8"),
        file,
      ).toBe(true);
    expect(again.hash).toBe(hash);
    appendFileSync(path.join(elsewhere, "exporters/pm2/main.ts"), 'log.info("changed");\n');
    expect(exportersContext(elsewhere, temporaryDirectory()).hash).not.toBe(hash);
  });

  it("holds the licences of all that is bundled, and of nothing else", () => {
    const text = readFileSync(path.join(directory, "LICENSES.txt"), "utf8");
    const sections = text.split(`\n\n${"-".repeat(80)}\n\n`);
    const named = sections.map((section) => section.split(" ")[0]);
    expect(named).toEqual([...new Set(named)].sort());
    expect(named).toEqual(
      expect.arrayContaining(["mongodb", "@octokit/core", "pm2-axon", "prom-client", "yauzl", "zod"]),
    );
    for (const forDevelopment of ["vitest", "cdktf", "esbuild", "pm2"]) expect(named).not.toContain(forDevelopment);
    for (const section of sections) expect(section).toMatch(/^\S+ \d+\.\d+\.\S+ \(.+\)(\n\n|\n?$)/);
    expect(text).toContain("Josh Wolfe");
    expect(readFileSync(path.join(directory, "Dockerfile"), "utf8")).toContain("LICENSES.txt /exporters/");
  });

  it("is another version of the same content when a release changes no program", () => {
    const released = temporaryDirectory();
    for (const part of ["exporters", "signals", "config", "kit", "tsconfig.json"])
      symlinkSync(path.join(project, part), path.join(released, part));
    symlinkSync(path.join(project, "node_modules"), path.join(released, "node_modules"));
    writeFileSync(path.join(released, "package.json"), JSON.stringify({ version: "77.1.2", type: "module" }));
    const after = exportersContext(released, temporaryDirectory());
    expect(readFileSync(path.join(after.directory, "Dockerfile"), "utf8")).toContain("ENV EXPORTERS_VERSION=77.1.2\n");
    expect(after.hash).toBe(hash);
  });

  it("holds programs that need nothing but Node, and run with the flags of the image and of `npm start`", () => {
    const [, entrypoint = ""] =
      /^ENTRYPOINT (.*)$/m.exec(readFileSync(path.join(directory, "Dockerfile"), "utf8")) ?? [];
    const [node, ...flags] = JSON.parse(entrypoint) as string[];
    expect(node).toBe("node");
    expect(flags).toEqual(expect.arrayContaining([...exporterNodeFlags]));
    const env = { EXPORTERS_VERSION: "1.2.3", EXPORTERS_REVISION: "0f0f0f0f0f0f0f0f" };
    const run = (program: string, ...args: string[]) =>
      spawnSync(process.execPath, [...flags, path.join(directory, program), ...args], {
        cwd: "/",
        env,
        encoding: "utf8",
      });
    const pm2 = run("pm2.mjs", "--once", "--pm2-daemon-rpc-port", "/nonexistent/rpc.sock");
    expect(pm2.stdout).toMatch(/^pm2_up 0$/m);
    const build = 'benevoclic_exporter_build_info{version="1.2.3",revision="0f0f0f0f0f0f0f0f"} 1';
    expect(pm2.stdout.split("\n")).toContain(build);
    expect(pm2.status).toBe(1);
    const business = run("business.mjs", "--once", "--mongodb-uri-file", "/nonexistent/mongodb-uri");
    expect(business.stderr).toContain("the secret file /nonexistent/mongodb-uri cannot be read (ENOENT)");
    expect(business.status).toBe(2);
    const recorder = run("anomalies.mjs", "--recorder-token-file", "/nonexistent/recorder-token");
    expect(recorder.stderr).toContain("the secret file /nonexistent/recorder-token cannot be read (ENOENT)");
    expect(recorder.status).toBe(2);
    // Its reports are missing: it can do without them.
    const quality = run("quality.mjs", "--once", "--directory", directory, "--textfile", "quality.prom");
    expect(quality.stdout).toContain('quality_report_state{project="api",report="audit",state="missing"} 1');
    expect(quality.status).toBe(0);
  });
});

describe("the image", () => {
  const withExporters = (exporters: Partial<Config["deployment"]["exporters"]>) => (config: Config) => ({
    ...config,
    deployment: { ...config.deployment, exporters: { ...config.deployment.exporters, ...exporters } },
  });
  const imageIn = (changes: Parameters<typeof synthesized>[1]) => {
    const stacks = synthesized("production", changes);
    const { "//": _, ...image } = stacks.monitoring.resource.docker_image?.["exporters-image"] as {
      "//"?: unknown;
      name: string;
      build?: { context: string; build_args: { BASE: string; REVISION: string } };
    };
    return { stacks, image };
  };
  const base = "docker.io/library/node:22-alpine";

  it("is built on the engine, once for all of our exporters, named by its content", () => {
    const { stacks, image } = imageIn({});
    expect(image).toEqual({
      name: expect.stringMatching(/^benevoclic-monitoring\/exporters:[0-9a-f]{16}$/),
      build: {
        context: expect.stringMatching(/^assets\/exporters\/[0-9a-f]{64}$/),
        build_args: { BASE: base, REVISION: image.name.split(":")[1] },
      },
      keep_locally: true,
    });
    for (const [service, program] of [
      ["business-exporter", "business"],
      ["pm2-exporter", "pm2"],
      ["anomaly-recorder", "anomalies"],
      ["remediation", "remediation"],
    ] as const) {
      const container = containerOf(stacks, service);
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a Terraform expression
      expect(container.image).toBe("${docker_image.exporters-image.image_id}");
      expect(container.command?.slice(0, 2)).toEqual([`/exporters/${program}.mjs`, "--host=0.0.0.0"]);
    }
  });

  it("is another one on another base, also on another content of the same tag", () => {
    const names = [
      imageIn({}),
      imageIn({ config: withExporters({ base: "docker.io/library/node:24-alpine" }) }),
      imageIn({ digests: { [base]: `sha256:${"0f".repeat(32)}` } }),
    ].map(({ image }) => image.name);
    expect(new Set(names).size).toBe(3);
  });

  it("is pulled where the configuration names one", () => {
    const name = "registry.example.org/exporters:7";
    expect(imageIn({ config: withExporters({ image: name }) }).image).toEqual({ name, keep_locally: true });
  });
});
