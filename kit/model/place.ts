import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The directory of the package that a file belongs to. */
function packageOf(file: string): string {
  for (let directory = path.dirname(file); directory !== path.dirname(directory); directory = path.dirname(directory))
    if (existsSync(path.join(directory, "package.json"))) return directory;
  return path.dirname(file);
}

/** Where a declaration stands, worked out only when a mistake in it has to be reported. */
export interface Place {
  /** `alerts/host.ts:42` */
  toString(): string;
}

/** The place of the call of `declaring`, the function that the declaration calls. */
export function placeOfCall(declaring: (...values: never[]) => unknown): Place {
  const trace: { stack?: string } = {};
  Error.captureStackTrace(trace, declaring);
  return {
    toString() {
      const frame = trace.stack?.split("\n")[1] ?? "";
      const match = /\(?((?:file:\/\/)?\/[^()]*?):(\d+):\d+\)?$/.exec(frame);
      if (match?.[1] === undefined) return "an unknown place";
      const file = match[1].startsWith("file://") ? fileURLToPath(match[1]) : match[1];
      const real = file.split("?")[0] ?? file;
      return `${path.relative(packageOf(real), real)}:${match[2]}`;
    },
  };
}
