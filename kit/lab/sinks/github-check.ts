import { Ajv, type ValidateFunction } from "ajv";
import type { GithubDescription, OperationName } from "./github-openapi.ts";

export interface GithubRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Undefined when none was sent. */
  readonly body: unknown;
}

/** What a request asks for, if GitHub knows such a request. */
export type Understood =
  | {
      readonly operation: OperationName;
      readonly parameters: Readonly<Record<string, string>>;
      readonly wrong: readonly string[];
    }
  | undefined;

/** Reads requests as GitHub's description says: path, method, parameters and body. Stricter than GitHub, it takes nothing unknown. */
export function createGithubCheck(description: GithubDescription): (request: GithubRequest) => Understood {
  const ajv = new Ajv({ strict: false, coerceTypes: true, allErrors: true, formats: { "date-time": instant } });
  const rules = Object.entries(description).map(([name, operation]) => {
    const [method = "", route = ""] = name.split(" ");
    const pattern = new RegExp(`^${route.replace(/\{(\w+)\}/g, "(?<$1>[^/]+)")}$`);
    const validators = new Map(
      operation.parameters.map((one) => [`${one.in} ${one.name}`, ajv.compile(withNull(one.schema))]),
    );
    const { requestBody } = operation;
    const body = requestBody && { ...requestBody, validate: ajv.compile(withNull(requestBody.schema)) };
    const known = new Set(
      Object.keys(requestBody?.schema.properties ?? (oneOf(requestBody?.schema).properties as object) ?? {}),
    );
    return { name: name as OperationName, method, pattern, operation, validators, body, known };
  });

  return ({ method, path, query, body }) => {
    // A fixed part of a path goes before a parameter: /issues/comments is no issue.
    const fitting = rules.filter((rule) => rule.method === method && rule.pattern.test(path));
    const [rule] = fitting.sort((a, b) => parameterCount(a.name) - parameterCount(b.name));
    if (!rule) return undefined;
    const parameters = Object.fromEntries(
      Object.entries(rule.pattern.exec(path)?.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]),
    );
    const wrong: string[] = [];
    const judge = (what: string, validate: ValidateFunction | undefined, value: unknown) => {
      if (!validate) wrong.push(`${what} is unknown`);
      else if (!validate({ value }.value)) wrong.push(`${what}: ${ajv.errorsText(validate.errors)}`);
    };
    for (const [name, value] of Object.entries(parameters))
      judge(`path ${name}`, rule.validators.get(`path ${name}`), coerced(value));
    // GitHub puts cursors into its own links; its description does not tell of them everywhere.
    for (const [name, value] of query)
      if (name !== "after") judge(`query ${name}`, rule.validators.get(`query ${name}`), coerced(value));
    if (body === undefined && rule.body?.required) wrong.push("a body is missing");
    if (body !== undefined) {
      judge("body", rule.body?.validate, body);
      for (const name of Object.keys(Object(body))) if (!rule.known.has(name)) wrong.push(`body ${name} is unknown`);
    }
    return { operation: rule.name, parameters, wrong };
  };
}

/** As GitHub's documentation asks: `YYYY-MM-DDTHH:MM:SSZ`, fractions allowed. */
const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;

const parameterCount = (name: string): number => name.split("{").length;
const coerced = (text: string): string | number => (/^\d+$/.test(text) ? Number(text) : text);
const oneOf = (schema: Readonly<Record<string, unknown>> | undefined): Readonly<Record<string, unknown>> =>
  (schema?.oneOf as Readonly<Record<string, unknown>>[] | undefined)?.[0] ?? {};

/** OpenAPI 3.0 says `nullable`, which JSON Schema does not know. */
function withNull(node: unknown): Readonly<Record<string, unknown>> {
  const convert = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(convert);
    if (typeof part !== "object" || part === null) return part;
    const { nullable, ...rest } = Object.fromEntries(
      Object.entries(part).map(([key, value]) => [key, convert(value)]),
    ) as Record<string, unknown>;
    return nullable === true ? { anyOf: [rest, { type: "null" }] } : rest;
  };
  return convert(node) as Readonly<Record<string, unknown>>;
}
