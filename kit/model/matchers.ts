/** A set of labels, such as an alert's. */
export type Labels = Readonly<Record<string, string>>;

/** One of Alertmanager's conditions on a label. A label that is missing counts as empty. */
export interface Matcher {
  readonly label: string;
  /** Whether the label must be one of the values, or none of them. */
  readonly is: boolean;
  readonly values: readonly string[];
}

/** The label is one of the values. */
export const oneOf = (label: string, ...values: readonly string[]): Matcher => ({ label, is: true, values });
/** The label is none of the values. */
export const noneOf = (label: string, ...values: readonly string[]): Matcher => ({ label, is: false, values });

/** The matchers that ask for exactly these labels. */
export const allOf = (labels: Labels): Matcher[] => Object.entries(labels).map(([label, value]) => oneOf(label, value));

/** `severity=~"critical|warning"`, as Alertmanager's configuration and PromQL both write it. */
export function matcherText({ label, is, values }: Matcher): string {
  const [first = ""] = values;
  return values.length === 1
    ? `${label}${is ? "=" : "!="}${JSON.stringify(first)}`
    : `${label}${is ? "=~" : "!~"}${JSON.stringify(values.map(literally).join("|"))}`;
}

/** Whether all of them hold of the labels. */
export const matches = (labels: Labels, matchers: readonly Matcher[]): boolean =>
  matchers.every(({ label, is, values }) => values.includes(labels[label] ?? "") === is);

const literally = (value: string) => value.replace(/[.+*?()[\]{}|\\^$]/g, "\\$&");
