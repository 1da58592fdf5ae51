import { z } from "zod";
import { Mistakes } from "../../kit/model/mistakes.ts";
import { answered } from "./answer.ts";
import type { Host } from "./host.ts";

/** Engines leave out what is empty, or say null: which of it, changes with their versions. */
const orEmpty = <Item>(item: z.ZodType<Item>) =>
  z
    .array(item)
    .nullish()
    .transform((items) => items ?? []);

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
    Health: z.object({ Status: z.string() }).nullish(),
  }),
  Config: z.object({
    User: z.string().default(""),
    Cmd: orEmpty(z.string()),
    Env: orEmpty(z.string()),
    Labels: z.record(z.string(), z.string()).nullish(),
  }),
  HostConfig: z.object({
    NetworkMode: z.string(),
    ReadonlyRootfs: z.boolean().default(false),
    CapDrop: orEmpty(z.string()),
    CapAdd: orEmpty(z.string()),
    SecurityOpt: orEmpty(z.string()),
    Memory: z.number(),
    RestartPolicy: z.object({ Name: z.string() }),
    PortBindings: z
      .record(z.string(), orEmpty(z.object({ HostIp: z.string().default(""), HostPort: z.string() })))
      .nullish(),
  }),
  Mounts: orEmpty(
    z.object({
      Type: z.string(),
      Name: z.string().optional(),
      Source: z.string(),
      Destination: z.string(),
      RW: z.boolean(),
    }),
  ),
  NetworkSettings: z.object({ Networks: z.record(z.string(), z.unknown()).nullish() }),
});

/** A container as the engine has it: what `docker inspect` says, in its words. */
export type Inspected = z.output<typeof schema>;

/** All containers whose name begins with `prefix`, by name. @throws Mistakes when the engine cannot be asked. */
export async function inspected(host: Host, prefix: string): Promise<Map<string, Inspected>> {
  const ids = (await host.docker("ps", "-aq", "--no-trunc", "--filter", `name=^/${prefix}`))
    .split("\n")
    .filter(Boolean);
  const found = await inspectedOf(host, ids);
  return new Map(found.map((container) => [container.Name.slice(1), container]));
}

/** Those that are still there: what ended since it was listed, keeps nobody from the others. */
async function inspectedOf(host: Host, ids: readonly string[]): Promise<Inspected[]> {
  if (ids.length === 0) return [];
  try {
    return answered(`docker inspect on ${host.engine}`, await host.docker("inspect", ...ids), z.array(schema));
  } catch (error) {
    const gone = [...String(error).matchAll(/No such (?:object|container): ([0-9a-f]+)/gi)].map(([, id]) => id);
    const left = ids.filter((id) => !gone.includes(id));
    if (!(error instanceof Mistakes) || left.length === ids.length) throw error;
    return inspectedOf(host, left);
  }
}
