import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { exporterNodeFlags } from "../../parts/node-flags.ts";
import { contextsIn } from "../../stacks/exporters-image.ts";
import { containerOf, synthesized, temporaryDirectory, withJourneys, withService } from "./synthesized.ts";

const project = path.resolve(import.meta.dirname, "../..");
const stacks = synthesized("production", { config: withJourneys });

it("has a bounded container: a core, memory, processes, no place on disk but its pictures, and Chromium writes in memory", () => {
  const container = containerOf(stacks, "journeys");
  expect(container).toMatchObject({ memory: 1024, memory_swap: 1024, cpu_quota: 100_000, read_only: true });
  expect(container).toMatchObject({
    ulimit: [{ name: "nproc" }],
    tmpfs: { "/tmp": "rw,noexec,nosuid,nodev,size=256m" },
    init: true,
  });
  const places = container.mounts.map(({ target, read_only }) => `${target} ${read_only ? "reads" : "writes"}`);
  expect(places.sort()).toEqual(["/journeys writes", "/run/secrets/journeys reads"]);
  expect(container.command).toEqual(
    expect.arrayContaining(["--scratch=/tmp/chromium", "--directory=/journeys", "--account=parcours@example.org"]),
  );
  // The password is a file; the address is in no other service but the one that leaves it out of its figures.
  const told = [...stacks.containers].filter(([, { command = [] }]) => command.join(" ").includes("parcours@"));
  expect(told.map(([name]) => name).sort()).toEqual(["business-exporter", "journeys"]);
});

it("of what is built here holds nothing that the service's user could not read, whatever the mask of who deploys", () => {
  const directory = temporaryDirectory();
  const before = process.umask(0o077);
  onTestFinished(() => void process.umask(before));
  const contexts = contextsIn(project, directory);
  for (const image of ["exporters", "exporters-journeys"]) {
    const entries = readdirSync(contexts(image).directory, { recursive: true, withFileTypes: true });
    const closed = entries.filter((entry) => {
      const needed = entry.isDirectory() ? 0o555 : 0o444;
      return (statSync(path.join(entry.parentPath, entry.name)).mode & needed) !== needed;
    });
    expect(entries.length).toBeGreaterThan(2);
    expect(closed.map(({ name }) => name)).toEqual([]);
  }
});

it("can be switched off where an account is configured", () => {
  const off = synthesized("staging", { config: (config) => withService(config, "journeys", { enabled: false }) });
  expect(off.containers.has("journeys")).toBe(false);
});

it("has an image of its own, on the Chromium that its playwright drives, or one that was built elsewhere", () => {
  const images = stacks.monitoring.resource.docker_image as Readonly<Record<string, { name: string; build?: object }>>;
  expect(images["exporters-journeys-image"]).toMatchObject({
    name: expect.stringMatching(/^benevoclic-monitoring\/exporters-journeys:[0-9a-f]{16}$/),
    build: { build_args: { BASE: expect.stringMatching(/^mcr\.microsoft\.com\/playwright:v/) } },
  });
  const image = "registry.example.org/journeys:7";
  const elsewhere = synthesized("production", {
    config: (config) => withService(withJourneys(config), "journeys", { image }),
  });
  const pulled = elsewhere.monitoring.resource.docker_image?.["exporters-journeys-image"];
  expect(pulled).toMatchObject({ name: image });
  expect(pulled).not.toHaveProperty("build");
});

it("its program runs from its context alone, with playwright and its licences beside it", () => {
  const { directory } = contextsIn(project, temporaryDirectory())("exporters-journeys");
  const run = spawnSync(
    process.execPath,
    [
      ...[...exporterNodeFlags, path.join(directory, "journeys.mjs"), "--site", "http://127.0.0.1:1"],
      ...["--account", "a@example.org", "--announcement", "/a", "--password-file", "/nonexistent/password"],
    ],
    { cwd: "/", encoding: "utf8" },
  );
  expect(run.stderr).toContain("the secret file /nonexistent/password cannot be read (ENOENT)");
  expect(run.status).toBe(2);
  for (const file of ["LICENSE", "NOTICE", "ThirdPartyNotices.txt"])
    expect(existsSync(path.join(directory, "node_modules/playwright-core", file))).toBe(true);
  const dockerfile = readFileSync(path.join(directory, "Dockerfile"), "utf8");
  expect(dockerfile).toContain("COPY node_modules /exporters/node_modules/\n");
  expect(dockerfile).toContain("COPY --chown=65530:65530 empty /journeys/\n");
  expect(
    readFileSync(path.join(contextsIn(project, temporaryDirectory())("exporters").directory, "Dockerfile"), "utf8"),
  ).not.toContain("node_modules");
});
