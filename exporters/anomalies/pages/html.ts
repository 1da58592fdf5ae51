/** HTML that may stand in a page as it is. Only `html` makes it. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Value = string | number | Html | undefined | false | readonly Value[];

/**
 * A template whose values are text: whatever an alert or a person wrote shows as it was written. Values stand between tags,
 * or in an attribute within double quotation marks. A library of templates would add nothing but its size to these lines.
 */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  return new Html(parts.map((part, index) => part + textOf(values[index])).join(""));
}

function textOf(value: Value): string {
  if (value instanceof Html) return value.text;
  if (typeof value === "object") return value.map(textOf).join("");
  return value === undefined || value === false ? "" : escaped(String(value));
}

/** https://html.spec.whatwg.org/multipage/parsing.html: these end text or an attribute. Invisible characters turn what stands beside them. */
const escaped = (text: string): string =>
  text
    .replace(/[\p{Cf}\p{Cc}]/gu, (character) => (character === "\n" || character === "\t" ? character : ""))
    .replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
