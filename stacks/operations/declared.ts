import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { stackOf } from "./terraform.ts";

const container = z.object({
  name: z.string(),
  image: z.string(),
  user: z.string(),
  command: z.array(z.string()).default([]),
  env: z.array(z.string()).default([]),
  labels: z.array(z.object({ label: z.string(), value: z.string() })).default([]),
  mounts: z.array(z.object({ source: z.string(), target: z.string(), read_only: z.boolean() })).default([]),
  ports: z.array(z.object({ ip: z.string(), internal: z.number(), external: z.number() })).default([]),
  network_mode: z.string(),
  read_only: z.boolean().default(false),
  capabilities: z.object({ drop: z.array(z.string()), add: z.array(z.string()).default([]) }),
  security_opts: z.array(z.string()),
  memory: z.number(),
  restart: z.string(),
  upload: z.array(z.object({ file: z.string(), source: z.string(), source_hash: z.string() })).default([]),
});
const stack = z.object({
  resource: z.object({
    docker_container: z.record(z.string(), container),
    docker_image: z.record(z.string(), z.object({ name: z.string(), build: z.unknown().optional() })),
  }),
});

/** A container as the synthesized stack has it. */
export type Declared = z.output<typeof container> & {
  /** In Terraform. */
  readonly address: string;
  /** `name:tag`, with the digest where it is pinned. */
  readonly imageReference: string;
};

function resourcesOf(stackName: string) {
  const text = readFileSync(path.join(stackOf(stackName).directory, "cdk.tf.json"), "utf8");
  return stack.parse(JSON.parse(text, (_, value) => (typeof value === "string" ? meant(value) : value))).resource;
}

/** The images of a synthesized stack that the engine builds: their names, and their addresses in Terraform. */
export function builtImages(stackName: string): { name: string; address: string }[] {
  return Object.entries(resourcesOf(stackName).docker_image)
    .filter(([, { build }]) => build !== undefined)
    .map(([id, { name }]) => ({ name, address: `docker_image.${id}` }));
}

/** The containers of a synthesized stack, by name. */
export function declaredContainers(stackName: string): Map<string, Declared> {
  const { docker_container, docker_image } = resourcesOf(stackName);
  return new Map(
    Object.entries(docker_container).map(([id, declared]) => {
      const image = /docker_image\.([\w-]+)\.image_id/.exec(declared.image)?.[1] ?? "";
      const imageReference = docker_image[image]?.name ?? declared.image;
      return [declared.name, { ...declared, address: `docker_container.${id}`, imageReference }];
    }),
  );
}

/** Undoes `literal`. */
function meant(text: string): string {
  return text.replace(/([$%])\1\{/g, (_, sign: string) => `${sign}{`);
}

/** The configuration that a writer puts live. */
export function versionOf({ env }: Pick<Declared, "env">): string | undefined {
  return env.find((variable) => variable.startsWith("NEW="))?.slice("NEW=".length);
}

/** A file of a configuration as it is sent. */
export interface SentFile {
  /** Relative to the configuration. */
  readonly file: string;
  /** Absolute path on this machine. */
  readonly source: string;
  /** SHA-256 in hexadecimal. */
  readonly hash: string;
}

/** The files that a writer of a synthesized stack puts live. */
export function sentFiles(stackName: string, writer: Declared): SentFile[] {
  const at = `/cfg/${versionOf(writer)}/`;
  const { directory } = stackOf(stackName);
  return writer.upload
    .filter(({ file }) => file.startsWith(at))
    .map(({ file, source, source_hash }) => ({
      file: file.slice(at.length),
      source: path.resolve(directory, source),
      hash: source_hash,
    }));
}
