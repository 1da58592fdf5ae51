import type { Locale } from "./text.ts";

/**
 * How a value is written for people: by the rule engine's templates for values that only it knows, and by us for the
 * limits known at generation. https://prometheus.io/docs/prometheus/latest/configuration/template_reference/
 */
export interface Unit {
  readonly name: string;
  /** The smallest and largest value that makes sense; examples stay inside. */
  readonly range: readonly [number, number];
  /** Go template action that writes `value`, a template expression such as `$value`. */
  template(value: string, locale: Locale): string;
  /** The same for a number known now. */
  text(value: number, locale: Locale): string;
}

const points = { fr: ",", en: "." } as const;
/** Four significant digits, as the engine's humanize functions write them. */
const digits = (value: number, locale: Locale) => String(Number(value.toPrecision(4))).replace(".", points[locale]);
/** The engine writes a decimal point; French readers expect a comma. */
const inLocale = (pipeline: string, locale: Locale) =>
  locale === "fr" ? `{{ ${pipeline} | reReplaceAll "\\\\." "," }}` : `{{ ${pipeline} }}`;

/** A share between 0 and 1, written in percent. */
export const ratio: Unit = {
  name: "ratio",
  range: [0, 1],
  template: (value, locale) => inLocale(`${value} | humanizePercentage | reReplaceAll "%$" " %"`, locale),
  text: (value, locale) => `${digits(value * 100, locale)} %`,
};

/** A time span in seconds, written in the two or three units that matter. */
export const seconds: Unit = {
  name: "seconds",
  range: [0, Number.POSITIVE_INFINITY],
  template: (value) => `{{ ${value} | humanizeDuration }}`,
  text: (value, locale) => {
    if (value < 1) return `${digits(value * 1000, locale)} ms`;
    if (value < 120) return `${digits(value, locale)} s`;
    if (value < 7200) return `${digits(value / 60, locale)} min`;
    return value < 172_800
      ? `${digits(value / 3600, locale)} h`
      : `${digits(value / 86_400, locale)} ${locale === "fr" ? "j" : "d"}`;
  },
};

/** A number of things, or of things a second. */
export const count: Unit = {
  name: "count",
  range: [0, Number.POSITIVE_INFINITY],
  template: (value, locale) => inLocale(`${value} | humanize`, locale),
  text: digits,
};

/** A number of whole things; of events, the engine counts a little more than there were (kit/kinds/event-count.ts). */
export const whole: Unit = {
  ...count,
  name: "whole",
  template: (value) => `{{ ${value} | printf "%.0f" }}`,
  text: (value) => String(Math.floor(value)),
};

/** Things a second. */
export const perSecond: Unit = {
  ...count,
  name: "per second",
  template: (value, locale) => `${count.template(value, locale)}/s`,
  text: (value, locale) => `${digits(value, locale)}/s`,
};

/** A size in bytes, written in powers of 1,024. */
export const bytes: Unit = {
  ...count,
  name: "bytes",
  template: (value, locale) => `${inLocale(`${value} | humanize1024`, locale)}${locale === "fr" ? "o" : "B"}`,
  text: (value, locale) => {
    const power = Math.min(4, Math.max(0, Math.floor(Math.log2(Math.max(1, value)) / 10)));
    return `${digits(value / 1024 ** power, locale)} ${["", "Ki", "Mi", "Gi", "Ti"][power]}${locale === "fr" ? "o" : "B"}`;
  },
};

/** Yes (1) or no (0). */
export const bool: Unit = { ...count, name: "bool", range: [0, 1] };
