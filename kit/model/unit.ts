import {
  durationPipeline,
  durationText,
  numberTemplate,
  numberText,
  pointPipeline,
  replaced,
  wholePipeline,
  wholeText,
} from "./figures.ts";
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

/** Four significant digits. */
const fourDigits = (value: number, locale: Locale) => {
  const digits = String(Number(value.toPrecision(4)));
  return locale === "fr" ? digits.replace(".", ",") : digits;
};

/** A share between 0 and 1, written in percent. */
export const ratio: Unit = {
  name: "ratio",
  range: [0, 1],
  template: (value, locale) => `{{ ${value} | humanizePercentage${replaced("%$", " %")}${pointPipeline(locale)} }}`,
  text: (value, locale) => `${fourDigits(value * 100, locale)} %`,
};

/** A time span in seconds, written in the two units that matter. */
export const seconds: Unit = {
  name: "seconds",
  range: [0, Number.POSITIVE_INFINITY],
  template: (value, locale) => `{{ ${value}${durationPipeline(locale)} }}`,
  text: durationText,
};

/** A number of things, or of things a second. */
export const count: Unit = {
  name: "count",
  range: [0, Number.POSITIVE_INFINITY],
  template: numberTemplate,
  text: numberText,
};

/** A number of whole things; of events, the engine counts a little more than there were (kit/kinds/event-count.ts). */
export const whole: Unit = {
  ...count,
  name: "whole",
  template: (value, locale) => `{{ ${value}${wholePipeline(locale)} }}`,
  text: (value, locale) => wholeText(Math.floor(value), locale),
};

/** Things a second. */
export const perSecond: Unit = {
  ...count,
  name: "per second",
  template: (value, locale) => `${count.template(value, locale)}/s`,
  text: (value, locale) => `${count.text(value, locale)}/s`,
};

/** A size in bytes, written in powers of 1,024. */
export const bytes: Unit = {
  ...count,
  name: "bytes",
  template: (value, locale) =>
    `{{ ${value} | humanize1024${replaced("ki$", "Ki")}${replaced("([KMGT]i)?$", ` \${1}${byteSign[locale]}`)}${pointPipeline(locale)} }}`,
  text: (value, locale) => {
    const power = Math.min(4, Math.max(0, Math.floor(Math.log2(Math.max(1, value)) / 10)));
    return `${fourDigits(value / 1024 ** power, locale)} ${["", "Ki", "Mi", "Gi", "Ti"][power]}${byteSign[locale]}`;
  },
};
const byteSign = { fr: "o", en: "B" } as const;

/** Yes (1) or no (0). */
export const bool: Unit = { ...count, name: "bool", range: [0, 1] };

/** Those that are known everywhere, by their names; a platform may have more. */
export const unitNamed = (name: string | undefined): Unit | undefined =>
  [ratio, seconds, count, whole, perSecond, bytes, bool].find((unit) => unit.name === name);
