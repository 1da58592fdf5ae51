import type { LogLine } from "./log-line.ts";

type LogLevel = LogLine["level"];

/** What a line says beside its message. Never personal data, never a secret: callers log names of things, not their content. */
type LogFields = Readonly<Record<string, string | number | boolean | null>>;

/** Structured logs: one JSON object a line, `time` (ISO 8601, UTC), `level`, `program`, `message`, then the fields (docs/logs.md). */
export interface Log {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

/** @param write takes a whole line; stderr unless told, because `--once` prints metrics on stdout */
export function createLog(
  program: string,
  write: (line: string) => void = (line) => void process.stderr.write(line),
): Log {
  const at = (level: LogLevel) => (message: string, fields?: LogFields) =>
    write(
      `${JSON.stringify({ time: new Date().toISOString(), level, program, message, ...fields } satisfies LogLine)}\n`,
    );
  return { info: at("info"), warn: at("warn"), error: at("error") };
}
