import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Octokit } from "@octokit/core";
import { retry } from "@octokit/plugin-retry";
import { throttling } from "@octokit/plugin-throttling";
import { z } from "zod";
import { nextOf } from "../../kit/model/next-page.ts";
import type { Log } from "../program/log.ts";
import { openEntry } from "./archive.ts";
import type { Project, ReportName } from "./report.ts";
import type { Source } from "./source.ts";
import { Unusable } from "./unusable.ts";

/** Of one question; a download may take as long. */
const patience = 60_000;
/** Bytes of an archive. Reports are text, and shrink to a tenth. */
const largestArchive = 128 * 2 ** 20;
/** A rate limit that is lifted later than this (s) is told instead of waited for: the timer comes again. */
const longestWait = 60;
/** Artifacts of a name that are looked at, newest first; those of pull requests are among them. */
const pages = 5;

const artifacts = z.object({ artifacts: z.array(z.unknown()) });
const artifact = z.object({
  id: z.number(),
  expired: z.boolean(),
  created_at: z.iso.datetime(),
  /** Null where its repository or branch is gone. */
  workflow_run: z
    .object({ head_branch: z.string(), repository_id: z.number(), head_repository_id: z.number() })
    .nullish()
    .catch(undefined),
});

interface GithubOptions {
  readonly url: string;
  readonly token: string;
  /** `owner/name` of each project. */
  readonly repositories: ReadonlyMap<Project, string>;
  readonly branch: string;
  readonly log: Log;
}

/** The artifact that CI uploads for a report (.github/workflows/quality-*.yml). */
export const artifactName = (report: ReportName) => `quality-${report}`;

/**
 * The latest artifacts of GitHub Actions. Only those that the repository itself made of the branch count: anybody on the
 * internet can have a pull request make an artifact of any name and content.
 * https://docs.github.com/en/rest/actions/artifacts
 */
export function githubSource({ url, token, repositories, branch, log }: GithubOptions): Source {
  const limited = (after: number, _: unknown, __: unknown, retries: number) => {
    const waits = retries === 0 && after <= longestWait;
    log.warn("GitHub limits our requests", { waitSeconds: after, waits });
    return waits;
  };
  const octokit = new (Octokit.plugin(retry, throttling))({
    auth: token,
    baseUrl: url.replace(/\/$/, ""),
    userAgent: "benevoclic-monitoring quality-exporter",
    // An outage is not waited for: the timer comes again.
    request: { retries: 1 },
    throttle: { onRateLimit: limited, onSecondaryRateLimit: limited },
    // What goes wrong is told once, by ourselves.
    log: { debug() {}, info() {}, warn() {}, error() {} },
  });

  const latest = async (repository: string, report: ReportName) => {
    const [owner = "", repo = ""] = repository.split("/");
    for (let page = 1; page <= pages; page++) {
      const { data, headers } = await octokit.request("GET /repos/{owner}/{repo}/actions/artifacts", {
        owner,
        repo,
        name: artifactName(report),
        per_page: 100,
        page,
        request: { signal: AbortSignal.timeout(patience) },
      });
      const listed = artifacts.parse(data).artifacts;
      const known = listed.flatMap((one) => artifact.safeParse(one).data ?? []);
      if (known.length < listed.length)
        log.warn("artifacts are not understood and left out", { repository, artifacts: listed.length - known.length });
      const own = known.filter(
        ({ expired, workflow_run: run }) =>
          !expired && run?.head_branch === branch && run.head_repository_id === run.repository_id,
      );
      const [newest] = own.sort((one, other) => Date.parse(other.created_at) - Date.parse(one.created_at));
      if (newest !== undefined) return { owner, repo, ...newest };
      if (nextOf(headers.link) === undefined) break;
    }
    return undefined;
  };

  return {
    async find(project, { report }) {
      const repository = repositories.get(project);
      if (repository === undefined) {
        throw new Unusable("missing", "it has no repository", `add ${project}=owner/name to --repositories`);
      }
      const newest = await orUnreachable(repository, () => latest(repository, report));
      if (newest === undefined) {
        throw new Unusable(
          "missing",
          `${repository} has no artifact ${artifactName(report)} of ${branch}`,
          "let the repository call the quality workflows: docs/quality-metrics.md",
        );
      }
      const { id, owner, repo, created_at } = newest;
      let directory: string | undefined;
      const archive = async () => {
        if (directory === undefined) {
          directory = await mkdtemp(path.join(tmpdir(), "quality-exporter-"));
          const { data } = await octokit.request(
            "GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}",
            {
              ...{ owner, repo, artifact_id: id, archive_format: "zip" },
              request: { parseSuccessResponseBody: false, signal: AbortSignal.timeout(patience) },
            },
          );
          await pipeline(
            Readable.fromWeb(z.instanceof(ReadableStream).parse(data) as Parameters<typeof Readable.fromWeb>[0]),
            atMost(largestArchive),
            createWriteStream(path.join(directory, "archive.zip"), { mode: 0o600 }),
          );
        }
        return path.join(directory, "archive.zip");
      };
      return {
        id: `artifact ${id}`,
        madeAt: Date.parse(created_at) / 1000,
        open: async (file) => openEntry(await orUnreachable(repository, archive), file),
        close: async () => {
          if (directory !== undefined) await rm(directory, { recursive: true, force: true });
        },
      };
    },
  };
}

async function orUnreachable<T>(repository: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Unusable) throw error;
    throw unreachable(repository, error);
  }
}

/** What fails on this machine while an archive is written: never GitHub's fault. */
const writing: readonly unknown[] = ["mkdtemp", "open", "write", "close"];

/** @throws what is neither GitHub's nor this machine's: a defect of ours */
function unreachable(repository: string, error: unknown): Unusable {
  const { status, code, cause, syscall, name } = error as NodeJS.ErrnoException & { status?: number };
  if (writing.includes(syscall)) {
    const remedy = "make room in the temporary directory, and let the exporter's user write it";
    return new Unusable("unreachable", `it cannot be kept in ${tmpdir()} (${code})`, remedy);
  }
  if (error instanceof z.ZodError) {
    const remedy = "see whether --github-url is the address of GitHub's API";
    return new Unusable("unreachable", `what answers for ${repository} is not understood`, remedy);
  }
  const isNetwork = code !== undefined || cause !== undefined || name === "AbortError" || name === "TimeoutError";
  if (status === undefined && !isNetwork) throw error;
  // GitHub's own words may repeat what was sent; its status says enough. Octokit gives a network's failure the status 500.
  const how = cause === undefined && status !== undefined ? `GitHub answers ${status}` : networkCode(error);
  const refused = cause === undefined && (status === 401 || status === 403 || status === 404);
  return new Unusable(
    "unreachable",
    `it cannot be had from ${repository}: ${how}`,
    refused
      ? "give a token that is valid and may read the repository's actions"
      : "wait for the next run; https://www.githubstatus.com tells of outages",
  );
}

/** A failed fetch has its reason two causes deep. */
function networkCode(error: unknown): string {
  const { code, cause } = error as NodeJS.ErrnoException;
  return typeof code === "string" ? code : cause === undefined ? "no answer" : networkCode(cause);
}

function atMost(bytes: number): Transform {
  let seen = 0;
  return new Transform({
    transform(chunk: Uint8Array, _, done) {
      seen += chunk.length;
      if (seen <= bytes) return done(null, chunk);
      done(new Unusable("huge", `it is an archive of more than ${bytes / 2 ** 20} MiB`, "upload the report alone"));
    },
  });
}
