import { parseArgs } from "node:util";
import { type Config, loadConfig } from "../config/load.ts";
import { describeMistake, Mistakes } from "../kit/model/mistakes.ts";
import { orExplain, UserError } from "./explain.ts";

export interface Asked {
  readonly config: Config;
  /** Machine-readable output is wanted, on standard output and nothing else there. */
  readonly json: boolean;
  /** Switches of this command, by name. */
  readonly switches: Readonly<Record<string, boolean>>;
  /** Values of this command's options, by name. */
  readonly values: Readonly<Record<string, string | undefined>>;
  /** What follows the environment. */
  readonly rest: readonly string[];
}

/** Options of a command beside `--json`: `boolean` ones are switches, `string` ones take a value. */
export type Options = Readonly<Record<string, "boolean" | "string">>;

/**
 * Runs a command of the form `npm run <command> -- <environment> [rest] [--options] [--json]`. What its user can mend is
 * explained, with `--json` as `{"mistakes": [...]}`, and ends it with exit code 1.
 */
export async function environmentCommand(options: Options, command: (asked: Asked) => Promise<void>): Promise<void> {
  await orExplain(async () => {
    const { values: parsed, positionals } = parsedArguments(options);
    const json = parsed.json === true;
    const [environment, ...rest] = positionals;
    try {
      if (environment === undefined) throw new UserError("Which environment?", "name it: `npm run … -- production`");
      const entries = Object.entries<boolean | string | undefined>({ ...parsed });
      await command({
        config: loadConfig(environment),
        json,
        rest,
        switches: Object.fromEntries(
          entries.flatMap(([name, value]) => (typeof value === "boolean" ? [[name, value]] : [])),
        ),
        values: Object.fromEntries(
          entries.flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])),
        ),
      });
    } catch (error) {
      if (!json || !(error instanceof Mistakes)) throw error;
      console.log(JSON.stringify({ mistakes: error.mistakes }, undefined, 2));
      for (const mistake of error.mistakes) console.error(describeMistake(mistake));
      process.exitCode = 1;
    }
  });
}

function parsedArguments(options: Options) {
  const declared = Object.fromEntries(Object.entries(options).map(([name, type]) => [name, { type }]));
  try {
    return parseArgs({ allowPositionals: true, options: { ...declared, json: { type: "boolean" } } });
  } catch (error) {
    const allowed = ["json", ...Object.keys(options)].map((name) => `--${name}`).join(", ");
    throw new UserError((error as Error).message, `allowed: ${allowed}`);
  }
}
