import { z } from "zod";
import type { Host } from "./host.ts";

const schema = z.object({
  Id: z.string(),
  Name: z.string(),
  Image: z.string(),
  RestartCount: z.number(),
  State: z.object({
    Status: z.string(),
    Running: z.boolean(),
    ExitCode: z.number(),
    OOMKilled: z.boolean(),
    StartedAt: z.string(),
    Health: z.object({ Status: z.string() }).optional(),
  }),
  Config: z.object({
    User: z.string(),
    Cmd: z.array(z.string()).nullable(),
    Env: z.array(z.string()).nullable(),
    Labels: z.record(z.string(), z.string()).nullable(),
  }),
  HostConfig: z.object({
    NetworkMode: z.string(),
    ReadonlyRootfs: z.boolean(),
    CapDrop: z.array(z.string()).nullable(),
    CapAdd: z.array(z.string()).nullable(),
    SecurityOpt: z.array(z.string()).nullable(),
    Memory: z.number(),
    RestartPolicy: z.object({ Name: z.string() }),
    PortBindings: z.record(z.string(), z.array(z.object({ HostIp: z.string(), HostPort: z.string() }))).nullable(),
  }),
  Mounts: z.array(
    z.object({
      Type: z.string(),
      Name: z.string().optional(),
      Source: z.string(),
      Destination: z.string(),
      RW: z.boolean(),
    }),
  ),
  NetworkSettings: z.object({ Networks: z.record(z.string(), z.unknown()) }),
});

/** A container as the engine has it: what `docker inspect` says, in its words. */
export type Inspected = z.output<typeof schema>;

/** All containers whose name begins with `prefix`, by name. @throws Mistakes when the engine cannot be asked. */
export async function inspected(host: Host, prefix: string): Promise<Map<string, Inspected>> {
  const ids = (await host.docker("ps", "-aq", "--no-trunc", "--filter", `name=^/${prefix}`))
    .split("\n")
    .filter(Boolean);
  if (ids.length === 0) return new Map();
  const found = z.array(schema).parse(JSON.parse(await host.docker("inspect", ...ids)));
  return new Map(found.map((container) => [container.Name.slice(1), container]));
}
