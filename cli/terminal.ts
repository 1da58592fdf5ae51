/** What is written to, and what it can show. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** Characters a line. */
  readonly columns: number;
  /** Where colours and weights are wanted: https://no-color.org */
  readonly coloured: boolean;
}

/** Wide enough for every table, where the output is a file or a pipe. */
const unlimited = 400;

export const terminal: Terminal = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  get columns() {
    return process.stdout.columns || Number(process.env.COLUMNS) || unlimited;
  },
  get coloured() {
    return process.stdout.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== "dumb";
  },
};

export const bold = (text: string, { coloured }: Terminal): string => (coloured ? `\u001b[1m${text}\u001b[22m` : text);

/** What others wrote, without what a terminal would obey. */
export const printable = (text: string): string => text.replaceAll(/(?![\n\t])\p{Cc}/gu, "\ufffd");

/** Words in lines of at most so many characters; a longer word stands alone. */
export function wrapped(text: string, columns: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= columns) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** What is named, and what it means: beside each other, or below each other where the terminal is narrow. */
export function glossary(
  entries: readonly (readonly [name: string, means: string])[],
  { columns }: Terminal,
): string[] {
  const width = Math.max(0, ...entries.map(([name]) => name.length)) + 4;
  const beside = columns - width >= 30;
  return entries.flatMap(([name, means]) => {
    const lines = wrapped(means, Math.min(120, columns) - (beside ? width : 6));
    if (!beside) return [`  ${name}`, ...lines.map((line) => `      ${line}`)];
    const [first = "", ...others] = lines;
    return [`  ${name.padEnd(width - 2)}${first}`, ...others.map((line) => `${" ".repeat(width)}${line}`)];
  });
}

/**
 * A table. Where it is wider than the terminal, each row becomes a block of its own, one cell a line under the first:
 * lines that a terminal breaks cannot be read at night.
 */
export function table(
  header: readonly string[] | undefined,
  rows: readonly (readonly string[])[],
  { columns }: Pick<Terminal, "columns">,
): string[] {
  const all = header === undefined ? rows : [header, ...rows];
  const widths = (all[0] ?? []).map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd();
  const lines = all.map(line);
  if (lines.every(({ length }) => length <= columns)) return lines;
  return rows.flatMap(([first = "", ...cells]) => [
    `  ${first}`,
    ...cells.flatMap((cell, index) => {
      const name = header?.[index + 1];
      return cell === "" ? [] : [`      ${name === undefined ? "" : `${name}: `}${cell}`];
    }),
  ]);
}
