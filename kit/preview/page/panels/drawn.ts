import type { Dashboard, Panel } from "../model.ts";
import type { Series } from "../prometheus.ts";
import type { Period } from "../time.ts";

/** Something that happened, to be marked in a graph. */
export interface Event {
  readonly title: string;
  readonly colour: string;
  readonly from: number;
  readonly to: number;
}

/** What a panel is drawn from. */
export interface Drawn {
  readonly panel: Panel;
  readonly dashboard: Dashboard;
  readonly series: readonly Series[];
  readonly events: readonly Event[];
  readonly period: Period;
  /** The place to draw in, empty and of its final size. */
  readonly place: HTMLElement;
  /** An address of this page in place of one of Grafana's; `line` has what the columns of a list hold, by their titles. */
  readonly address: (
    url: string,
    labels: Readonly<Record<string, string>>,
    line?: Readonly<Record<string, string>>,
  ) => string;
}

/** The newest value of a series. */
export const newest = ({ points }: Series): number | undefined => points.at(-1)?.[1];
