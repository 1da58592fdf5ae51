import { z } from "zod";
import { Mistake } from "../program/mistake.ts";
import { readSettings } from "../program/settings.ts";
import { projects } from "./report.ts";

/** `api=benevoclic/benevoclic-api,web=…`: which repository makes the reports of a project. */
const repositories = z
  .string()
  .transform((text) => text.split(",").map((pair) => pair.trim()))
  .pipe(
    z.array(
      z.templateLiteral(
        [z.enum(projects), "=", z.string().regex(/^[\w.-]+/), "/", z.string().regex(/^[\w.-]+/)],
        "pairs such as api=owner/repository, of the projects api, web and monitoring",
      ),
    ),
  )
  .transform((pairs) => new Map(pairs.map((pair) => pair.split("=", 2) as [(typeof projects)[number], string])));

/**
 * What the exporter can be told; `--directory` or DIRECTORY, and so on.
 * @throws Mistake that names each wrong setting
 */
export function qualitySettings(from?: Parameters<typeof readSettings>[2]) {
  const settings = readSettings(
    {
      /** Where `<project>/<report>.json` are. */
      directory: z.string().min(1).optional(),
      /** Instead of a directory: the latest artifacts of GitHub Actions. */
      repositories: repositories.optional(),
      "github-token-file": z.string().min(1).optional(),
      "github-url": z.url().default("https://api.github.com"),
      /** Reports of this branch count, and no pull request's. */
      branch: z.string().min(1).default("main"),
      textfile: z.string().regex(/\.prom$/, "a file that ends in .prom, in node-exporter's directory"),
      /** What the last good reports said; beside the textfile, unless told. */
      "state-file": z.string().min(1).optional(),
    },
    ["once"],
    from,
  );
  const { directory, repositories: github } = settings;
  if ((directory === undefined) === (github === undefined)) {
    throw new Mistake("the reports come from one place", "give either --directory or --repositories");
  }
  if (github !== undefined && settings["github-token-file"] === undefined) {
    throw new Mistake(
      "GitHub gives artifacts to known users only",
      "give --github-token-file: a token that may read the repositories' actions",
    );
  }
  return settings;
}
