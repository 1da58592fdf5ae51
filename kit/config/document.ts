import { constructFromEvents, EVENT_ID, type Event, getScalarValue, parseEvents, YAMLException } from "js-yaml";
import { type Mistake, Mistakes } from "../model/mistakes.ts";
import { NotRegular, readRegularFile } from "./regular-file.ts";

/** Bytes; the files in use have 2 to 3 KiB. */
const largest = 128 * 1024;
/** Levels of a file; those in use have 5. The library follows them by recursion. */
const deepest = 64;
/** Uses of an anchor, those within what they stand for included: ten lines can stand for a billion values. */
const mostAliases = 100;

/** A YAML file that is well formed: what its keys hold, and where they stand. */
export interface ReadDocument {
  readonly values: unknown;
  /** The line of the deepest part of a key that the file has: of a missing key, its parent's line. */
  lineOf(key: readonly PropertyKey[]): number;
}

/** A value in its file: where it begins, and what stands below it. */
interface Placed {
  /** Characters from the beginning of the file. */
  readonly at: number;
  /** By key or number; of a key, where the key begins. */
  readonly below: ReadonlyMap<string, { readonly at: number; readonly value: Placed }>;
  /** Aliases within it, and within what they stand for. */
  readonly aliases: number;
}

interface Problem {
  readonly message: string;
  readonly offset: number;
  readonly remedy?: string;
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
  const lineAt = (offset: number) => text.slice(0, offset).split("\n").length;
  const unmerged = rows.findIndex((row) => row.startsWith("<<<<<<< "));
  const refused = (problems: readonly Problem[]) => {
    if (unmerged >= 0) return new Mistakes([conflict(`${shown}:${unmerged + 1}`)]);
    return new Mistakes(
      problems.map(({ message, offset, remedy = "mend the indentation, the quotes or the repeated key" }) => {
        let line = lineAt(offset);
        while (line > 1 && rows[line - 1]?.trim() === "") line--;
        const what = `is not valid YAML: ${message}; found ${found(rows[line - 1])}`;
        return { where: `${shown}:${line}`, what, remedy: `${remedy} on this line or next to it` };
      }),
    );
  };
  /** What the library refuses, it refuses at once. */
  const accepted = <Result>(read: () => Result): Result => {
    try {
      return read();
    } catch (error) {
      if (error instanceof YAMLException) throw refused([problemOf(error, text)]);
      throw error;
    }
  };

  const events = accepted(() => parseEvents(text, { maxDepth: deepest }));
  const { root, problems } = placed(text, events);
  if (problems.length > 0) throw refused(problems);
  const [values] = accepted(() => constructFromEvents(events, { source: text }));
  return {
    values,
    lineOf: (key) => {
      let [node, at] = [root, 0];
      for (const part of key) {
        const next = node?.below.get(String(part));
        if (next === undefined) break;
        ({ at, value: node } = next);
      }
      return lineAt(at);
    },
  };
}

/** In our words where the library's are about the library. */
function problemOf({ reason, mark }: YAMLException, text: string): Problem {
  const offset = mark?.position ?? 0;
  if (reason.startsWith("nesting exceeded"))
    return { message: `more than ${deepest} levels`, offset, remedy: "remove the brackets or dashes" };
  // It is seen on the first line that cannot belong to it any more.
  if (reason === "deficient indentation")
    return { message: "a quote or a bracket is not closed", offset: text.lastIndexOf("\n", offset - 1) };
  return { message: reason, offset };
}

/** Where every value stands, and what the library would take without a word, or find only later and without all its places. */
function placed(text: string, events: readonly Event[]): { root: Placed | undefined; problems: Problem[] } {
  const problems: Problem[] = [];
  /** Aliases within what is named; undefined while that is still open. */
  const anchors = new Map<string, number | undefined>();
  let aliases = 0;
  let next = 0;

  const aliasOf = (name: string, offset: number): number => {
    if (!anchors.has(name)) problems.push({ message: `nothing is named &${name}`, offset });
    else if (anchors.get(name) === undefined)
      problems.push({ message: `*${name} stands within &${name}`, offset, remedy: "remove the alias" });
    const uses = 1 + (anchors.get(name) ?? 0);
    if (aliases <= mostAliases && aliases + uses > mostAliases)
      problems.push({ message: `more than ${mostAliases} aliases`, offset, remedy: "write the values out" });
    aliases += uses;
    return uses;
  };
  /** @param parent where the value's key or list begins: an empty value has no place of its own */
  const node = (parent: number): Placed => {
    const event = events[next++] as Exclude<Event, { type: typeof EVENT_ID.DOCUMENT | typeof EVENT_ID.POP }>;
    const name = event.anchorStart === -1 ? undefined : text.slice(event.anchorStart, event.anchorEnd);
    const at = placeOf(event) ?? parent;
    if (event.type === EVENT_ID.ALIAS) return { at, below: new Map(), aliases: aliasOf(name ?? "", at) };
    if (name !== undefined) anchors.set(name, undefined);
    const below = new Map<string, { at: number; value: Placed }>();
    let within = 0;
    while (event.type !== EVENT_ID.SCALAR && events[next]?.type !== EVENT_ID.POP) {
      const first = events[next] as Event;
      const start = placeOf(first) ?? at;
      let key = String(below.size);
      if (event.type === EVENT_ID.MAPPING) {
        if (first.type === EVENT_ID.SCALAR) key = getScalarValue(text, first);
        else problems.push({ message: "a key is no text", offset: start, remedy: "write a plain key" });
        within += node(start).aliases;
        if (below.has(key)) problems.push({ message: "a key stands twice", offset: start });
      }
      const value = node(start);
      within += value.aliases;
      below.set(key, { at: event.type === EVENT_ID.MAPPING ? start : value.at, value });
    }
    if (event.type !== EVENT_ID.SCALAR) next++;
    if (name !== undefined) anchors.set(name, within);
    return { at, below, aliases: within };
  };

  if (events.length === 0) return { root: undefined, problems };
  // The first event is the document itself, the last one its end.
  next = 1;
  const root = node(0);
  next++;
  if (next < events.length) {
    const offset =
      events
        .slice(next)
        .map(placeOf)
        .find((at) => at !== undefined) ?? text.length;
    const mark = text.lastIndexOf("\n---", offset);
    problems.push({
      message: "more than one document",
      offset: mark === -1 ? offset : mark + 1,
      remedy: "remove the second document, which begins",
    });
  }
  return { root, problems };
}

/** Where an event begins; undefined of what has no text of its own. */
function placeOf(event: Event): number | undefined {
  const {
    tagStart = -1,
    anchorStart = -1,
    valueStart = -1,
    start = -1,
  } = event as {
    [place in "tagStart" | "anchorStart" | "valueStart" | "start"]?: number;
  };
  return [tagStart, anchorStart, valueStart, start].find((place) => place !== -1);
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
    throw refused({ what: error.message, remedy: "put the file itself in its place" });
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

/** Git's marker is the cause of all else that the library has against the file. */
const conflict = (where: string) => ({
  where,
  what: "is not valid YAML: a merge of Git's has left a conflict here",
  remedy: "keep one of the two sides, remove the lines <<<<<<<, ======= and >>>>>>>, then git add the file",
});
