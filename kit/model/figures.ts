import { type Duration, seconds } from "./durations.ts";
import type { Locale } from "./text.ts";

/**
 * How figures are written for people: by us where they are known, and by Go's template language where only Prometheus or
 * Alertmanager knows them. Both ways write the same (test/kit/model/figures.test.ts asks the real rule engine).
 */

/** A pipeline of Go's template language that follows a value: ` | printf "%.3g"`. */
type Pipeline = string;

/** A string of Go's template language. */
export const goString = (text: string): string => JSON.stringify(text).replaceAll("`", "\\u0060");

/** Every match of a pattern in RE2 replaced; `$1` in the replacement is its first group. */
export const replaced = (pattern: string, replacement: string): Pipeline =>
  ` | reReplaceAll ${goString(pattern)} ${goString(replacement)}`;

/** The engine writes a decimal point; French readers expect a comma. */
export const pointPipeline = (locale: Locale): Pipeline => (locale === "fr" ? replaced("\\.", ",") : "");
const decimal = (text: string, locale: Locale) => (locale === "fr" ? text.replace(".", ",") : text);

/** Between thousands: a narrow space that is never broken, and a comma. */
const thousands: Readonly<Record<Locale, string>> = { fr: "\u202f", en: "," };

/** A whole number: `12 345`, `12,345`. */
export const wholeText = (value: number, locale: Locale): string =>
  value.toFixed(0).replace(/\B(?=(\d{3})+$)/g, thousands[locale]);
/** Of thousands and of millions; of what there are more, another unit is told. */
export const wholePipeline = (locale: Locale): Pipeline =>
  ' | printf "%.0f"' +
  replaced("(\\d)(\\d{3})$", `$1${thousands[locale]}$2`) +
  replaced(`(\\d)(\\d{3}${thousands[locale]})`, `$1${thousands[locale]}$2`);

/** A number: below a hundred three digits of it, above a whole one: `2,55`, `12 345`. */
export const numberText = (value: number, locale: Locale): string =>
  value < 100 ? decimal(String(Number(value.toPrecision(3))), locale) : wholeText(value, locale);
/** The same as an action. @param value an expression of the template, such as `$value`, which is a float */
export const numberTemplate = (value: string, locale: Locale): string =>
  `{{ if lt ${value} 100.0 }}{{ ${value} | printf "%.3g"${pointPipeline(locale)} }}{{ else }}{{ ${value}${wholePipeline(locale)} }}{{ end }}`;

const days: Readonly<Record<Locale, readonly [string, string]>> = { fr: ["jour", "jours"], en: ["day", "days"] };

/** A time span in its two units that matter: `145 ms`, `2,5 s`, `3 min 20 s`, `6 jours 23 h`. @param seconds at least 0 */
export function durationText(seconds: number, locale: Locale): string {
  const brief = (value: number) => decimal(String(Number(value.toPrecision(4))).replace(/(\.\d\d)\d+/, "$1"), locale);
  if (seconds !== 0 && seconds < 1) return `${brief(seconds * 1000)} ms`;
  if (seconds < 60) return `${brief(seconds)} s`;
  const [day, hour, minute] = [
    Math.floor(seconds / 86_400),
    Math.floor(seconds / 3600) % 24,
    Math.floor(seconds / 60) % 60,
  ];
  const two = (first: string, second: number, unit: string) => (second === 0 ? first : `${first} ${second} ${unit}`);
  if (day > 0) return two(`${day} ${days[locale][day > 1 ? 1 : 0]}`, hour, "h");
  if (hour > 0) return two(`${hour} h`, minute, "min");
  return two(`${minute} min`, Math.floor(seconds % 60), "s");
}

/** A declared time: `15 min`. */
export const spanText = (span: Duration, locale: Locale): string => durationText(seconds(span), locale);

/** The same, of seconds. humanizeDuration alone writes `6d 23h 46m 40s` and `2.018s`. */
export const durationPipeline = (locale: Locale): Pipeline =>
  " | humanizeDuration" +
  replaced("^(\\d+[dhm] \\d+[hms]).*", "$1") +
  replaced(" 0[hms]$", "") +
  replaced("(\\.\\d\\d)\\d+", "$1") +
  replaced("(\\d)m( |$)", "$1 min$2") +
  replaced("(\\d)(h|m?s)", "$1 $2") +
  replaced("^1d", `1 ${days[locale][0]}`) +
  replaced("(\\d)d", `$1 ${days[locale][1]}`) +
  pointPipeline(locale);
