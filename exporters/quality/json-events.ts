import { Unusable } from "./unusable.ts";

export type Scalar = string | number | boolean | null;
/** Keys of objects and places in arrays, from the root to a value. */
export type Path = readonly (string | number)[];
export type Root = "object" | "array" | "scalar";

/** Bytes of a string or key that are kept. Screenshots and whole sources are longer, and nobody asks for them. */
const longestString = 8192;
/** What is seen in place of a longer one. */
export const tooLong = "…";
/** Far beyond any real report (Lighthouse: about 30), and small enough to be held. */
const deepest = 1000;

const [quote, backslash, openBrace, closeBrace, openBracket, closeBracket, comma, colon, lessThan] = [
  0x22, 0x5c, 0x7b, 0x7d, 0x5b, 0x5d, 0x2c, 0x3a, 0x3c,
];
const isSpace = (byte: number) => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
const numberForm = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;
const remedy =
  "write the tool's output alone into the file: `npm --silent run …`, standard error elsewhere, and no second document after it";

/**
 * Reads a JSON document piece by piece and tells its scalars in order, in memory that does not grow with the document. What
 * is empty within it, `{}` or `[]`, is told as null: an element that holds nothing is there all the same.
 *
 * @param see is given the path of each scalar; the array is the same one each time and is valid during the call only
 * @param largest bytes
 * @returns what the document is
 * @throws Unusable: `truncated` when it ends too early, `huge` when it is larger, `wrong` when it is not JSON
 */
export async function readJson(
  chunks: AsyncIterable<Uint8Array>,
  see: (path: Path, value: Scalar) => void,
  largest: number,
): Promise<Root> {
  const reader = createReader(see);
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > largest) throw tooLarge(largest);
    reader.read(chunk);
  }
  return reader.end();
}

/** @param largest bytes */
export const tooLarge = (largest: number) =>
  new Unusable(
    "huge",
    `it is larger than ${Math.floor(largest / 2 ** 20)} MiB`,
    "report fewer pages or files, or leave screenshots and sources out",
  );

