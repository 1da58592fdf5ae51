import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { committedEnvironments, generatedDirectory } from "../config/load.ts";
import { median, spread } from "./figures.ts";

/**
 * `npm run bench:diff`: the whole process that tells what a change of 50 alerts in every environment means, beside git, which
 * tells only its text, and a TypeScript program that does nothing.
 */

const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const runs = 9;
const wanted = 50;

function seconds(
  command: string,
  args: readonly string[],
  ends: number,
): { readonly took: number; readonly out: string } {
  const began = process.hrtime.bigint();
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: repository,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  if (status !== ends) throw new Error(`${command} ${args.join(" ")} ended with ${status}: ${stderr}`);
  return { took: Number(process.hrtime.bigint() - began) / 1e9, out: stdout };
}

/** Raises the first limits of an environment by a tenth, wherever they are above something. */
function raise(environment: string): number {
  const directory = path.join(changed, environment, "prometheus/rules");
  let done = 0;
  for (const name of readdirSync(directory).sort()) {
    const file = path.join(directory, name);
    const text = readFileSync(file, "utf8").replaceAll(
      /(alert: \w+\n\s+expr: [^\n|]+ > )([\d.]+)$/gm,
      (all, before, limit) => {
        if (done === wanted) return all;
        done++;
        return `${before}${Number(limit) * 1.1}`;
      },
    );
    writeFileSync(file, text);
  }
  return done;
}

const changed = mkdtempSync(path.join(tmpdir(), "benevoclic-diff-"));
try {
  cpSync(generatedDirectory, changed, { recursive: true });
  const alerts = committedEnvironments.map(raise);
  const node = (...args: string[]) => [process.execPath, args] as const;
  const ours: number[] = [];
  const git: number[] = [];
  const nothing: number[] = [];
  let out = "";
  for (let run = 0; run <= runs; run++) {
    const first = seconds(...node("cli/main.js", "diff", generatedDirectory, changed), 4);
    const second = seconds("git", ["diff", "--no-index", "--stat", generatedDirectory, changed], 1);
    const third = seconds(...node("--import", "tsx", "--eval", "0"), 0);
    out = first.out;
    // The first round warms the file cache.
    if (run === 0) continue;
    ours.push(first.took);
    git.push(second.took);
    nothing.push(third.took);
  }
  console.log(`${alerts.join(" and ")} rules changed; told in ${out.split("\n").length} lines`);
  console.log(`npm run diff                  ${spread(ours, "s")}`);
  console.log(`git diff --stat               ${spread(git, "s")}`);
  console.log(`an empty TypeScript program   ${spread(nothing, "s")}`);
  console.log(`ratio to the empty program    ${(median(ours) / median(nothing)).toFixed(2)}`);
} finally {
  rmSync(changed, { recursive: true, force: true });
}
