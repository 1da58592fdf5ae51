import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

const kit = path.resolve(import.meta.dirname, "../kit");

/** What somebody who declares a platform of their own asks for; the other rooms are the mechanism behind it. */
const rooms: readonly (readonly [title: string, files: readonly string[]])[] = [
  ["A platform", ["platform.ts", "environment.ts", "write/files.ts"]],
  ["What is declared", in_("model")],
  ["Kinds of signals", in_("kinds")],
  ["Ways to people", in_("channels")],
  ["An environment's file", in_("config")],
  ["On one machine", ["lab/run.ts", "lab/services.ts", "lab/settled.ts", "preview/server.ts"]],
];

function in_(room: string): string[] {
  return readdirSync(path.join(kit, room))
    .filter((file) => file.endsWith(".ts"))
    .map((file) => `${room}/${file}`)
    .sort();
}

/** A name that a file of the kit exports. */
interface Exported {
  /** Below `kit/`. */
  readonly file: string;
  readonly name: string;
  /** As it is declared: `function alert(name: AlertName, …)`, up to its body or its value. */
  readonly signature: string;
  /** Its docstring, without the frame; empty where there is none. */
  readonly says: string;
}

/** The exported names of a file with their docstrings, in its order. */
function exportedBy(file: string): Exported[] {
  const text = readFileSync(path.join(kit, file), "utf8");
  const declared =
    /(?:\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n)?^export ((?:async )?(?:const|function\*?|class|interface|type) (\w+)[^\n]*(?:\n(?! *(?:[*/}]|export)) {2}[^\n]*)*)/gm;
  return [...text.matchAll(declared)].map(([, says = "", whole = "", name = ""]) => ({
    ...{ file, name, signature: signatureOf(whole) },
    says: says
      .split("\n")
      .map((line) => line.replace(/^\s*\*? ?/, "").trimEnd())
      .join("\n")
      .trim(),
  }));
}

/** Without the body, the value and the members: they stand in the source. */
function signatureOf(declaration: string): string {
  const [first = ""] = declaration.split("\n");
  const whole = /\($/.test(first)
    ? declaration
        .replace(/\s*\n\s*/g, " ")
        .replace("( ", "(")
        .replace(", )", ")")
    : first;
  return whole
    .replace(/ (=>|=)( .*)?$/, "")
    .replace(/ ?\{$/, "")
    .replace(/\)(: [^)]*)? \{.*$/, ")$1")
    .trim();
}

/** What the kit offers, from the docstrings in its sources. */
function kitReference(): string {
  return [
    "# What the kit offers",
    "",
    "Written from the docstrings of the sources, which say more: the members of each interface stand there.",
    ...rooms.flatMap(([title, files]) => ["", `## ${title}`, ...files.flatMap(section)]),
    "",
  ].join("\n");
}

function section(file: string): string[] {
  const exported = exportedBy(file).filter(({ says }) => says !== "");
  return exported.length === 0
    ? []
    : ["", `### ${file}`, ...exported.flatMap(({ signature, says }) => ["", `    ${signature}`, "", says])];
}

if (import.meta.filename === process.argv[1]) writeFileSync(path.join(kit, "API.md"), kitReference());
