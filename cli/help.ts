import type { Command, Group, Taking } from "./command.ts";
import { bold, glossary, type Terminal, wrapped } from "./terminal.ts";

/** As people type it: `npm start` and `npm test` need no `run`, and options follow `--`. */
export function typedAs(name: string, rest: string): string {
  const called = name === "start" ? "npm start" : `npm run ${name}`;
  return rest === "" ? called : `${called} -- ${rest}`;
}

const slot = ({ value = "", required, many }: Taking<unknown>) =>
  required ? `<${value}>` : `[${value}${many ? " …" : ""}]`;
const option = (name: string, { value }: Taking<unknown>) => `--${name}${value === undefined ? "" : ` <${value}>`}`;

/** `npm run history -- <alert> [--days <days>]` */
export function usageOf({ name, arguments: taken, options }: Command): string {
  return typedAs(
    name,
    [
      ...Object.values(taken).map(slot),
      ...Object.entries(options).map(([key, one]) => (one.required ? option(key, one) : `[${option(key, one)}]`)),
    ].join(" "),
  );
}

function meaning({ about, among }: Taking<unknown>): string {
  return among === undefined ? about : `${about}: ${among.join(", ")}`;
}

/** Arguments and options with what they mean. */
export const argumentsOf = ({ arguments: taken }: Command) =>
  Object.values(taken).map((one) => [one.value ?? "", meaning(one)] as const);
export const optionsOf = ({ options }: Command) => [
  ...Object.entries(options).map(([name, one]) => [option(name, one), meaning(one)] as const),
  ["--help", "says this"] as const,
];
export const exitsOf = ({ exits }: Command) => Object.entries(exits).map(([code, means]) => [code, means] as const);

/** What one command does. */
export function helpOf(command: Command, terminal: Terminal): string {
  const columns = Math.min(120, terminal.columns);
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ["", bold(title, terminal), ...lines];
  return [
    ...wrapped(usageOf(command), columns - 4).map((line, index) =>
      index === 0 ? bold(line, terminal) : `    ${line}`,
    ),
    "",
    ...wrapped(command.does, columns),
    ...section("Arguments", glossary(argumentsOf(command), terminal)),
    ...section("Options", glossary(optionsOf(command), terminal)),
    ...section("Example", [`  ${typedAs(command.name, command.example)}`]),
    ...section("Exit codes", glossary(exitsOf(command), terminal)),
    "",
  ].join("\n");
}

/** All commands. */
export function overview(groups: readonly Group[], terminal: Terminal): string {
  return [
    ...wrapped(
      "npm run <command> -- [arguments] [options], or npx benevoclic-monitoring <command> [arguments] [options]",
      Math.min(120, terminal.columns),
    ),
    ...groups.flatMap(({ title, commands }) => [
      "",
      bold(title, terminal),
      ...glossary(
        commands.map(({ name, does }) => [name, does] as const),
        terminal,
      ),
    ]),
    "",
    ...wrapped("--help after a command says more: npm run diff -- --help", terminal.columns),
    "",
  ].join("\n");
}
