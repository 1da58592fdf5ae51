/** Grafana's palette. https://github.com/grafana/grafana/blob/main/packages/grafana-data/src/themes/createVisualizationColors.ts */
const palette: Readonly<Record<string, string>> = {
  red: "#F2495C",
  orange: "#FF9830",
  yellow: "#FADE2A",
  green: "#73BF69",
  blue: "#5794F2",
  purple: "#B877D9",
  "super-light-blue": "#C0D8FF",
  transparent: "#00000000",
};
/** What differs in the light theme, where text and lines need to be darker. */
const inLight: Readonly<Record<string, string>> = {
  orange: "#FF780A",
  yellow: "#E0B400",
  green: "#56A64B",
  blue: "#3274D9",
  purple: "#A352CC",
  red: "#E02F44",
};

const isDark = (): boolean => document.documentElement.dataset.theme !== "light";

export const colourOf = (name: string): string => (isDark() ? undefined : inLight[name]) ?? palette[name] ?? name;

/** A colour of the page's own style. */
export const styleOf = (variable: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(`--${variable}`).trim();

/** A colour that is partly transparent; `opacity` from 0 to 1. */
export function faded(colour: string, opacity: number): string {
  if (colour.length === 9) return colour;
  return (
    colour +
    Math.round(opacity * 255)
      .toString(16)
      .padStart(2, "0")
  );
}

/** The shades of a colour that Grafana gives to the series of a graph, one after the other. */
export function shade(name: string, index: number): string {
  const colour = colourOf(name);
  const place = index % 11;
  if (place === 0) return colour;
  const share = Math.ceil(place / 2) / 6;
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  const change = (channel = 0) =>
    place % 2 === 1 ? Math.min(255, channel + 255 * 0.35 * share) : Math.max(0, channel * (1 - 0.8 * share));
  return `#${[red, green, blue].map((one) => Math.round(change(one)).toString(16).padStart(2, "0")).join("")}`;
}

/** Black or white, whichever is read better on the colour. */
export function inkOn(colour: string): string {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  return red * 0.299 + green * 0.587 + blue * 0.114 > 150 ? "#111217" : "#ffffff";
}
