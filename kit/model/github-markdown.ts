/**
 * Text from alerts, users and pull requests in GitHub's Markdown: it says what it said, and does nothing. No mention, no
 * reference, no link, no markup, on one line.
 *
 * Entities keep the letters (https://spec.commonmark.org/0.31.2/#entity-and-numeric-character-references): GitHub looks for
 * mentions and references in the text after rendering, so that a zero-width space has to part them as well.
 *
 * @param longest in characters; the rest is an ellipsis
 */
export function inline(text: string, longest = 1000): string {
  return escaped(cut(flat(text), longest));
}

/** The same for text of several lines: each becomes a line of its own. */
export function lines(text: string, longest = 4000): string {
  return cut(text, longest)
    .split(/\r\n|\r|\n/)
    .map((line) => escaped(flat(line)))
    .join("  \n");
}

/**
 * As it is typed: a code span, in which nothing is a mention, a link, HTML or an end of the quotation
 * (https://spec.commonmark.org/0.31.2/#code-spans); our own marks, which are comments, are broken.
 */
export function code(text: string, longest = 1000): string {
  const content = cut(flat(text), longest).replaceAll("<!--", "<!\u2060--");
  if (content === "") return "";
  const fence = "`".repeat(1 + Math.max(0, ...[...content.matchAll(/`+/g)].map(([run]) => run.length)));
  const space = /^`|`$/.test(content) ? " " : "";
  return `${fence}${space}${content}${space}${fence}`;
}

/** An address that a person may click, or nothing: only http and https, without what could end the link. */
export function href(address: string | undefined): string | undefined {
  if (address === undefined || address.length > 2000) return undefined;
  try {
    const { protocol, href: normal } = new URL(address);
    if (protocol !== "http:" && protocol !== "https:") return undefined;
    return normal.replace(
      /[()<>\s"'`\\[\]|@]/g,
      (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
    );
  } catch {
    return undefined;
  }
}

/** Control characters and those that turn the direction of text. */
const invisible = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;
const flat = (text: string): string =>
  text
    .replace(/[\t\r\n]+/g, " ")
    .replace(invisible, "")
    .trim();

function cut(text: string, longest: number): string {
  const characters = [...text];
  return characters.length > longest ? `${characters.slice(0, longest - 1).join("")}…` : text;
}

const zeroWidth = "\u200b";
const escaped = (text: string): string =>
  text
    .replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/[\\`*_{}[\]!|~$]/g, "\\$&")
    .replace(/^(\d*)([-+=.)])/, "$1\\$2")
    // After the rest: the hash of an entity is no reference.
    .replace(/@/g, `@${zeroWidth}`)
    .replace(/(?<!&)#/g, `#${zeroWidth}`)
    // GH-12 becomes a reference too, a bare address a link, and 7 to 40 hexadecimal digits a commit.
    .replace(/\bGH(?=-\d)/gi, `$&${zeroWidth}`)
    .replace(/(https?|ftp)(?=:)/gi, `$1${zeroWidth}`)
    .replace(/www(?=\.)/gi, `$&${zeroWidth}`)
    .replace(/\b([0-9a-f]{3})([0-9a-f]{4,37})\b/gi, (whole, begin: string, rest: string) =>
      /\d/.test(whole) ? `${begin}${zeroWidth}${rest}` : whole,
    );
