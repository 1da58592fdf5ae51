import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

const texts = z.array(z.string()).default([]);
const container = z.looseObject({
  name: z.string(),
  image: z.string(),
  user: z.string().default(""),
  command: texts,
  env: texts,
  mounts: z
    .array(z.looseObject({ source: z.string().default(""), target: z.string(), read_only: z.boolean().default(false) }))
    .default([]),
  ports: z
    .array(z.looseObject({ ip: z.string().default("0.0.0.0"), internal: z.number(), external: z.number().optional() }))
    .default([]),
  capabilities: z.looseObject({ add: texts, drop: texts }).default({ add: [], drop: [] }),
  security_opts: texts,
  memory: z.number().optional(),
  network_mode: z.string().default(""),
  privileged: z.boolean().default(false),
  read_only: z.boolean().default(false),
});
const stack = z.looseObject({
  resource: z
    .looseObject({
      docker_container: z.record(z.string(), container).default({}),
      docker_image: z.record(z.string(), z.looseObject({ name: z.string() })).default({}),
    })
    .default({ docker_container: {}, docker_image: {} }),
});

/** A container as Terraform would make it: what of it a reviewer must see. */
export interface Container extends z.output<typeof container> {
  /** `name:tag`, with the digest where it is pinned. */
  readonly reference: string;
}

/** The containers of each environment, by environment and name. */
export type Deployment = ReadonlyMap<string, ReadonlyMap<string, Container>>;

/** Reads what `npm run synth` wrote: `<directory>/stacks/monitoring-<environment>/cdk.tf.json`. */
export function deploymentIn(directory: string): Deployment {
  const stacks = path.join(directory, "stacks");
  const names = existsSync(stacks) ? readdirSync(stacks).filter((name) => name.startsWith("monitoring-")) : [];
  return new Map(
    names.map((name) => {
      const { docker_container, docker_image } = stack.parse(
        JSON.parse(readFileSync(path.join(stacks, name, "cdk.tf.json"), "utf8")),
      ).resource;
      const containers = Object.values(docker_container).map((one): [string, Container] => {
        const image = /docker_image\.([\w-]+)\.image_id/.exec(one.image)?.[1] ?? "";
        return [one.name, { ...one, reference: docker_image[image]?.name ?? one.image }];
      });
      return [name.slice("monitoring-".length), new Map(containers)];
    }),
  );
}
