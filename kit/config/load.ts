import { readdirSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { type Mistake, Mistakes, nearest } from "../model/mistakes.ts";
import { type ReadDocument, readDocument } from "./document.ts";
import type { Settings } from "./schema.ts";

type KeyPath = readonly PropertyKey[];

/** Where each value of an environment stands. */
export interface Placed {
  /** `config/production.yaml:42`: the line of the key, for mistakes that only a later stage can see. */
  at(key: KeyPath): string;
}

/** One environment's validated values, as far as the kit knows them, and where each of them stands. */
export interface Config extends Settings, Placed {}

/** The environments of a directory: each file is one. */
export function environmentsIn(directory: string): string[] {
  return readdirSync(directory)
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => path.basename(file, ".yaml"))
    .sort();
}

/** The environments of a platform. */
export interface Environments<Values extends Config = Config> {
  readonly names: readonly string[];
  /** @throws Mistakes with every mistake of the file at once. */
  load(name: string): Values;
}

/** The environments whose files lie in a directory, as a schema reads them. */
export const environmentsOf = <Schema extends z.ZodType<Settings>>(
  schema: Schema,
  directory: string,
): Environments<z.output<Schema> & Placed> => ({
  names: environmentsIn(directory),
  load: (name) => loadEnvironment(schema, name, directory),
});

/**
 * Reads `<directory>/<environment>.yaml`.
 * @throws Mistakes with every mistake of the file at once: file, line, key, what was found, what is allowed.
 */
export function loadEnvironment<Schema extends z.ZodType<{ readonly environment: string }>>(
  schema: Schema,
  environment: string,
  directory: string,
): z.output<Schema> & Placed {
  const file = path.join(directory, `${environment}.yaml`);
  const shown = path.relative(path.dirname(directory), file);
  let read: ReadDocument;
  try {
    read = readDocument(file, shown);
  } catch (error) {
    throw error instanceof Mistakes ? error : new Mistakes([unreadable(environment, directory, shown, error)]);
  }

  const { values } = read;
  const at = (key: KeyPath) => `${shown}:${read.lineOf(key)}`;
  const named = valueAt(values, ["environment"]);
  const misnamed =
    typeof named === "string" && named !== environment
      ? [
          {
            where: at(["environment"]),
            what: `environment: found "${named}"; allowed: "${environment}", the name of the file`,
            remedy: "give the file and the environment the same name",
          },
        ]
      : [];
  return { ...accepted({ values, schema, at }, misnamed), at };
}

/**
 * Reads a file of YAML, or of JSON, which is YAML too.
 * @param shown how mistakes name it
 * @throws Mistakes with every mistake of the file at once; what `node:fs` throws when it cannot be opened
 */
export function loadFile<Schema extends z.ZodType>(schema: Schema, file: string, shown: string): z.output<Schema> {
  const { values, lineOf } = readDocument(file, shown);
  return accepted({ values, schema, at: (key) => `${shown}:${lineOf(key)}` });
}

/** What a schema makes of what was read. @throws Mistakes with what it has against it, and others */
function accepted<Schema extends z.ZodType>(read: Read<Schema>, others: readonly Mistake[] = []): z.output<Schema> {
  const parsed = read.schema.safeParse(read.values ?? {});
  const mistakes = parsed.success ? [] : parsed.error.issues.flatMap((issue) => mistakesOf(issue, read));
  if (!parsed.success || others.length > 0) throw new Mistakes([...mistakes, ...others]);
  return parsed.data;
}

function unreadable(environment: string, directory: string, where: string, error: unknown): Mistake {
  if (!(error instanceof Error && "code" in error && error.code === "ENOENT"))
    return { where, what: `cannot be read: ${String(error)}`, remedy: "mend the file or its permissions" };
  const environments = environmentsIn(directory);
  const meant = nearest(environment, environments);
  return {
    where,
    what: `is missing: found no environment "${environment}"; allowed: ${environments.join(", ")}`,
    remedy: meant === undefined ? "choose one of them" : `did you mean "${meant}"?`,
  };
}

