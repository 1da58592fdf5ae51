/**
 * The expression of a matcher, as Prometheus and Alertmanager take it: RE2, for the whole of a value, beginning with its flags where it has some.
 * https://github.com/google/re2/wiki/Syntax
 * @throws SyntaxError where JavaScript cannot read it
 */
export function anchored(expression: string): RegExp {
  const [whole = "", flags = ""] = /^\(\?([ims]+)\)/.exec(expression) ?? [];
  return new RegExp(`^(?:${expression.slice(whole.length)})$`, [...new Set(`s${flags}`)].join(""));
}
