import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument, visit, type YAMLError } from "yaml";
import { z } from "zod";
import { type Mistake, Mistakes, nearest } from "../model/mistakes.ts";
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
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new Mistakes([unreadable(environment, directory, shown, error)]);
  }

  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const malformed = [...firstCauses(document.errors), ...unknownAliases(document)];
  if (malformed.length > 0) {
    const rows = text.split("\n");
    throw new Mistakes(
      malformed.map(({ message, pos: [offset] }) => {
        let { line } = lines.linePos(offset);
        while (line > 1 && rows[line - 1]?.trim() === "") line--;
        return {
          where: `${shown}:${line}`,
          what: `is not valid YAML: ${message.replace(/; please use .*/, "")}; found ${JSON.stringify(rows[line - 1])}`,
          remedy: "mend the indentation, the quotes or the repeated key on this line or next to it",
        };
      }),
    );
  }

  const at = (key: KeyPath) => `${shown}:${lineOf(document, key, lines)}`;
  const parsed = schema.safeParse(document.toJS() ?? {});
  const mistakes = parsed.success
    ? []
    : parsed.error.issues.flatMap((issue) => mistakesOf(issue, { document, schema, at }));
  const named = isMap(document.contents) ? document.get("environment") : undefined;
  if (typeof named === "string" && named !== environment) {
    mistakes.push({
      where: at(["environment"]),
      what: `environment: found "${named}"; allowed: "${environment}", the name of the file`,
      remedy: "give the file and the environment the same name",
    });
  }
  if (!parsed.success || mistakes.length > 0) throw new Mistakes(mistakes);
  return { ...parsed.data, at };
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

/** What follows the first error of a file mostly follows from it; only repeated keys stand for themselves. */
function firstCauses(errors: readonly YAMLError[]): readonly YAMLError[] {
  return errors.filter(({ code }, index) => index === 0 || code === "DUPLICATE_KEY");
}

/** `*name` without an `&name` before it, which the parser finds only when it resolves them. */
function unknownAliases(document: Document): { message: string; pos: readonly [number, number] }[] {
  const found: { message: string; pos: readonly [number, number] }[] = [];
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document) === undefined)
        found.push({ message: `nothing is named &${alias.source}`, pos: [alias.range?.[0] ?? 0, 0] });
    },
  });
  return found;
}

/** A file as it was read, beside what it should be. */
interface Read extends Placed {
  readonly document: Document;
  readonly schema: z.core.$ZodType;
}

function mistakesOf(issue: z.core.$ZodIssue, { document, schema, at }: Read): Mistake[] {
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
  const found = document.getIn(issue.path);
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

function shownValue(node: unknown): string {
  const value: unknown = isNode(node) ? node.toJSON() : node;
  if (value === null) return "nothing";
  const shown = typeof value === "number" ? String(value) : JSON.stringify(value);
  return shown.length > 80 ? `${shown.slice(0, 80)}…` : shown;
}

const keyText = (key: KeyPath) => (key.length === 0 ? "(the whole file)" : key.map(String).join("."));

/** The line of the deepest part of `key` that exists in the document: of a missing key, its parent's line. */
function lineOf(document: Document, key: KeyPath, lines: LineCounter): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const part of key) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(part));
      if (pair === undefined) break;
      if (isScalar(pair.key) && pair.key.range) offset = pair.key.range[0];
      node = pair.value;
    } else if (isNode(node) && "items" in node) {
      node = document.getIn([...key.slice(0, key.indexOf(part)), part], true);
      if (isNode(node) && node.range) offset = node.range[0];
    } else break;
  }
  return lines.linePos(offset).line;
}

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
  while (inner instanceof z.ZodDefault || inner instanceof z.ZodPrefault || inner instanceof z.ZodOptional) {
    inner = inner.unwrap() as z.core.$ZodType;
  }
  return inner;
}
