import type { Unit } from "../../../kit/model/unit.ts";
import type { Locale } from "../sheet.ts";
import { type Html, html } from "./html.ts";
import { moment, say } from "./words.ts";

type Samples = readonly (readonly [seconds: number, value: number])[];

const size = { width: 400, height: 170, left: 6, right: 6, top: 22, bottom: 24 } as const;
/** A gap of so many usual steps is one: the line breaks. */
const gap = 3;

interface Drawn {
  /** Of the anomaly, in ms. */
  readonly beginning: number;
  /** Of the signal; figures stand alone where nobody knows it. */
  readonly unit: Unit | undefined;
  readonly locale: Locale;
  readonly now: Date;
}

/** A signal over time, with a line where the anomaly began; nothing without values. */
export function graph(series: readonly Samples[], { beginning, unit, locale, now }: Drawn): Html | undefined {
  const all = series.flat();
  const [first] = all;
  if (first === undefined) return undefined;
  let [from, to, low, high] = [first[0], first[0], first[1], first[1]];
  for (const [at, value] of all) {
    from = Math.min(from, at);
    to = Math.max(to, at);
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const { width, height, left, right, top, bottom } = size;
  const x = (at: number) => left + ((at - from) / (to - from || 1)) * (width - left - right);
  const y = (value: number) => height - bottom - ((value - low) / (high - low || 1)) * (height - top - bottom);
  const point = ([at, value]: Samples[number]) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`;
  const lines = series.flatMap((samples, index) =>
    unbroken(samples).map(
      (part) => html`<polyline class="${"abcd"[index % 4] ?? ""}" points="${part.map(point).join(" ")}"/>`,
    ),
  );
  const begin = beginning / 1000;
  const figure = (value: number) => unit?.text(value, locale) ?? plainFigure(value, locale);
  const clock = (at: number) => moment(at * 1000, locale, now);
  const described = say.curveOf[locale]
    .replace("{from}", clock(from))
    .replace("{to}", clock(to))
    .replace("{low}", figure(low))
    .replace("{high}", figure(high));
  const floor = height - bottom;
  const mark =
    begin >= from &&
    begin <= to &&
    html`<line class="begin" x1="${x(begin)}" x2="${x(begin)}" y1="${top}" y2="${floor}"/>`;
  return html`<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${described}">
<line class="axis" x1="${left}" x2="${width - right}" y1="${top}" y2="${top}"/><line class="axis" x1="${left}" x2="${width - right}" y1="${floor}" y2="${floor}"/>
${mark}${lines}
<text x="${left}" y="${top - 7}">${figure(high)}</text><text x="${left + 4}" y="${floor - 6}">${figure(low)}</text>
<text x="${left}" y="${height - 6}">${clock(from)}</text><text x="${width - right}" y="${height - 6}" text-anchor="end">${clock(to)}</text>
</svg>`;
}

/** Parts without a gap. */
function unbroken(samples: Samples): Samples[] {
  const steps = samples.slice(1).map(([at], index) => at - (samples[index]?.[0] ?? at));
  const usual = Math.min(...steps);
  const parts: [number, number][][] = [[]];
  for (const [index, [at, value]] of samples.entries()) {
    if (index > 0 && (steps[index - 1] ?? 0) > gap * usual) parts.push([]);
    parts.at(-1)?.push([at, value]);
  }
  return parts;
}

const plainFigure = (value: number, locale: Locale): string =>
  value.toLocaleString(locale === "fr" ? "fr-FR" : "en-GB", { maximumSignificantDigits: 3 });
