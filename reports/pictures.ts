import { type Html, html } from "../exporters/anomalies/pages/html.ts";
import type { Locale, Text } from "../kit/model/text.ts";
import type { Unit } from "../kit/model/unit.ts";

/** Of a picture, in its own units; it grows and shrinks with the page. */
const [width, height, left, bottom, top] = [640, 150, 56, 18, 10];

interface Picture {
  readonly title: Text;
  readonly unit: Unit;
  /** A value a day, from the first on. */
  readonly values: readonly (number | undefined)[];
  /** Drawn as a line across. */
  readonly objective?: number;
  /** Of the axis; by the values where nothing is said. */
  readonly least?: number;
  readonly most?: number;
  readonly locale: Locale;
}

/** Bars, one a day. A day without a value is grey, and its title says so. */
export function bars({ title, unit, values, objective, locale, ...axis }: Picture): Html {
  const known = [...values.filter((value) => value !== undefined), ...(objective === undefined ? [] : [objective])];
  const [least, most] = [axis.least ?? Math.min(0, ...known), axis.most ?? Math.max(...known, 0)];
  const reach = most - least || 1;
  const y = (value: number) =>
    height - bottom - ((Math.max(least, Math.min(most, value)) - least) / reach) * (height - bottom - top);
  const step = (width - left) / Math.max(1, values.length);
  const noData = locale === "fr" ? "pas de données" : "no data";
  const rows = values.map((value, index) => {
    const shown = value === undefined ? noData : unit.text(value, locale);
    const x = left + index * step;
    return html`<g><title>${index + 1}: ${shown}</title>${
      value === undefined
        ? html`<rect class="nothing" x="${round(x + 1)}" y="${top}" width="${round(step - 2)}" height="${height - bottom - top}"/>`
        : html`<rect class="bar" x="${round(x + 1)}" y="${round(Math.min(y(value), height - bottom - 1))}" width="${round(step - 2)}" height="${round(Math.max(1, height - bottom - y(value)))}"/>`
    }${(index % 5 === 4 || index === 0) && html`<text x="${round(x + step / 2)}" y="${height - 4}" text-anchor="middle">${index + 1}</text>`}</g>`;
  });
  return html`<figure><figcaption>${title[locale]}</figcaption>
<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${title[locale]}">
<text x="${left - 6}" y="${top + 4}" text-anchor="end">${unit.text(most, locale)}</text>
<text x="${left - 6}" y="${height - bottom}" text-anchor="end">${unit.text(least, locale)}</text>
<line class="axis" x1="${left}" y1="${height - bottom}" x2="${width}" y2="${height - bottom}"/>
${rows}
${objective !== undefined && html`<line class="promised" x1="${left}" y1="${round(y(objective))}" x2="${width}" y2="${round(y(objective))}"/>`}
</svg></figure>`;
}

const round = (value: number) => Math.round(value * 10) / 10;
