import { readableOn } from "./contrast.ts";
import { inLight, palette } from "./palette.ts";

const isDark = (): boolean => document.documentElement.dataset.theme !== "light";

export const colourOf = (name: string): string => (isDark() ? undefined : inLight[name]) ?? palette[name] ?? name;

/** A colour of the page's own style. */
export const styleOf = (variable: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(`--${variable}`).trim();

/** A colour as text on a panel. */
export const inkOf = (colour: string): string => readableOn(styleOf("panel"), colour);

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
