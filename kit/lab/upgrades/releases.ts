import { Octokit } from "@octokit/core";
import { z } from "zod";
import { isAtLeast } from "../parts/programs.ts";

const answer = z.array(
  z.object({
    tag_name: z.string(),
    draft: z.boolean(),
    prerelease: z.boolean(),
    html_url: z.url(),
    published_at: z.string().nullable(),
    assets: z.array(z.object({ name: z.string(), browser_download_url: z.url() })),
  }),
);

export interface Release {
  /** `3.15.1` */
  readonly version: string;
  readonly date: string;
  /** Its notes, for people. */
  readonly notes: string;
  /** Download addresses by file name. */
  readonly files: ReadonlyMap<string, string>;
}

/**
 * The highest version among the latest releases of a repository: what GitHub calls the latest may be a mended old one.
 * @param options.url GitHub's interface
 * @param options.token raises GitHub's limit of 60 questions an hour
 * @throws when GitHub does not answer, or knows no release
 */
export async function latestRelease(
  repository: string,
  { url, token }: { url: string; token?: string | undefined },
): Promise<Release> {
  const quiet = { debug() {}, info() {}, warn() {}, error() {} };
  const octokit = new Octokit({ baseUrl: url, log: quiet, ...(token && { auth: token }) });
  const [owner = "", repo = ""] = repository.split("/");
  const { data } = await octokit.request("GET /repos/{owner}/{repo}/releases", {
    owner,
    repo,
    per_page: 50,
    request: { signal: AbortSignal.timeout(20_000) },
  });
  const releases = answer
    .parse(data)
    .filter(({ draft, prerelease, tag_name }) => !draft && !prerelease && /^v?\d+\.\d+\.\d+$/.test(tag_name))
    .map(({ tag_name, html_url, published_at, assets }) => ({
      version: tag_name.replace(/^v/, ""),
      date: (published_at ?? "").slice(0, 10),
      notes: html_url,
      files: new Map(assets.map((asset) => [asset.name, asset.browser_download_url])),
    }));
  const highest = releases.reduce<Release | undefined>(
    (best, one) => (best === undefined || !isAtLeast(best.version, one.version) ? one : best),
    undefined,
  );
  if (highest === undefined) throw new Error(`${repository} has no release`);
  return highest;
}
