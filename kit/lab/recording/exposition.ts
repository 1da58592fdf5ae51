/** A label's value by its name. */
export type Labels = Readonly<Record<string, string>>;

/** A series as an exposition names it. */
export interface SeriesName {
  readonly name: string;
  readonly labels: Labels;
}

/**
 * The lines of an exposition that are samples: the text before the value, and the value. Without timestamps and exemplars, which
 * none of the platform's programs write. https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
 */
export function* samplesIn(exposition: string): Generator<readonly [series: string, value: number]> {
  for (let start = 0; start < exposition.length; ) {
    const newline = exposition.indexOf("\n", start);
    const end = newline === -1 ? exposition.length : newline;
    if (end > start && exposition[start] !== "#") {
      const space = exposition.lastIndexOf(" ", end - 1);
      if (space <= start) throw new Error(`not a sample: ${exposition.slice(start, end)}`);
      yield [exposition.slice(start, space), numberOf(exposition.slice(space + 1, end))];
    }
    start = end + 1;
  }
}

function numberOf(text: string): number {
  if (text === "+Inf" || text === "Inf") return Number.POSITIVE_INFINITY;
  if (text === "-Inf") return Number.NEGATIVE_INFINITY;
  return Number(text);
}

const pair = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g;

/** Takes the text before a value apart. Throws when it is not the name of a series. */
export function seriesName(text: string): SeriesName {
  const match = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})?$/s.exec(text);
  if (match === null) throw new Error(`not the name of a series: ${text}`);
  const labels = [...(match[2] ?? "").matchAll(pair)].map(([, label = "", value = ""]) => [label, unescaped(value)]);
  return { name: match[1] ?? "", labels: Object.fromEntries(labels) };
}

/** A series as PromQL and the exposition write it, its labels in alphabetical order. */
export function textOf({ name, labels }: SeriesName): string {
  const pairs = Object.keys(labels)
    .sort()
    .map((label) => `${label}=${JSON.stringify(labels[label])}`);
  return `${name}{${pairs.join(",")}}`;
}

/** One line of an exposition. */
export function sampleLine(name: string, labels: Labels, value: number): string {
  return Object.keys(labels).length === 0 ? `${name} ${value}` : `${textOf({ name, labels })} ${value}`;
}

function unescaped(value: string): string {
  return value.replace(/\\(.)/g, (_, character: string) => (character === "n" ? "\n" : character));
}

const moments =
  /(_timestamp_seconds|_start_time_seconds|_boot_time_seconds|_mtime_seconds|^node_time_seconds|_cert_expiry(_seconds)?)$/;

/** Whether the values of a metric are moments, in seconds since the epoch. */
export function tellsMoment(name: string): boolean {
  return moments.test(name);
}
