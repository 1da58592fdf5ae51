import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { isAtLeast } from "../parts/programs.ts";
import { published } from "./catalogue.ts";
import { obtainRelease } from "./obtain.ts";
import { latestRelease } from "./releases.ts";

export interface Subject {
  readonly service: string;
  /** `name:tag` */
  readonly image: string;
  /** The flags that it is started with. */
  readonly flags: readonly string[];
}

export interface Verdict {
  readonly service: string;
  readonly image: string;
  /** Absent when nobody could tell. */
  readonly latest?: { readonly version: string; readonly date: string; readonly notes: string };
  readonly behind: boolean;
  /** What was tried with the latest version's own programs, and what they said against it. */
  readonly tried: readonly { readonly what: string; readonly wrong: string }[];
  /** Why something could not be found out. */
  readonly unknown?: string;
}

export interface JudgeOptions {
  /** Directory of the environment's generated files. */
  readonly generated: string;
  readonly cache: string;
  readonly github: { readonly url: string; readonly token?: string | undefined };
  /** Also what takes minutes. */
  readonly slow: boolean;
}

/** Whether there is a newer version of an image, and what of ours that version would refuse. */
export async function judgeUpgrade({ service, image, flags }: Subject, options: JudgeOptions): Promise<Verdict> {
  const known = published[service];
  const version = /:v?(\d+\.\d+\.\d+)/.exec(image.slice(image.lastIndexOf("/")))?.[1];
  const nothing = { service, image, behind: false, tried: [] };
  if (known === undefined) return { ...nothing, unknown: "nobody said where its versions are published" };
  if (version === undefined) return { ...nothing, unknown: "its tag is no version" };
  try {
    const { files, ...latest } = await latestRelease(known.repository, options.github);
    if (isAtLeast(version, latest.version)) return { ...nothing, latest };
    const behind = { ...nothing, latest, behind: true };
    const { archive } = known;
    if (archive === undefined) return { ...behind, unknown: "no program of it judges what we generate" };
    try {
      const programs = await obtainRelease(archive.name, { ...latest, files }, options.cache);
      const tried = [
        // Unknown flags are refused before the version is printed.
        { what: "flags", wrong: await refusal(path.join(programs, archive.program), [...flags, "--version"]) },
      ];
      for (const judge of archive.judges.filter(({ slow }) => options.slow || !slow)) {
        const found = judge.files === undefined ? [] : await filesIn(options.generated, judge.files);
        const args = [...judge.args(options.generated), ...found];
        tried.push({ what: judge.what, wrong: await refusal(path.join(programs, judge.program), args) });
      }
      return { ...behind, tried };
    } catch (error) {
      return { ...behind, unknown: `not tried: ${(error as Error).message}` };
    }
  } catch (error) {
    return { ...nothing, unknown: `GitHub does not tell its versions: ${(error as Error).message}` };
  }
}

/** What a program says against its arguments; empty when it takes them. */
function refusal(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(program, args, { maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      resolve(error === null ? "" : `${stderr}\n${stdout}`.trim() || error.message);
    });
  });
}

async function filesIn(directory: string, form: RegExp): Promise<string[]> {
  const all = await readdir(directory, { recursive: true });
  return all
    .filter((file) => form.test(file))
    .sort()
    .map((file) => path.join(directory, file));
}
