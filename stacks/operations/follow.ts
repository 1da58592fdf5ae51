import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { stripVTControlCharacters } from "node:util";
import { Mistakes } from "../../kit/model/mistakes.ts";
import { mistakeFrom } from "./failures.ts";

/** What tells of progress; the rest is spinners, counts of stacks and the plan's full text. */
const worthTelling =
  /: (Creating|Destroying|Modifying|Creation complete|Destruction complete|Still creating)|^(Apply|Destroy) complete|^Plan:|^No changes|^ *# docker_/;

/**
 * Runs a long command, tells what it does line by line, and waits for its end.
 * @throws Mistakes with its errors when it fails.
 */
export async function followed(
  what: string,
  command: readonly string[],
  tell: (line: string) => void,
  cwd?: string,
): Promise<void> {
  const [program = "", ...args] = command;
  const child = spawn(program, args, {
    ...(cwd !== undefined && { cwd }),
    env: { ...process.env, FORCE_COLOR: "0", NO_COLOR: "1", CI: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const lines: string[] = [];
  const read = async (stream: NodeJS.ReadableStream) => {
    for await (const raw of createInterface({ input: stream })) {
      const line = withoutPrefix(stripVTControlCharacters(raw));
      lines.push(line);
      if (worthTelling.test(line) && lines.at(-2) !== line) tell(line);
    }
  };
  const exit = new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? 1));
  });
  const [code] = await Promise.all([exit, read(child.stdout), read(child.stderr)]);
  if (code !== 0) throw new Mistakes([mistakeFrom(what, errorsIn(lines))]);
}

/** CDKTF puts the stack's name, or as many spaces, before each line of Terraform. */
function withoutPrefix(line: string): string {
  return line.replace(/^(data|monitoring)-(production|staging|development) +|^ {10,}/, "").trimEnd();
}

/** Terraform frames what it has to say: `╷`, then `│ Error: …` or `│ Warning: …`, then `╵`. Without an error in a frame, everything. */
function errorsIn(lines: readonly string[]): string {
  const frames = lines
    .join("\n")
    .split("╷")
    .slice(1)
    .map((frame) => frame.split("╵")[0] ?? "");
  const errors = frames.filter((frame) => frame.includes("Error: "));
  const said = (errors.length > 0 ? errors : [lines.join("\n")])
    .join("\n")
    .split("\n")
    .map((line) => line.replace(/^│ ?/, "").trim());
  return [...new Set(said)]
    .filter((line) => line !== "" && !/^(on cdk\.tf\.json|with docker_|\d+: |├─|│ self\.)/.test(line))
    .join("\n");
}
