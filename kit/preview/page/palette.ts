/** Grafana's palette. https://github.com/grafana/grafana/blob/main/packages/grafana-data/src/themes/createVisualizationColors.ts */
export const palette: Readonly<Record<string, string>> = {
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
export const inLight: Readonly<Record<string, string>> = {
  orange: "#FF780A",
  yellow: "#E0B400",
  green: "#56A64B",
  blue: "#3274D9",
  purple: "#A352CC",
  red: "#E02F44",
};
