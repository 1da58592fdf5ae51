import { parseArgs } from "node:util";
import { type Command, type Given, instead, Misuse } from "./command.ts";

/** What was typed after a command's name: a wish for help, or what it is to do. */
type Typed = "help" | Given;

/**
 * The one place where a command line is taken apart. Node's own parser finds the tokens; it names no neighbour of a wrong
 * option, and stops nowhere when it is not strict, hence the judging here.
 * @throws Misuse
 */
export function typed({ options }: Command, args: readonly string[]): Typed {
  const known = {
    ...Object.fromEntries(Object.entries(options).map(([name, { value }]) => [name, kind(value)])),
    help,
  };
  const { tokens } = parseArgs({
    args: [...args],
    options: known,
    strict: false,
    tokens: true,
    allowPositionals: true,
  });
  if (tokens.some((token) => token.kind === "option" && token.name === "help")) return "help";
  const given = new Map<string, string[]>();
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") positionals.push(token.value);
    if (token.kind !== "option") continue;
    const one = options[token.name];
    const names = [...Object.keys(options), "help"].map((name) => `--${name}`);
    if (one === undefined || !token.rawName.startsWith("--"))
      throw new Misuse(`There is no option ${token.rawName}`, instead(token.rawName, names));
    const { value } = token;
    if (one.value === undefined && value !== undefined)
      throw new Misuse(`${token.rawName} takes no value: found "${value}"`, `write ${token.rawName} alone`);
    // `--url --json`: the next option is no value; `--note=--json` is how such a one would be given.
    if (one.value !== undefined && (value === undefined || (!token.inlineValue && /^--?\w/.test(value))))
      throw new Misuse(`${token.rawName} lacks its value`, `write ${token.rawName} <${one.value}>`);
    given.set(token.name, [...(given.get(token.name) ?? []), value ?? ""]);
  }
  return { positionals, options: given };
}

const help = { type: "boolean", short: "h" } as const;
const kind = (value: string | undefined) => ({ type: value === undefined ? "boolean" : "string" }) as const;
