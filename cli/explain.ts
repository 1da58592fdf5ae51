import { writeSync } from "node:fs";
import { ChildNotReady } from "../kit/lab/parts/children.ts";
import { Unavailable } from "../kit/lab/parts/unavailable.ts";
import { describeMistake, type Mistake, Mistakes } from "../kit/model/mistakes.ts";
import { NoPrometheus } from "../kit/model/prometheus.ts";

/** Something that the user can mend: it is shown without a stack. */
export class UserError extends Error {
  readonly remedy: string;

  constructor(what: string, remedy: string) {
    super(what);
    this.remedy = remedy;
    this.name = "UserError";
  }
}

/**
 * Runs a command. What its user can mend is printed for people, for a script that wants JSON as `{"mistakes": [...]}` as
 * well, and ends it with exit code 1; anything else is ours and keeps its stack.
 * @param finishes it is not ended when nobody reads what it says
 */
export async function orExplain(
  command: () => void | Promise<void>,
  { json = false, finishes = false } = {},
): Promise<void> {
  for (const stream of [process.stdout, process.stderr])
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOSPC" && !finishes) endOnFullDisk();
      // EIO of a terminal that was closed.
      if (!["EPIPE", "EIO", "ENOSPC"].includes(String(error.code))) throw error;
      // Whoever reads the output has seen enough, as `head` has.
      if (!finishes) process.exit();
    });
  try {
    await command();
  } catch (error) {
    const explanation = explain(error);
    if (explanation === undefined) throw error;
    console.error(explanation);
    if (json) console.log(JSON.stringify({ mistakes: mistakesIn(error, explanation) }, undefined, 2));
    process.exitCode = 1;
  }
}

/** Where its output goes there is no room: what it has said is not whole. */
function endOnFullDisk(): never {
  try {
    writeSync(
      2,
      "The output cannot be written.\n    → the disk that it goes to is full: free some, and give the same command again\n",
    );
  } catch {
    // Standard error goes there as well.
  }
  process.exit(1);
}

const mistakesIn = (error: unknown, explanation: string): readonly Mistake[] => {
  if (error instanceof Mistakes) return error.mistakes;
  return [
    error instanceof UserError
      ? { where: "", what: error.message, remedy: error.remedy }
      : { where: "", what: explanation, remedy: "" },
  ];
};

function explain(error: unknown): string | undefined {
  if (error instanceof Mistakes) {
    const { mistakes } = error;
    const heading = mistakes.length === 1 ? "One mistake:" : `${mistakes.length} mistakes:`;
    return [heading, ...mistakes.map(describeMistake)].join("\n\n");
  }
  if (error instanceof UserError) return `${error.message}\n    → ${error.remedy}`;
  if (error instanceof NoPrometheus)
    return `${error.message}\n    → see what listens at Prometheus' address (a proxy, a page to log in), and whether all that it reads from answers`;
  if (error instanceof Unavailable || error instanceof ChildNotReady) return error.message;
  if (isFileError(error)) {
    if (error.code === "ENOSPC")
      return `${error.message}\n    → the disk of this machine is full${error.path === undefined ? "" : `, where ${error.path} is`}: free some, and give the same command again`;
    return `${error.message}\n    → make ${error.path} writable for this user, or work in a copy of the repository that is`;
  }
  return undefined;
}

function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return (
    error instanceof Error && "code" in error && ["EACCES", "EPERM", "EROFS", "ENOSPC"].includes(String(error.code))
  );
}
