import type { Duration } from "./durations.ts";
import { idFrom, panelId } from "./ids.ts";
import type { Metric } from "./metric.ts";
import type { Signal } from "./signal.ts";
import type { Colour } from "./style.ts";
import type { Text } from "./text.ts";

/**
 * How a signal is drawn: its course, its states one after the other, its value now as a figure, the largest of its
 * series now as bars, or its series now as the lines of a table.
 */
export type View = "graph" | "states" | "figure" | "ranking" | "list";

/** What a panel may say beyond its signal. */
export interface PanelOptions {
  /** In place of the signal's own, where the panel shows more than that signal. */
  readonly title?: Text;
  /** Said in place of an empty panel, where a healthy platform has nothing to show. */
  readonly whenEmpty?: Text;
  /** Twice as high as usual: a list of many lines. */
  readonly tall?: true;
  /** Draws the same signal of so long ago beside it. */
  readonly against?: Duration;
  /** Drawn in the same graph, in the same unit: they are told apart by their titles. */
  readonly beside?: readonly Signal[];
  /** What values mean that are neither a quantity nor a yes or no, by the value. */
  readonly states?: Readonly<Record<number, State>>;
  /** How series are called and coloured, by the value of their only label. */
  readonly series?: Readonly<Record<string, State>>;
  /** A label of the series that is no name for people, and where their name is found. */
  readonly called?: Naming;
  /** The colours of signals that are drawn in one graph, by their names. */
  readonly signals?: Readonly<Record<string, Colour>>;
  /** The columns of a list in their order, by label, or by signal for its values; `value` is the first signal's. Other labels are hidden. */
  readonly columns?: Readonly<Record<string, Column>>;
  /** By which columns a list is sorted, the first deciding; else by the values of its first signal, the largest or oldest first. */
  readonly sortedBy?: readonly Sorting[];
  /** Drawn in its place where the environment does not measure its signal. */
  readonly orElse?: Panel;
  /** Where a click on a series leads: the dashboard whose domain is the value of the series' only label. */
  readonly leadsToDomain?: true;
}

/** A metric whose label `name` holds the name of what a series is about, the one of the same instance and `by`; it is shown in place of `label`. */
export interface Naming {
  readonly label: string;
  readonly by: string;
  readonly from: Metric;
  readonly name: string;
}

/** A word for a value, in the colour of what it means. */
export interface State {
  readonly text: Text;
  readonly colour: Colour;
}

/** A column of a list. */
export interface Column {
  readonly title: Text;
  readonly states?: Readonly<Record<string, State>>;
  /** Whether its values are names of alerts, which are called by their titles; the label `alertname` is without being told. */
  readonly namesAlerts?: true;
  /** The column, whose value is an anomaly's id, to whose page a click leads. */
  readonly leadsToAnomaly?: string;
}

/** A column, and whether its largest values come first. */
export interface Sorting {
  readonly column: string;
  readonly largestFirst: boolean;
}

/** A signal, and how it is drawn. */
export interface Panel extends PanelOptions {
  readonly signal: Signal;
  readonly view: View;
}

const drawnAs =
  (view: View) =>
  (signal: Signal, options: PanelOptions = {}): Panel => ({ ...options, signal, view });

/** A course over time. */
export const graph = drawnAs("graph");
/** Which state, and when it changed. */
export const states = drawnAs("states");
/** The latest value, large. */
export const figure = drawnAs("figure");
/** The latest values, the highest first. */
export const ranking = drawnAs("ranking");
/** A table: a line a series, its labels in columns. */
export const list = drawnAs("list");

/** The usual way to draw a signal: a yes or no by its states, anything else by its course. */
const usualView = ({ unit }: Signal): View => (unit.name === "bool" ? "states" : "graph");

/** A signal alone stands for its usual panel. */
export const panelOf = (entry: Panel | Signal): Panel =>
  "view" in entry ? entry : { signal: entry, view: usualView(entry) };

/** The usual panel of a signal has the id that messages link to; another view of it has one of its own. */
export const idOf = ({ signal, view }: Panel): number =>
  view === usualView(signal) ? panelId(signal) : idFrom(`${signal.name} as ${view}`);
