/** One operator of the collector's file receiver, as its configuration has it. https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/main/pkg/stanza/docs/operators */
export type Operator = { readonly type: string } & Readonly<Record<string, unknown>>;

/** What every stored line carries; the first three are its stream. */
export const streamFields = ["service", "level", "environment"] as const;
/** What was said, without the rest of the line. */
export const message = "message";

/** From the least to the worst, in the words of every source. */
export const logLevels = ["trace", "debug", "info", "warn", "error", "fatal"] as const;
export type LogLevel = (typeof logLevels)[number];

/** How a program writes lines, and what becomes of one before it is stored. */
export interface LogFormat<Field extends string = string> {
  /** The fields that a line may carry beside its stream and its message, each with a value that it really takes. Others are removed. */
  readonly fields: Readonly<Record<Field, string>>;
  /** Regular expression of the first line of an entry, where one may go on over several (a stack). */
  readonly begins?: string;
  /**
   * They leave the message as the entry's body, `level` and the fields as its attributes. Whatever else they leave is removed; a line
   * that none of them understands is kept as its message, with the level `info`.
   */
  readonly operators: readonly Operator[];
  /** What is masked in its lines beside what is masked in all (`masks.ts`): regular expressions. */
  readonly masks?: readonly string[];
}

/** Files of one program, whose lines are kept under one service. */
export interface LogSource<Field extends string = string> {
  readonly name: string;
  /** The label `service` of its lines; several sources may share it. */
  readonly service: string;
  readonly format: LogFormat<Field>;
  /** Where an environment says nothing else; `*` stands for any name. */
  readonly files: readonly string[];
}

/** `export const api = logSource("api", { service: "api", format: nodeProgram, files: ["/var/log/api/*.log"] })` */
export const logSource = <Field extends string>(
  name: string,
  definition: Omit<LogSource<Field>, "name">,
): LogSource<Field> => ({ name, ...definition });

/** The attribute in which a format keeps what it has parsed, until it has moved what it wants. It is never stored. */
export const parsed = "attributes.parsed";

/** A parsed value, or nil where the line has nothing on the way to it. */
export const asked = (path: string): string => [parsed, ...path.split(".")].join("?.");

/** Moves a parsed value to where it belongs, if the line has it. */
export const moved = (from: string, to: string): Operator => ({
  type: "move",
  if: `${asked(from)} != nil`,
  from: `${parsed}.${from}`,
  to,
});

/** The level by the source's own word for it; what it does not name is `info`. */
export const levelBy = (from: string, names: Readonly<Record<string, LogLevel>>): Operator => ({
  type: "add",
  field: "attributes.level",
  value: `EXPR(${JSON.stringify(names)}[string(${asked(from)} ?? "")] ?? "info")`,
});
