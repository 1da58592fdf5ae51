/**
 * Grafana's own formatting of values, for the units that our dashboards use. It gives the texts of `@grafana/data`
 * 10.4 and 13.2, which agree (the tests compare with their output); that package itself needs another React than
 * cdktf-cli does, and 100 others. https://github.com/grafana/grafana/tree/main/packages/grafana-data/src/valueFormats
 */
export function formatValue(value: number, unit: string, decimals?: number): string {
  if (Number.isNaN(value)) return "NaN";
  const formatted = formats[unit]?.(value, decimals);
  if (formatted !== undefined) return formatted;
  const suffix = unit.startsWith("suffix:") ? ` ${unit.slice("suffix:".length)}` : "";
  return fixed(value, decimals) + suffix;
}

/**
 * The same as a panel shows it: zeros at the end of a fraction are left out where the panel asks for no decimals.
 * https://github.com/grafana/grafana/blob/main/packages/grafana-data/src/field/displayProcessor.ts
 * @param guessed decimals that an axis thinks right
 */
export function shownValue(value: number, unit: string, decimals?: number, guessed?: number): string {
  const text = formatValue(value, unit, decimals ?? guessed);
  return decimals === undefined && unit !== "dateTimeFromNow"
    ? text.replace(/(\d)(?:\.0+|(\.\d*?[1-9])0+)(?!\d)/, "$1$2")
    : text;
}

type Format = (value: number, decimals?: number) => string;

const formats: Readonly<Record<string, Format>> = {
  none: fixed,
  short: scaled(1000, ["", " K", " Mil", " Bil", " Tri", " Quadr", " Quint", " Sext", " Sept"]),
  percent: (value, decimals) => `${fixed(value, decimals)}%`,
  percentunit: (value, decimals) => `${fixed(value * 100, decimals)}%`,
  bytes: scaled(1024, [" B", " KiB", " MiB", " GiB", " TiB", " PiB"]),
  Bps: perSecond,
  s: span,
  dateTimeFromNow: (value) => fromNow(value, Date.now()),
};

/** As many decimals as the size of the value makes sensible, unless they are given. */
function fixed(value: number, decimals: number = sensibleDecimals(value)): string {
  if (!Number.isFinite(value)) return value.toLocaleString();
  if (value === 0) return value.toFixed(decimals);
  const factor = decimals > 0 ? 10 ** decimals : 1;
  const text = String(Math.round(value * factor) / factor);
  if (text.includes("e")) return text;
  const present = text.split(".")[1]?.length ?? 0;
  if (present >= decimals) return text;
  return (present > 0 ? text : `${text}.`) + "0".repeat(decimals - present);
}

function sensibleDecimals(value: number): number {
  if (value % 1 === 0) return 0;
  const power = -Math.floor(Math.log(Math.abs(value)) / Math.LN10) + 1;
  const leading = Math.abs(value) / 10 ** -power;
  return Math.max(0, leading > 2.25 ? power + 1 : power);
}

function scaled(factor: number, units: readonly string[]): Format {
  return (value, decimals) => {
    let step = 0;
    let rest = value;
    while (Math.abs(rest) >= factor && step < units.length - 1) {
      step++;
      rest /= factor;
    }
    return fixed(rest, decimals) + units[step];
  };
}

function perSecond(value: number, decimals?: number): string {
  const small = value !== 0 && Math.abs(value) < 1;
  if (small && Math.abs(value) >= 1e-3) return `${fixed(value * 1e3, decimals)} mB/s`;
  if (small) return `${fixed(value * 1e6, decimals)} µB/s`;
  return scaled(1000, [" B/s", " kB/s", " MB/s", " GB/s", " TB/s"])(value, decimals);
}

const spans: readonly [below: number, divisor: number, unit: string][] = [
  [1e-6, 1e-9, " ns"],
  [1e-3, 1e-6, " µs"],
  [1, 1e-3, " ms"],
  [60, 1, " s"],
  [3600, 60, " min"],
  [86_400, 3600, " hour"],
  [604_800, 86_400, " day"],
  [31_536_000, 604_800, " week"],
  [Number.POSITIVE_INFINITY, 31_556_900, " year"],
];

function span(value: number, decimals?: number): string {
  if (value === 0) return "0 s";
  const [, divisor, unit] = spans.find(([below]) => Math.abs(value) < below) ?? [0, 1, " s"];
  const amount = value / divisor;
  const plural = divisor >= 60 && Math.abs(amount) !== 1;
  return fixed(amount, decimals) + unit + (plural ? "s" : "");
}

const moments: readonly [below: number, divisor: number, unit: Intl.RelativeTimeFormatUnit][] = [
  [60, 1, "second"],
  [3600, 60, "minute"],
  [86_400, 3600, "hour"],
  [Number.POSITIVE_INFINITY, 86_400, "day"],
];

/** How long ago a moment in milliseconds was. */
function fromNow(moment: number, now: number): string {
  const seconds = (moment - now) / 1000;
  const [, divisor, unit] = moments.find(([below]) => Math.abs(seconds) < below) ?? [0, 1, "second"];
  const words = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });
  return words.format(Math.round(seconds / divisor), unit as Intl.RelativeTimeFormatUnit);
}
