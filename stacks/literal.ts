/**
 * Text as Terraform must be given it to mean itself: every string of the synthesized JSON is a template, in which `${`
 * and `%{` begin an expression and are doubled to stand for themselves.
 * https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences-1
 * Only for text without CDKTF tokens. Files need none of this: they travel as assets.
 */
export function literal(text: string): string {
  // A function, because "$$" in a replacement string means one "$".
  return text.replace(/[$%]\{/g, (opening) => `${opening.charAt(0)}${opening}`);
}

/** The same for every string in a value made of plain objects and lists. */
export function literally<T>(value: T): T {
  if (typeof value === "string") return literal(value) as T;
  if (Array.isArray(value)) return value.map(literally) as T;
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, literally(inner)])) as T;
}

/** The opposite: text that Terraform evaluates, such as `self.exit_code == 0`. */
export function evaluated(expression: string): string {
  return `\${${expression}}`;
}
