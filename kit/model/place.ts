import path from "node:path";
import { fileURLToPath } from "node:url";

const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

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
      return `${path.relative(repository, file.split("?")[0] ?? file)}:${match[2]}`;
    },
  };
}
