import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { z } from "zod";
import { loadConfig } from "../../config/load.ts";
import { configSchema } from "../../config/schema.ts";
import { parseYaml } from "../../kit/yaml.ts";

const project = path.resolve(import.meta.dirname, "../..");
const read = (file: string) => readFileSync(path.join(project, file), "utf8");

const update = z.object({
  "package-ecosystem": z.enum(["npm", "github-actions", "docker", "docker-compose", "terraform"]),
  directory: z.string().optional(),
  directories: z.array(z.string()).optional(),
  schedule: z.object({ interval: z.literal("weekly") }).loose(),
  groups: z.record(z.string(), z.looseObject({ "applies-to": z.string().optional() })),
});
const { updates } = z
  .object({ version: z.literal(2), updates: z.array(update) })
  .parse(parseYaml(read(".github/dependabot.yml")));

/** The files that Dependabot looks for. */
const manifests: Readonly<Record<z.output<typeof update>["package-ecosystem"], RegExp>> = {
  npm: /^package\.json$/,
  "github-actions": /^(action|.*)\.ya?ml$/,
  docker: /^Dockerfile/,
  "docker-compose": /^(docker-)?compose\.ya?ml$/,
  terraform: /\.tf$/,
};

it("packages, actions, images and the Terraform provider, weekly in groups, security at once", () => {
  const ecosystems = updates.map((one) => one["package-ecosystem"]);
  expect(ecosystems).toEqual(["npm", "github-actions", "docker-compose", "terraform"]);
  for (const { groups } of updates) {
    const security = Object.values(groups).filter((group) => group["applies-to"] === "security-updates");
    expect(security).toHaveLength(1);
    expect(Object.keys(groups).length).toBeGreaterThan(1);
  }
});

it("finds its files where it looks", () => {
  for (const { "package-ecosystem": ecosystem, directory, directories = [directory ?? ""] } of updates) {
    for (const pattern of directories) {
      const at = ecosystem === "github-actions" && pattern === "/" ? "/.github/workflows" : pattern;
      const found = at.endsWith("/*")
        ? readdirSync(path.join(project, path.dirname(at))).map((name) => path.join(path.dirname(at), name))
        : [at];
      expect(found, at).not.toEqual([]);
      for (const place of found) {
        const files = readdirSync(path.join(project, place));
        expect(
          files.some((file) => manifests[ecosystem].test(file)),
          `${ecosystem} in ${place}`,
        ).toBe(true);
      }
    }
  }
});

it("the images that it raises are the ones that are deployed", () => {
  const { services } = parseYaml(read("config/images/docker-compose.yml")) as {
    services: Record<string, { image: string }>;
  };
  const { deployment } = configSchema.parse(parseYaml(read("config/production.yaml")));
  const { exporters, journeys, ...others } = services;
  for (const [service, { image }] of Object.entries(others)) {
    expect(deployment.services).toHaveProperty([service, "image"], image);
    expect(image).toMatch(/:v?\d+\.\d+\.\d+$/);
  }
  expect(deployment.exporters.base).toBe(exporters?.image);
  // Its Chromium is the one that this version of the package drives: one is not raised without the other.
  expect(deployment.services).toHaveProperty(["journeys", "base"], journeys?.image);
  const { devDependencies, dependencies } = JSON.parse(read("package.json"));
  expect(journeys?.image).toContain(`:v${{ ...devDependencies, ...dependencies }["playwright-core"]}-`);
  expect(loadConfig("staging").deployment.services.prometheus?.image).toBe(services.prometheus?.image);
});

it("the provider that it watches is the one that the binding is for", () => {
  const [, watched] = /version = "([\d.]+)"/.exec(read(".github/provider/versions.tf")) ?? [];
  const binding = "node_modules/@cdktf/provider-docker/lib/provider/index.js";
  expect(existsSync(path.join(project, binding))).toBe(true);
  expect(read(binding)).toContain(`providerVersion: '${watched}'`);
});
