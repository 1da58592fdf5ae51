import { typed } from "./arguments.ts";
import { type Group, instead, Misuse } from "./command.ts";
import { groups } from "./commands/every.ts";
import { helpOf, overview, typedAs } from "./help.ts";
import { type Terminal, terminal } from "./terminal.ts";

/** What a command line leads to: something to do, or an answer that is already given, with its exit code. */
type Answer =
  | { readonly run: () => void | Promise<void>; readonly json: boolean; readonly finishes: boolean }
  | { readonly code: number };

/** Reads a command line. Nothing of a command is imported before it is run. */
export function answer(args: readonly string[], groups: readonly Group[], terminal: Terminal): Answer {
  const commands = groups.flatMap((group) => group.commands);
  const [name, ...others] = args;
  if (name === undefined || ["--help", "-h", "help"].includes(name)) {
    const asked = commands.find((one) => one.name === others[0]);
    terminal.out(asked === undefined ? overview(groups, terminal) : helpOf(asked, terminal));
    return { code: 0 };
  }
  const command = commands.find((one) => one.name === name);
  if (command === undefined) {
    const names = commands.map((one) => one.name);
    return refused(new Misuse(`There is no command "${name}"`, instead(name, names)), "npm run help", 2, terminal);
  }
  try {
    const read = typed(command, others);
    if (read === "help") {
      terminal.out(helpOf(command, terminal));
      return { code: 0 };
    }
    const run = command.asked(read);
    return { run: () => run(groups), json: read.options.has("json"), finishes: command.finishes };
  } catch (error) {
    if (!(error instanceof Misuse)) throw error;
    // A script reads there what people read beside it (explain.ts).
    if ("json" in command.options && others.includes("--json")) {
      const { message: what, remedy } = error;
      terminal.out(`${JSON.stringify({ mistakes: [{ where: "", what, remedy }] }, undefined, 2)}\n`);
    }
    return refused(error, typedAs(command.name, "--help"), command.misuse, terminal);
  }
}

function refused({ message, remedy }: Misuse, help: string, code: number, terminal: Terminal): Answer {
  terminal.err(`${message}\n    → ${remedy}\n    → ${help} says what there is\n`);
  return { code };
}

/** Runs a command line; the process's exit code says how it went. */
export async function main(args: readonly string[]): Promise<void> {
  const answered = answer(args, groups, terminal);
  if ("code" in answered) {
    process.exitCode = answered.code;
    return;
  }
  const { orExplain } = await import("./explain.ts");
  await orExplain(answered.run, answered);
}
