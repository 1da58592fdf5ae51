/** Ratios of WCAG 2.2, from 1 to 21. https://www.w3.org/TR/WCAG22/#contrast-minimum */

/** What text needs to be read by everybody. */
export const enough = 4.5;

const channels = (colour: string) => [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));

/** https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channels(colour).map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** @param one as `#rrggbb`, as the other one */
export function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

/** Black or white, whichever is read better on the colour: one of them always is enough. */
export const inkOn = (colour: string): string =>
  contrast("#000000", colour) >= contrast("#ffffff", colour) ? "#000000" : "#ffffff";

/** The colour as text on a background: as it is, or as much nearer to black or white as it takes to be read. */
export function readableOn(background: string, colour: string): string {
  const goal = channels(inkOn(background));
  for (let share = 0; share < 1; share += 0.05) {
    const mixed = channels(colour).map((channel, index) =>
      Math.round(channel + ((goal[index] ?? 0) - channel) * share),
    );
    const text = `#${mixed.map((one) => one.toString(16).padStart(2, "0")).join("")}`;
    if (contrast(text, background) >= enough) return text;
  }
  return inkOn(background);
}
