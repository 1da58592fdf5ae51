import { nearest } from "../kit/model/mistakes.ts";

/** What was typed cannot be understood: nothing was done. */
export class Misuse extends Error {
  readonly remedy: string;

  constructor(what: string, remedy: string) {
    super(what);
    this.remedy = remedy;
    this.name = "Misuse";
  }
}

/** What a command takes: an argument, or an option. */
export interface Taking<Value> {
  /** One line for people. */
  readonly about: string;
  /** What stands for its value in help, such as `days`. A switch has none. */
  readonly value?: string;
  /** All that is allowed, where it can be listed: for help, completion and "did you mean". */
  readonly among?: readonly string[];
  readonly required?: boolean;
  /** An argument that takes all that follow. */
  readonly many?: boolean;
  /**
   * @param given what was typed, in order; empty when nothing was
   * @param name as people know it: `--days`, `<alert>`
   * @throws Misuse
   */
  read(given: readonly string[], name: string): Value;
}

type Takings = Readonly<Record<string, Taking<unknown>>>;
type Read<All extends Takings> = { readonly [Name in keyof All]: ReturnType<All[Name]["read"]> };

/** What was typed after a command's name, not yet read. */
export interface Given {
  readonly positionals: readonly string[];
  readonly options: ReadonlyMap<string, readonly string[]>;
}

/** A command as its table declares it. */
interface Declared<Arguments extends Takings, Options extends Takings> {
  /** One sentence, for the list of all commands. */
  readonly does: string;
  /** In their order. */
  readonly arguments?: Arguments;
  readonly options?: Options;
  /** What follows `npm run <name> --` in an example. It is parsed by a test. */
  readonly example: string;
  /** Exit codes that say more than those of every command, in words. */
  readonly exits?: Readonly<Record<number, string>>;
  /** The exit code of what cannot be understood, where 2 says something else. */
  readonly misuse?: number;
  /** What it has begun it finishes, also when nobody reads any more what it says: a terminal that was closed, `| head`. */
  readonly finishes?: true;
  /** Imports what it needs when it is run: `--help` must answer at once. */
  run(asked: Read<Arguments> & Read<Options>, groups: readonly Group[]): void | Promise<void>;
}

/** A command, whatever it takes. */
export interface Command {
  readonly name: string;
  readonly does: string;
  readonly arguments: Takings;
  readonly options: Takings;
  readonly example: string;
  readonly exits: Readonly<Record<number, string>>;
  readonly misuse: number;
  readonly finishes: boolean;
  /** Reads what was typed, and gives what remains to be done. @throws Misuse */
  asked(given: Given): (groups: readonly Group[]) => void | Promise<void>;
}

/** Commands that belong together. */
export interface Group {
  readonly title: string;
  readonly commands: readonly Command[];
}

type None = Readonly<Record<never, never>>;

/** Declares a command. */
export function command<const Arguments extends Takings = None, const Options extends Takings = None>(
  name: string,
  declared: Declared<Arguments, Options>,
): Command {
  const { does, example, misuse = 2, finishes = false, arguments: taken = {}, options = {} } = declared;
  const exits = {
    0: "it is done",
    1: "it failed or the answer is no: standard error says why",
    ...{
      [misuse]: misuse === 1 ? "it failed, or what was typed is not understood" : "what was typed is not understood",
    },
    ...declared.exits,
  };
  return {
    ...{ name, does, example, misuse, finishes, exits, arguments: taken, options },
    asked(given) {
      const read = { ...readArguments(taken, given.positionals), ...readOptions(options, given.options) };
      return (groups) => declared.run(read as Read<Arguments> & Read<Options>, groups);
    },
  };
}

function readArguments(taken: Takings, positionals: readonly string[]): Record<string, unknown> {
  const entries = Object.entries(taken);
  const read: Record<string, unknown> = {};
  for (const [index, [name, one]] of entries.entries()) {
    const given = one.many ? positionals.slice(index) : positionals.slice(index, index + 1);
    read[name] = one.read(given, `<${one.value}>`);
  }
  const surplus = entries.some(([, { many }]) => many) ? undefined : positionals[entries.length];
  if (surplus !== undefined) throw new Misuse(`"${surplus}" is one argument too many`, "leave it out");
  return read;
}

const readOptions = (options: Takings, given: Given["options"]): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(options).map(([name, one]) => [name, one.read(given.get(name) ?? [], `--${name}`)]),
  );

/** "did you mean", or what there is. */
export function instead(found: string, candidates: readonly string[]): string {
  const meant = nearest(found, candidates);
  return meant === undefined ? `there is ${candidates.join(", ")}` : `did you mean ${meant}?`;
}