function createReader(see: (path: Path, value: Scalar) => void) {
  // One entry a container that is open: the key or place of what is being read in it.
  const path: (string | number)[] = [];
  let expected: "value" | "value or ]" | "key" | "key or }" | "colon" | "comma or end" | "nothing" = "value";
  let root: Root = "scalar";
  let inside: "string" | "key" | "literal" | undefined;
  let escaped = false;
  let hasEscapes = false;
  let length = 0;
  let offset = 0;
  const text = Buffer.alloc(longestString);

  /** Where a second document begins. It is looked at too: of yarn's lines the last one may say what went wrong. */
  let second: number | undefined;
  const wrong = (what: string, at: number) =>
    second === undefined
      ? new Unusable("wrong", `it is not JSON: ${what} at byte ${at}`, remedy)
      : new Unusable("wrong", `it is not JSON: more after the document at byte ${second}`, remedy);
  const keep = (byte: number) => {
    if (length < longestString) text[length] = byte;
    length++;
  };
  const begin = (what: NonNullable<typeof inside>) => {
    inside = what;
    length = 0;
    hasEscapes = false;
  };
  const ended = () => {
    expected = path.length === 0 ? "nothing" : "comma or end";
  };

  const string = (at: number): string => {
    if (length > longestString) return tooLong;
    const raw = text.toString("utf8", 0, length);
    if (!hasEscapes) return raw;
    try {
      return JSON.parse(`"${raw}"`) as string;
    } catch {
      throw wrong("a wrong escape in a string that ends", at);
    }
  };
  const literal = (at: number): Scalar => {
    const raw = text.toString("utf8", 0, length);
    if (raw === "null") return null;
    if (raw === "true" || raw === "false") return raw === "true";
    if (length > longestString || !numberForm.test(raw)) throw wrong("something that is no value", at);
    return Number(raw);
  };
  const open = (first: string | number, next: typeof expected, at: number) => {
    if (path.length >= deepest) throw wrong(`more than ${deepest} levels`, at);
    if (path.length === 0 && second === undefined) root = typeof first === "number" ? "array" : "object";
    path.push(first);
    expected = next;
  };

  const closeEmpty = () => {
    path.pop();
    if (path.length > 0) see(path, null);
    ended();
  };

  const structure = (byte: number, at: number) => {
    if (byte === lessThan && path.length === 0 && second === undefined) {
      throw new Unusable(
        "wrong",
        "it is a page of the web or XML, not JSON",
        "see what answered in the place of the tool (a proxy or a login), or which of its formats it was told to write",
      );
    }
    if (byte === 0 || (at === 0 && (byte === 0xff || byte === 0xfe))) {
      throw new Unusable(
        "wrong",
        "it is UTF-16, as Windows PowerShell writes it, not UTF-8",
        "write it with `| Out-File -Encoding utf8`, or in PowerShell 7, cmd or bash",
      );
    }
    const innermost = path.at(-1);
    const inArray = typeof innermost === "number";
    switch (expected) {
      case "key or }":
      case "key":
        if (byte === quote) return begin("key");
        if (byte === closeBrace && expected === "key or }") return closeEmpty();
        break;
      case "colon":
        if (byte !== colon) break;
        expected = "value";
        return;
      case "comma or end":
        if (byte === comma) {
          if (inArray) path[path.length - 1] = innermost + 1;
          expected = inArray ? "value" : "key";
          return;
        }
        if (byte !== (inArray ? closeBracket : closeBrace)) break;
        path.pop();
        return ended();
      case "value or ]":
      case "value":
        if (byte === openBrace) return open("", "key or }", at);
        if (byte === openBracket) return open(0, "value or ]", at);
        if (byte === quote) return begin("string");
        if (byte === closeBracket && expected === "value or ]") return closeEmpty();
        if (byte === closeBracket || byte === closeBrace || byte === comma || byte === colon) break;
        begin("literal");
        return keep(byte);
      case "nothing":
        second ??= at;
        expected = "value";
        return structure(byte, at);
    }
    throw wrong(`${JSON.stringify(String.fromCharCode(byte))} instead of ${expected}`, at);
  };

  /** Of a literal: it ends with what follows it. */
  const endsLiteral = (byte: number) =>
    isSpace(byte) || byte === comma || byte === closeBrace || byte === closeBracket || byte === colon || byte === quote;
  const finishLiteral = (at: number) => {
    see(path, literal(at));
    inside = undefined;
    ended();
  };
  const readString = (byte: number, at: number) => {
    if (byte < 0x20) throw wrong("a control character in a string", at);
    if (escaped || byte !== quote) {
      hasEscapes ||= byte === backslash;
      escaped = !escaped && byte === backslash;
      return keep(byte);
    }
    const isKey = inside === "key";
    inside = undefined;
    if (isKey) {
      path[path.length - 1] = string(at);
      expected = "colon";
    } else {
      see(path, string(at));
      ended();
    }
  };

  return {
    read(chunk: Uint8Array): void {
      for (let place = 0; place < chunk.length; place++) {
        const byte = chunk[place] as number;
        const at = offset + place;
        if (inside === "string" || inside === "key") {
          readString(byte, at);
          continue;
        }
        if (inside === "literal") {
          if (!endsLiteral(byte)) {
            keep(byte);
            continue;
          }
          finishLiteral(at);
        }
        if (!isSpace(byte) && !isByteOrderMark(byte, at)) structure(byte, at);
      }
      offset += chunk.length;
    },
    end(): Root {
      if (inside === "literal" && path.length === 0) finishLiteral(offset);
      if (second !== undefined) throw wrong("more", second);
      if (expected === "nothing" && inside === undefined) return root;
      throw new Unusable(
        "truncated",
        offset === 0 ? "it is empty" : `it ends too early, after ${offset} bytes`,
        "the tool was stopped, or its disk was full: let it run again",
      );
    },
  };
}

/** UTF-8's, which some editors and shells write at a file's beginning. */
const isByteOrderMark = (byte: number, at: number) => at < 3 && byte === [0xef, 0xbb, 0xbf][at];
