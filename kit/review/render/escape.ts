/** Characters that turn the direction of what follows: they make text read otherwise than it is. https://trojansource.codes */
const directions = /[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;
const control = /[\p{Cc}\u2028\u2029]+/gu;

/**
 * Quotes a text in Markdown as GitHub renders it: as code, in which nothing is a mention, a link, HTML or an end of the
 * quotation. https://spec.commonmark.org/0.31.2/#code-spans @param most characters; longer texts are cut
 */
export function code(text: string, most = 300): string {
  const inside = cut(clean(text), most);
  if (inside === "") return "";
  const longest = Math.max(0, ...[...inside.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const space = /^[` ]|[` ]$/.test(inside) ? " " : "";
  return `${fence}${space}${inside}${space}${fence}`;
}

/**
 * A sentence that may hold anything, so that it renders as the characters that it is made of: every ASCII punctuation mark
 * is escaped, and what GitHub looks for in the rendered text (@people, #issues) is cut in two by a comment.
 */
export function prose(text: string, most = 500): string {
  return cut(clean(text), most)
    .replaceAll(/[!-/:-@[-`{-~]/g, (mark) => entities[mark] ?? `\\${mark}`)
    .replaceAll(/\\([@#])|(\bGH)(?=\\-)/g, "$&<!-- -->")
    .replaceAll(/www\./gi, "www\\.");
}

const entities: Readonly<Record<string, string>> = {
  "<": "&lt;",
  ">": "&gt;",
  "&": "&amp;",
  ",": ",",
  ".": ".",
  "'": "'",
  ";": ";",
};

const clean = (text: string) => text.replaceAll(directions, "").replaceAll(control, " ").trim();
const cut = (text: string, most: number) => (text.length <= most ? text : `${text.slice(0, most - 1)}…`);
