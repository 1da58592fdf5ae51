import type { Panel, View } from "../../model/panel.ts";

/** Rows of Grafana's grid, of 30 pixels each; states are as high as their number of series asks. */
const heights: Readonly<Record<View, number>> = { graph: 8, states: 3, figure: 4, ranking: 7, list: 8 };
const heightOfSeveralStates = 4;

export function heightOf({ view, signal, tall }: Panel): number {
  const several = view === "states" && signal.per.some((label) => label !== "instance");
  return (several ? heightOfSeveralStates : heights[view]) * (tall ? 2 : 1);
}
