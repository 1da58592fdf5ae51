import type { EnvironmentAlert } from "../model/environment.ts";
import type { Example, ExampleContext } from "../model/example.ts";
import { notation, type TestSeries } from "../model/series.ts";

/** A series of a rule test, as promtool reads it. */
export interface WrittenSeries {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/#series */
  readonly values: string;
  /** How many samples those are. */
  readonly length: number;
}

const anyInstance = "<instance>";
const written = new WeakMap<Example, Map<string, readonly WrittenSeries[]>>();

/**
 * The series of an example, and of the condition without which it means nothing. Environments that agree on a level differ in
 * the instance alone: what is long, samples over weeks, is made once.
 */
export function writtenSeries(
  { alert }: EnvironmentAlert,
  context: ExampleContext,
  example: Example,
): readonly WrittenSeries[] {
  const of = written.get(example) ?? new Map<string, readonly WrittenSeries[]>();
  written.set(example, of);
  const anywhere = { ...context, instance: anyInstance };
  const key = JSON.stringify([alert.name, anywhere]);
  const series =
    of.get(key) ??
    seriesOf(alert, anywhere, example).map(({ name, labels, samples }) => ({
      ...{ name, labels, values: notation(samples), length: samples.length },
    }));
  of.set(key, series);
  return series.map((one) => ({ ...one, labels: at(context.instance, one.labels) }));
}

const at = (instance: string, labels: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(labels).map(([label, value]) => [label, value.replaceAll(anyInstance, () => instance)]),
  );

function seriesOf(
  { on, onlyWhile }: EnvironmentAlert["alert"],
  context: ExampleContext,
  example: Example,
): readonly TestSeries[] {
  if ("series" in example) return example.series(context);
  const values = example.values(context);
  const behaviour = { values, interval: context.interval, labels: { instance: context.instance } };
  // An expression of no series at all, such as vector(1): time must pass all the same.
  const own = on.produce?.(behaviour) ?? [{ name: "time_passes", labels: {}, samples: values }];
  const taken = new Set(own.map(identity));
  const others = onlyWhile?.produce(behaviour) ?? [];
  return [...own, ...others.filter((series) => !taken.has(identity(series)))];
}

const identity = ({ name, labels }: TestSeries) => JSON.stringify([name, Object.entries(labels).sort()]);

/** A selector of exactly these labels, as promtool reads and compares it. */
export const selectorOf = (name: string, labels: Readonly<Record<string, string | undefined>>) =>
  `${name}{${Object.entries(labels)
    .map(([label, value]) => `${label}=${JSON.stringify(value)}`)
    .join(",")}}`;
