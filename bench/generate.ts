import { spawnSync } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { median, spread } from "./figures.ts";

/** `npm run bench:generate`: the whole process that generates every committed environment, beside one that does nothing. */

const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const runs = 9;

function seconds(args: readonly string[]): number {
  const began = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: repository });
  if (status !== 0) throw new Error(`node ${args.join(" ")} failed: ${stderr}`);
  return Number(process.hrtime.bigint() - began) / 1e9;
}

const generate: number[] = [];
const nothing: number[] = [];
for (let run = 0; run <= runs; run++) {
  const pair = [seconds(["cli/main.js", "generate"]), seconds(["--import", "tsx", "--eval", "0"])] as const;
  // The first pair warms the file cache.
  if (run > 0) generate.push(pair[0]);
  if (run > 0) nothing.push(pair[1]);
}
console.log(`generate, both environments   ${spread(generate, "s")}`);
console.log(`an empty TypeScript program   ${spread(nothing, "s")}`);
console.log(`ratio of the medians          ${(median(generate) / median(nothing)).toFixed(2)}`);
