import { appendFileSync, mkdirSync } from "node:fs";
import path from "node:path";
import type { WrittenLine } from "../../kit/model/log-count.ts";
import { access, nginx, pino, slowQuery } from "../../signals/metrics/log-lines.ts";
import type { apiLog, mongodbLog, nginxAccessLog, nginxErrorLog } from "../../signals/metrics/log-sources.ts";

/** The files that the simulated platform writes. */
type Written = (typeof apiLog | typeof mongodbLog | typeof nginxAccessLog | typeof nginxErrorLog)["name"];

/** MongoDB's own limit, beyond which an operation is logged. https://www.mongodb.com/docs/manual/reference/configuration-options/ */
const slowMilliseconds = 100;

/** What each operation reads, and how while no index is missing. */
const reads: Readonly<Record<string, readonly [collection: string, plan: string]>> = {
  find: ["benevoclic.announcements", "IXSCAN { dateEvent: 1 }"],
  aggregate: ["benevoclic.announcements", "IXSCAN { dateEvent: 1 }"],
  findOne: ["benevoclic.users", "IXSCAN { userId: 1 }"],
};

/** What an operation reads, as `database.collection`, and by which plan. */
export const readBy = (operation: string): readonly [collection: string, plan: string] =>
  reads[operation] ?? [`benevoclic.${operation}`, "IDHACK"];

/** Which trace a line was written in. */
export interface TraceOfLine {
  readonly trace_id?: string;
  /** `01` where it is kept. */
  readonly trace_flags?: string;
}

/** A request that was answered. */
interface Answered extends TraceOfLine {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly durationSeconds: number;
  readonly error?: string;
}

/** What the API, the proxy before it and the database behind it write into their files; nothing without a directory. */
export function platformLines(directory: string | undefined) {
  if (directory !== undefined) mkdirSync(directory, { recursive: true });
  const write = (file: Written, line: WrittenLine) => {
    if (directory !== undefined) appendFileSync(path.join(directory, `${file}.log`), `${line(new Date())}\n`);
  };
  return {
    answered({ method, path: url, status, durationSeconds, error, ...traced }: Answered): void {
      const took = Math.round(durationSeconds * 1000);
      const known = error && { err: { type: error, message: error, stack: `${error}: ${method} ${url}` } };
      const more = { req: { method, url }, res: { statusCode: status }, responseTime: took, ...known, ...traced };
      const said = status >= 500 ? `request failed: ${error} after ${took} ms` : "request completed";
      write("api", pino(status >= 500 ? "error" : "info", said, more));
      write("nginx-access", access(`${method} ${url}`, status));
    },
    /** The proxy had no answer to pass on. */
    refused(): void {
      write("nginx-error", nginx("error", "connect() failed (111: Connection refused) while connecting to upstream"));
    },
    asked(operation: string, milliseconds: number, indexMissing: boolean): void {
      const [collection, plan] = readBy(operation);
      if (milliseconds < slowMilliseconds) return;
      write("mongodb", slowQuery(collection, indexMissing ? "COLLSCAN" : plan, Math.round(milliseconds)));
      if (indexMissing && milliseconds > 1000)
        write("api", pino("warn", `slow database operation ${operation}: ${Math.round(milliseconds)} ms`));
    },
  };
}
