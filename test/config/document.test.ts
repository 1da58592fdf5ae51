import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, symlinkSync, truncateSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { loadConfig } from "../../config/load.ts";
import { mistakesOf, production, refused, written } from "./refused.ts";

const end = production.split("\n").length;
const bomb = ["x0: &a0 [l, l, l, l, l, l, l, l, l, l]"].concat(
  Array.from({ length: 8 }, (_, at) => `x${at + 1}: &a${at + 1} [${Array(10).fill(`*a${at}`).join(", ")}]`),
);
const nested = (deep: number, opening: string, closing = "") => `x: ${opening.repeat(deep)}1${closing.repeat(deep)}`;

it.each<readonly [kind: string, text: string | Buffer, line: number, what: string, remedy: string]>([
  ["aliases of aliases", `${production}${bomb.join("\n")}\n`, end + 2, "more than 100 aliases", "write the values out"],
  ["many aliases", `${production}x: &a 1\ny: [${"*a, ".repeat(200)}]\n`, end + 1, "more than 100 aliases", "write"],
  ["an alias of itself", `${production}x: &a [1, *a]\n`, end, "*a stands within &a", "remove the alias"],
  ["two anchors at once", `${production}x: &a &b 1\n`, end, "duplication of an anchor", "mend"],
  ["a tag", `${production}x: !!python/object:os.system a\n`, end, "unknown scalar tag", "mend"],
  ["deep brackets", `${production}${nested(50_000, "[", "]")}\n`, end, "more than 64 levels", "remove the brackets"],
  ["deep dashes", `${production}x:\n${"- ".repeat(50_000)}1\n`, end + 1, "more than 64 levels", "remove"],
  ["deep questions", `${production}${"? ".repeat(50_000)}1\n`, end, "more than 64 levels", "remove"],
  ["a NUL", `${production}x: a\0b\n`, end, "holds the control character U+0000", "remove it"],
  ["Latin-1", Buffer.from(`${production}x: \xe9t\xe9\n`, "latin1"), end, "is not UTF-8", "save the file as UTF-8"],
  ["UTF-16", Buffer.from(`\uFEFF${production}`, "utf16le"), 1, "is not UTF-8", "save the file as UTF-8"],
  ["a list as a key", `${production}? [a, b]\n: 1\n`, end, "a key is no text", "write a plain key"],
  ["a merge key", `${production}x: &a { y: 1 }\n<<: *a\n`, end, "x: unknown key", "remove it"],
])("%s is a mistake of the file, with its line", (_, text, line, what, remedy) => {
  const [first] = refused(text);
  expect(first?.where).toBe(`config/production.yaml:${line}`);
  expect(first?.what).toContain(what);
  expect(first?.remedy).toContain(remedy);
});

it("an editor's byte order mark, Windows' line ends and a few aliases are no mistake", () => {
  const text = `\uFEFF${production.replace("locale: fr", "locale: &l fr")}`.replaceAll("\n", "\r\n");
  expect(refused(text)).toEqual([]);
});

it("what is wrong behind an alias is told as it stands", () => {
  const text = production.replace(/^locale: .*$/m, "locale: &l VPS_1").replace(/^host: .*$/m, "host: *l");
  expect(refused(text).map(({ what }) => what.split(";")[0])).toEqual(
    expect.arrayContaining(['host: found "VPS_1"', 'locale: found "VPS_1"']),
  );
});

it.each<readonly [kind: string, put: (file: string) => unknown, what: string]>([
  ["a directory", (file) => mkdirSync(file), "is a directory, not a file"],
  ["a pipe that nobody writes into", (file) => execFileSync("mkfifo", [file]), "is a pipe, not a file"],
  ["a device without end", (file) => symlinkSync("/dev/zero", file), "is a device, not a file"],
  ["a socket", (file) => listening(file), "is a socket, not a file"],
  ["a file of 2 GB", (file) => truncateSync(file, 2 ** 31), "is larger than 128 KiB"],
  ["a link to itself", (file) => symlinkSync(file, file), "cannot be read: Error: ELOOP"],
])("%s in the file's place is refused at once", async (_, put, what) => {
  const directory = written("");
  const file = path.join(directory, "production.yaml");
  if (!what.includes("larger")) rmSync(file);
  const remove = await put(file);
  const [mistake] = mistakesOf(() => loadConfig("production", directory));
  if (typeof remove === "function") remove();
  expect(mistake).toMatchObject({ where: "config/production.yaml", what: expect.stringContaining(what) });
  expect(mistake?.remedy).not.toBe("");
});

function listening(file: string): Promise<() => void> {
  const server = createServer();
  return new Promise((resolve) => server.listen(file, () => resolve(() => server.close())));
}

it("whatever is typed into the file is accepted or refused with where it stands", () => {
  const rows = production.split("\n");
  const piece = fc.oneof(
    fc.constantFrom(
      "&a ",
      "*a",
      "? ",
      "- ",
      "[",
      "]",
      "{",
      "}",
      "|",
      ">",
      "%YAML 9\n",
      "---\n",
      "...\n",
      "\t",
      "!!",
      "#",
    ),
    fc.constantFrom("__proto__: 1", "constructor: {}", "? [a, b]\n: c", "<<: *a", "''", '"', "'", ": ", "\r", "\u2028"),
    fc.string({ unit: "binary", maxLength: 8 }),
  );
  const places = fc.array(fc.tuple(fc.nat(production.length), piece), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(places, (typed) => {
      const text = typed.reduce((so_far, [at, what]) => so_far.slice(0, at) + what + so_far.slice(at), production);
      for (const { where, what, remedy } of refused(text)) {
        expect(where).toMatch(/^config\/production\.yaml:[1-9]\d*$/);
        expect(Number(where.split(":")[1])).toBeLessThanOrEqual(rows.length + typed.join("").split("\n").length);
        expect([what, remedy]).not.toContain("");
      }
    }),
    { numRuns: 200 },
  );
});
