import {
  type Document,
  isAlias,
  isNode,
  isScalar,
  Lexer,
  LineCounter,
  type Node,
  Parser,
  parseDocument,
  visit,
} from "yaml";
import { type Mistake, Mistakes } from "../model/mistakes.ts";
import { NotRegular, readRegularFile } from "./regular-file.ts";

/** Bytes; the files in use have 2 to 3 KiB. What the YAML library does with more takes seconds. */
const largest = 128 * 1024;
/** Levels of a file; those in use have 5. The library follows them by recursion, and ends in a stack overflow. */
const deepest = 64;
/** Uses of an anchor, those within what they stand for included: ten lines can stand for a billion values. */
const mostAliases = 100;

/** A YAML file that is well formed: what its keys hold, and where they stand. */
export interface ReadDocument {
  readonly document: Document;
  readonly values: unknown;
  /** The line of a place (characters from the beginning). */
  lineAt(offset: number): number;
}

/**
 * Reads one YAML document.
 * @param shown how mistakes name the file
 * @throws Mistakes for all that the file, its encoding or the YAML library has against it, with the line; what `node:fs` throws
 * when it cannot be opened
 */
export function readDocument(file: string, shown: string): ReadDocument {
  const text = textOf(file, shown);
  const rows = text.split("\n");
  const lines = new LineCounter();
  const lineAt = (offset: number) => lines.linePos(offset).line;
  const refuse = (mistakes: readonly { message: string; offset: number; remedy?: string }[]): void => {
    if (mistakes.length === 0) return;
    throw new Mistakes(
      mistakes.map(({ message, offset, remedy = "mend the indentation, the quotes or the repeated key" }) => {
        let line = lineAt(offset);
        while (line > 1 && rows[line - 1]?.trim() === "") line--;
        const what = `is not valid YAML: ${message.replace(/; please use .*/, "")}; found ${found(rows[line - 1])}`;
        return { where: `${shown}:${line}`, what, remedy: `${remedy} on this line or next to it` };
      }),
    );
  };

  lines.addNewLine(0);
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) lines.addNewLine(at + 1);
  refuse(tooDeep(text));
  const document = parseDocument(text, { prettyErrors: false });
  refuse([...firstCauses(document), ...unresolvable(document)]);
  try {
    return { document, values: document.toJS({ maxAliasCount: mostAliases }), lineAt };
  } catch (error) {
    // It gives no place. What is left by now are aliases of aliases.
    const [nested = 0] = aliasesOf(document).map(({ range }) => range?.[0] ?? 0);
    refuse([{ message: (error as Error).message, offset: nested, remedy: "write the values out, without aliases," }]);
    throw error;
  }
}

/** @throws Mistakes when the file is no text of a bounded size */
function textOf(file: string, shown: string): string {
  const refused = (mistake: Omit<Mistake, "where"> & { line?: number }) =>
    new Mistakes([{ where: mistake.line === undefined ? shown : `${shown}:${mistake.line}`, ...mistake }]);
  let content: Buffer;
  try {
    content = readRegularFile(file, largest);
  } catch (error) {
    if (!(error instanceof NotRegular)) throw error;
    throw refused({ what: error.message, remedy: "put the environment's YAML file in its place" });
  }
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(content);
  } catch {
    const rows = content.toString("utf8").split("\n");
    const line = rows.findIndex((row) => row.includes("\uFFFD")) + 1;
    throw refused({ line, what: "is not UTF-8", remedy: "save the file as UTF-8" });
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what YAML forbids (https://yaml.org/spec/1.2.2/#51-character-set).
  const control = text.search(/[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/);
  if (control !== -1) {
    const line = text.slice(0, control).split("\n").length;
    const code = text.charCodeAt(control).toString(16).padStart(4, "0").toUpperCase();
    throw refused({ line, what: `holds the control character U+${code}`, remedy: "remove it" });
  }
  return text;
}

function found(row = ""): string {
  const shown = JSON.stringify(row);
  return shown.length > 120 ? `${shown.slice(0, 120)}…` : shown;
}

function tooDeep(text: string): { message: string; offset: number; remedy: string }[] {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    for (const _ of parser.next(lexeme));
    if (parser.stack.length > deepest) {
      return [
        { message: `more than ${deepest} levels`, offset: parser.offset, remedy: "remove the brackets or dashes" },
      ];
    }
  }
  return [];
}

/** What follows the first error of a file mostly follows from it; only repeated keys stand for themselves. */
function firstCauses(document: Document): { message: string; offset: number }[] {
  const errors = document.errors.filter(({ code }, index) => index === 0 || code === "DUPLICATE_KEY");
  // A tag that nobody knows is a warning to the library: the value would be taken as it stands.
  return [...errors, ...document.warnings].map(({ message, pos }) => ({ message, offset: pos[0] }));
}

function aliasesOf(document: Document) {
  const all: Extract<Node, { source: string }>[] = [];
  visit(document, { Alias: (_, alias) => void all.push(alias) });
  return all;
}

/** A key that is a list, `*name` without an `&name` before it, within it, or once too often: the library finds that only when it resolves them. */
function unresolvable(document: Document): { message: string; offset: number; remedy?: string }[] {
  const mistakes: { message: string; offset: number; remedy?: string }[] = [];
  const anchors = new Set<string>();
  let aliases = 0;
  visit(document, {
    Pair(_, { key }) {
      const [offset = 0] = (isNode(key) && key.range) || [];
      if (!isScalar(key)) mistakes.push({ message: "a key is no text", offset, remedy: "write a plain key" });
    },
    Node(_, node, ancestors) {
      if (!isAlias(node)) {
        if (node.anchor !== undefined) anchors.add(node.anchor);
        return;
      }
      aliases++;
      const [offset = 0] = node.range ?? [];
      if (!anchors.has(node.source)) mistakes.push({ message: `nothing is named &${node.source}`, offset });
      else if (ancestors.some((one) => isNode(one) && !isAlias(one) && one.anchor === node.source))
        mistakes.push({ message: `*${node.source} stands within &${node.source}`, offset, remedy: "remove the alias" });
      else if (aliases === mostAliases + 1)
        mistakes.push({ message: `more than ${mostAliases} aliases`, offset, remedy: "write the values out" });
    },
  });
  return mistakes;
}
