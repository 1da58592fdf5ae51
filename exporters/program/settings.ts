import { parseArgs } from "node:util";
import { z } from "zod";
import { Mistake } from "./mistake.ts";

/** The settings that every exporter takes. A free port is 0. */
export const listenSettings = (port: number) => ({
  port: z.coerce.number().int().min(0).max(65_535).default(port),
  host: z.string().min(1).default("127.0.0.1"),
});

/**
 * A program's settings: `refresh-interval` is `--refresh-interval 60` or REFRESH_INTERVAL=60, the flag first. Schemas read
 * strings (`z.coerce.number()`). `modes` are flags without a value (`--once`). Secrets are given as files only
 * (`mongodb-uri-file`): a command line and an environment can be read by others.
 * An empty variable counts as not given, as compose files write it.
 *
 * @throws Mistake that names each wrong setting
 */
export function readSettings<Shape extends z.ZodRawShape, Mode extends string = never>(
  shape: Shape,
  modes: readonly Mode[] = [],
  { args, env }: { args: readonly string[]; env: NodeJS.ProcessEnv } = {
    args: process.argv.slice(2),
    env: process.env,
  },
): z.output<z.ZodObject<Shape>> & Readonly<Record<Mode, boolean>> {
  const names = Object.keys(shape);
  const options = Object.fromEntries<{ type: "string" | "boolean" }>([
    ...names.map((name) => [name, { type: "string" as const }] as const),
    ...modes.map((mode) => [mode, { type: "boolean" as const }] as const),
  ]);
  const remedy = `settings: ${names.map((name) => `--${name} or ${variable(name)}`).join(", ")}; modes: ${
    modes.map((mode) => `--${mode}`).join(", ") || "none"
  }`;
  const flags = parsed(args, options, remedy);
  const given = Object.fromEntries(
    names.flatMap((name) => {
      const value = flags[name] ?? (env[variable(name)] || undefined);
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const result = z.object(shape).safeParse(given);
  if (!result.success) {
    const wrong = result.error.issues.map((issue) => `--${issue.path.join(".")}: ${issue.message}`);
    throw new Mistake(`wrong settings: ${wrong.join("; ")}`, remedy);
  }
  const chosen = Object.fromEntries(modes.map((mode) => [mode, flags[mode] === true]));
  return { ...result.data, ...chosen } as z.output<z.ZodObject<Shape>> & Record<Mode, boolean>;
}

/** `mongodb-uri-file` -> `MONGODB_URI_FILE`. */
const variable = (name: string): string => name.toUpperCase().replaceAll("-", "_");

function parsed(
  args: readonly string[],
  options: Readonly<Record<string, { type: "string" | "boolean" }>>,
  remedy: string,
): Record<string, string | boolean | undefined> {
  try {
    return parseArgs({ args: [...args], options, strict: true }).values as Record<string, string | boolean | undefined>;
  } catch (error) {
    throw new Mistake((error as Error).message, remedy);
  }
}
