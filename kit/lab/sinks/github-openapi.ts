import { existsSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { withLock } from "../parts/lock.ts";
import { run } from "../parts/programs.ts";

/** GitHub's own description of its API, as the package @octokit/openapi brings it (13 MB, hence no dependency). */
const source = "@octokit/openapi@23.0.2";
const inside = "package/generated/api.github.com.json";
const cache = fileURLToPath(new URL("../../../.cache/github-openapi", import.meta.url));
const kept = path.join(cache, `operations-${source.split("@").at(-1)}.json`);

/** The operations that the anomaly recorder uses; the fake knows no others. */
const operationsUsed = [
  "GET /repos/{owner}/{repo}/issues",
  "POST /repos/{owner}/{repo}/issues",
  "GET /repos/{owner}/{repo}/issues/{issue_number}",
  "PATCH /repos/{owner}/{repo}/issues/{issue_number}",
  "GET /repos/{owner}/{repo}/issues/{issue_number}/comments",
  "POST /repos/{owner}/{repo}/issues/{issue_number}/comments",
  "GET /repos/{owner}/{repo}/issues/comments",
  "POST /repos/{owner}/{repo}/issues/{issue_number}/labels",
  "DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}",
  "POST /app/installations/{installation_id}/access_tokens",
] as const;
export type OperationName = (typeof operationsUsed)[number];

const schema = z.record(z.string(), z.unknown());
const operationSchema = z.object({
  parameters: z
    .array(
      z.object({
        name: z.string(),
        in: z.enum(["path", "query", "header"]),
        required: z.boolean().default(false),
        schema,
      }),
    )
    .default([]),
  requestBody: z.object({ required: z.boolean().default(false), schema }).optional(),
});
export type GithubOperation = z.output<typeof operationSchema>;
export type GithubDescription = Readonly<Record<OperationName, GithubOperation>>;
const descriptionSchema = z.record(z.enum(operationsUsed), operationSchema);

/** The description cannot be had here; tests that need it are skipped with this reason. */
class GithubDescriptionUnavailable extends Error {}

/**
 * The description of the operations used: kept in `.cache/` once npm has brought it.
 * @throws GithubDescriptionUnavailable
 */
export async function obtainGithubDescription(progress: (line: string) => void = () => {}): Promise<GithubDescription> {
  const read = () => (existsSync(kept) ? descriptionSchema.parse(JSON.parse(readFileSync(kept, "utf8"))) : undefined);
  const found = read();
  if (found) return found;
  return withLock(
    "github-openapi",
    () => progress("another process is getting GitHub's description: waiting"),
    async () => {
      const meanwhile = read();
      if (meanwhile) return meanwhile;
      progress(`getting GitHub's description of its API, once (npm pack ${source})`);
      const description = extract(JSON.parse(await packed()));
      await writeFile(`${kept}.unfinished`, JSON.stringify(description));
      await rename(`${kept}.unfinished`, kept);
      return descriptionSchema.parse(description);
    },
  );
}

/** The file in the package, through npm's own configuration. */
async function packed(): Promise<string> {
  await mkdir(cache, { recursive: true });
  const scratch = await mkdtemp(path.join(cache, "unfinished-"));
  try {
    const said = await run("npm", ["pack", source, "--pack-destination", scratch, "--silent"], cache);
    const archive = path.join(scratch, said.trim().split("\n").at(-1) ?? "");
    await run("tar", ["-xzf", archive, "-C", scratch, inside]);
    return await readFile(path.join(scratch, inside), "utf8");
  } catch (error) {
    throw new GithubDescriptionUnavailable(`${source} cannot be had: ${(error as Error).message}`);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

type Json = Readonly<Record<string, unknown>>;

/** The operations with their references resolved; of 13 MB, 11 kB remain. */
function extract(description: Json): object {
  const resolve = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(resolve);
    if (typeof node !== "object" || node === null) return node;
    const { $ref, examples, example, description: _, ...rest } = node as Json;
    if (typeof $ref === "string")
      return resolve(
        $ref
          .slice(2)
          .split("/")
          .reduce<unknown>((at, key) => (at as Json)[key], description),
      );
    return Object.fromEntries(
      Object.entries(rest).map(([key, value]) => [key, key === "enum" ? value : resolve(value)]),
    );
  };
  return Object.fromEntries(
    operationsUsed.map((name) => {
      const [method = "", route = ""] = name.split(" ");
      const operation = ((description.paths as Json)[route] as Json)[method.toLowerCase()] as Json;
      const { parameters = [], requestBody } = resolve({
        parameters: operation.parameters,
        requestBody: operation.requestBody,
      }) as {
        parameters?: Json[];
        requestBody?: { required?: boolean; content: { "application/json": { schema: Json } } };
      };
      const body = requestBody && {
        required: requestBody.required ?? false,
        schema: requestBody.content["application/json"].schema,
      };
      return [name, { parameters, ...(body && { requestBody: body }) }];
    }),
  );
}
