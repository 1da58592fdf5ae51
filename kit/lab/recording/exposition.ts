/** A label's value by its name. */
export type Labels = Readonly<Record<string, string>>;

/** A series as an exposition names it. */
export interface SeriesName {
  readonly name: string;
  readonly labels: Labels;
}

/** A sample's series as it was met, and how the line goes on. */
interface Met<Known> {
  /** The text before the value, and the blank after it. */
  readonly begins: string;
  readonly known: Known;
  value: number;
  /** How the value was written. */
  written: string;
  /** What came after it the last time: programs write their lines in the same order again and again. */
  next: Met<Known> | undefined;
}

/**
 * Reads expositions of one target, again and again: calls `sample` with every value and with what its series is to the
 * caller, which is asked once for each series. Without timestamps and exemplars, which none of the platform's programs
 * write. https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
 */
export function createReader<Known>(
  meet: (series: string) => Known,
): (exposition: string, sample: (known: Known, value: number) => void) => void {
  const met = new Map<string, Met<Known>>();
  const first: Pick<Met<Known>, "next"> = { next: undefined };
  const find = (begins: string): Met<Known> => {
    const found = met.get(begins);
    if (found !== undefined) return found;
    // A copy: a piece of an exposition would keep the whole of it in memory.
    const copy = Buffer.from(begins).toString();
    const one: Met<Known> = {
      begins: copy,
      known: meet(copy.slice(0, -1)),
      value: Number.NaN,
      written: "",
      next: undefined,
    };
    met.set(copy, one);
    return one;
  };

  return (exposition, sample) => {
    let last = first;
    for (let start = 0; start < exposition.length; ) {
      const newline = exposition.indexOf("\n", start);
      const end = newline === -1 ? exposition.length : newline;
      if (end > start && exposition[start] !== "#") {
        let one = last.next;
        if (one === undefined || !exposition.startsWith(one.begins, start)) {
          const space = exposition.lastIndexOf(" ", end - 1);
          if (space <= start) throw new Error(`not a sample: ${exposition.slice(start, end)}`);
          one = find(exposition.slice(start, space + 1));
          last.next = one;
        }
        const from = start + one.begins.length;
        if (one.written.length !== end - from || !exposition.startsWith(one.written, from)) {
          one.written = exposition.slice(from, end);
          one.value = numberOf(one.written);
        }
        sample(one.known, one.value);
        last = one;
      }
      start = end + 1;
    }
  };
}

/** The samples of one exposition: the text before the value, and the value. */
export function samplesIn(exposition: string): (readonly [series: string, value: number])[] {
  const samples: (readonly [string, number])[] = [];
  createReader((series) => series)(exposition, (series, value) => samples.push([series, value]));
  return samples;
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
