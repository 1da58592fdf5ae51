import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { stripVTControlCharacters } from "node:util";
import { Mistakes } from "../../kit/model/mistakes.ts";
import { mistakeFrom } from "./failures.ts";

/** What tells of progress; the rest is counts and the plan's full text. */
const worthTelling =
  /: (Creating|Destroying|Modifying|Creation complete|Destruction complete|Still creating)|^(Apply|Destroy) complete|^Plan:|^No changes/;

/** It was ended from outside before it had done its work: how far it came, nobody knows. */
export class Interrupted extends Mistakes {
  constructor(what: string, how: string) {
    const remedy = "give the same command again: it finds what was left, and finishes it";
    super([{ where: what, what: `was interrupted: ${how}`, remedy }]);
  }
}

/**
 * Runs a long command, tells what it does line by line, and waits for its end. Ctrl-C and SIGTERM are handed on to it
 * and waited for, so that it can leave things in order.
 * @returns what it printed
 * @throws Interrupted when it was killed, or this program was told to stop
 * @throws Mistakes with its errors when it fails.
 */
export async function followed(
  what: string,
  command: readonly string[],
  tell: (line: string) => void,
  cwd?: string,
): Promise<string[]> {
  const [program = "", ...args] = command;
  const child = spawn(program, args, {
    ...(cwd !== undefined && { cwd }),
    env: { ...process.env, FORCE_COLOR: "0", NO_COLOR: "1", CI: "1" },
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own: from a terminal it would be told twice, and Terraform takes a second word for "at once".
    detached: true,
  });
  let stopped: string | undefined;
  const stop = (signal: NodeJS.Signals) => {
    stopped = signal;
    child.kill("SIGINT");
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, stop);
  try {
    const lines: string[] = [];
    const read = async (stream: NodeJS.ReadableStream) => {
      for await (const raw of createInterface({ input: stream })) {
        const line = stripVTControlCharacters(raw).trimEnd();
        lines.push(line);
        if (worthTelling.test(line) && lines.at(-2) !== line) tell(line);
      }
    };
    const exit = new Promise<{ code: number | null; signal: string | null }>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code, signal) => resolve({ code, signal }));
    });
    const [{ code, signal }] = await Promise.all([exit, read(child.stdout), read(child.stderr)]);
    if (stopped !== undefined) throw new Interrupted(what, `this program was told to stop (${stopped})`);
    if (signal !== null) throw new Interrupted(what, `it was killed (${signal})`);
    if (code !== 0) throw new Mistakes([mistakeFrom(what, errorsIn(lines))]);
    return lines;
  } finally {
    for (const signal of signals) process.off(signal, stop);
  }
}

/** Terraform frames what it has to say: `╷`, then `│ Error: …` or `│ Warning: …`, then `╵`. Without an error in a frame, everything. */
export function errorsIn(lines: readonly string[]): string {
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
