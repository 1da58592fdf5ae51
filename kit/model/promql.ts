import type { Metric, Part, Promql, Selection, Signal } from "./expression.ts";

export type { Promql } from "./expression.ts";

/** What may stand in a template: a list of labels becomes `a, b`; text (a duration, a matcher) stands as it is. */
type Value = Part | number | readonly string[];

/**
 * PromQL as text with values in it.
 * @example promql`1 - ${node.memoryAvailable} / ${node.memoryTotal}`
 */
export function promql(text: TemplateStringsArray, ...values: readonly Value[]): Promql {
  const parts = text.flatMap((chunk, index): Part[] => {
    const value = values[index];
    if (value === undefined) return [chunk];
    if (typeof value === "number") return [chunk, String(value)];
    if (Array.isArray(value)) return [chunk, value.join(", ")];
    return [chunk, value as Part];
  });
  return { parts };
}

/** The selector of `metric`, narrowed to its own job: another job's metric of the same name is never meant. */
export function selector(metric: Metric, matchers: readonly string[] = [], suffix = ""): Promql {
  return { parts: [{ metric, matchers, suffix }] };
}

function renderSelection({ metric, matchers, suffix }: Selection): string {
  const own = metric.job === "every" ? [] : [`job="${metric.job}"`];
  const all = [...own, ...matchers];
  return `${metric.name}${suffix}${all.length === 0 ? "" : `{${all.join(",")}}`}`;
}

/**
 * The text of an expression.
 * @param recorded the signals that have a recording rule: they appear under their name, all others as their expression.
 */
export function renderPromql(expression: Promql, recorded: ReadonlySet<Signal>): string {
  return expression.parts
    .map((part): string => {
      if (typeof part === "string") return part;
      if ("parts" in part) return renderPromql(part, recorded);
      if ("expr" in part) return recorded.has(part) ? part.name : `(${renderPromql(part.expr, recorded)})`;
      return renderSelection("matchers" in part ? part : { metric: part, matchers: [], suffix: "" });
    })
    .join("");
}

/** The signals that an expression uses directly. */
export function signalsIn(expression: Promql): Signal[] {
  return expression.parts.flatMap((part): Signal[] => {
    if (typeof part === "string") return [];
    if ("parts" in part) return signalsIn(part);
    return "expr" in part ? [part] : [];
  });
}

/** The metrics that an expression selects directly, each with what it is narrowed to. */
export function selectionsIn(expression: Promql): Selection[] {
  return expression.parts.flatMap((part): Selection[] => {
    if (typeof part === "string" || "expr" in part) return [];
    if ("parts" in part) return selectionsIn(part);
    return ["matchers" in part ? part : { metric: part, matchers: [], suffix: "" }];
  });
}