/** A file as it was read, beside what it should be. */
interface Read<Schema extends z.core.$ZodType = z.core.$ZodType> extends Placed {
  readonly values: unknown;
  readonly schema: Schema;
}

function mistakesOf(issue: z.core.$ZodIssue, { values, schema, at }: Read): Mistake[] {
  if (issue.code === "unrecognized_keys") {
    const allowed = keysAllowedAt(issue.path, schema);
    return issue.keys.map((key) => {
      const meant = nearest(key, allowed);
      return {
        where: at([...issue.path, key]),
        what: `${keyText([...issue.path, key])}: unknown key; allowed: ${allowed.join(", ")}`,
        remedy: meant === undefined ? "remove it" : `did you mean "${meant}"?`,
      };
    });
  }
  if (issue.code === "invalid_key") {
    const what = `${keyText(issue.path)}: allowed: ${issue.issues.map((inner) => inner.message).join("; ")}`;
    return [{ where: at(issue.path), what, remedy: "rename the key" }];
  }
  const found = valueAt(values, issue.path);
  const missing = found === undefined;
  const meant = issue.code === "invalid_value" ? nearest(String(found), issue.values.map(String)) : undefined;
  const change = meant === undefined ? "change the value" : `did you mean "${meant}"?`;
  return [
    {
      where: at(issue.path),
      what: `${keyText(issue.path)}: ${missing ? "missing" : `found ${shownValue(found)}`}; allowed: ${allowedBy(issue, schema)}`,
      remedy: missing ? "add the key" : change,
    },
  ];
}

/** How a value of a type is described where the schema has no words of its own. */
const typeWords: Readonly<Record<string, string>> = {
  boolean: "true or false",
  int: "a whole number",
  number: "a number",
  string: "a text",
};

function allowedBy(issue: z.core.$ZodIssue, schema: z.core.$ZodType): string {
  if (issue.code === "invalid_value") return issue.values.map((value) => JSON.stringify(value)).join(", ");
  if (issue.code === "invalid_type" && issue.message.startsWith("Invalid input")) {
    const keys = keysAllowedAt(issue.path, schema);
    return typeWords[issue.expected] ?? `keys with values${keys.length === 0 ? "" : `: ${keys.join(", ")}`}`;
  }
  if (issue.code === "too_small" && issue.origin !== "array" && issue.origin !== "string")
    return `at least ${issue.minimum}`;
  if (issue.code === "too_big") return `at most ${issue.maximum}`;
  return issue.message;
}

/** What stands at `key`, also where an alias stands for it. */
const valueAt = (values: unknown, key: KeyPath): unknown =>
  key.reduce<unknown>(
    (at, part) => (typeof at === "object" && at !== null ? (at as Record<PropertyKey, unknown>)[part] : undefined),
    values,
  );

function shownValue(value: unknown): string {
  if (value === null) return "nothing";
  const shown = typeof value === "number" ? String(value) : JSON.stringify(value);
  return shown.length > 80 ? `${shown.slice(0, 80)}…` : shown;
}

const keyText = (key: KeyPath) => (key.length === 0 ? "(the whole file)" : key.map(String).join("."));

/** The keys that the schema allows in the object at `key`. */
function keysAllowedAt(key: KeyPath, whole: z.core.$ZodType): string[] {
  let schema = whole;
  for (const part of key) {
    schema = unwrapped(schema);
    if (schema instanceof z.ZodObject) schema = schema.shape[String(part)] as z.core.$ZodType;
    else if (schema instanceof z.ZodRecord) schema = schema.valueType as z.core.$ZodType;
  }
  schema = unwrapped(schema);
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

function unwrapped(schema: z.core.$ZodType): z.core.$ZodType {
  let inner = schema;
  for (;;) {
    if (inner instanceof z.ZodDefault || inner instanceof z.ZodPrefault || inner instanceof z.ZodOptional)
      inner = inner.unwrap() as z.core.$ZodType;
    // What people write is what goes into a transformation.
    else if (inner instanceof z.ZodPipe) inner = inner.in as z.core.$ZodType;
    else return inner;
  }
}
