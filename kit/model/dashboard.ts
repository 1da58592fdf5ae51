import type { Metric } from "./metric.ts";
import type { Panel } from "./panel.ts";
import { type Place, placeOfCall } from "./place.ts";
import type { Signal } from "./signal.ts";
import type { Text } from "./text.ts";

/** What a reader may choose: every panel whose series carry the label then shows the chosen values only. */
export interface Variable {
  readonly name: string;
  readonly title: Text;
  readonly label: string;
  /** A metric whose series have all the values of the label. */
  readonly from: Metric;
}

/** A titled part of a dashboard. */
export interface Row {
  readonly title: Text;
  /** Each line is as wide as the dashboard, shared evenly among its panels. */
  readonly lines: readonly (readonly (Panel | Signal)[])[];
}

/** `row({ fr: "Disques", en: "Disks" }, [diskUse, diskTimeLeft])` */
export const row = (title: Text, ...lines: readonly (readonly (Panel | Signal)[])[]): Row => ({ title, lines });

export interface DashboardDefinition {
  readonly title: Text;
  /** One sentence: the question that it answers. */
  readonly about: Text;
  /** Who looks at it, and when. */
  readonly readers: Text;
  /** How far it looks back when it is opened, such as `6h`. */
  readonly since: `${number}${"h" | "d"}`;
  /** What its reader may choose, beside the data source, the environment and the instance. */
  readonly variables?: readonly Variable[];
  readonly rows: readonly Row[];
  /** Signals of the domain that only serve others: nobody misses them. */
  readonly leavesOut?: readonly Signal[];
}

/** A declared dashboard. */
export interface Dashboard extends DashboardDefinition {
  /** A domain's name, or that of a dashboard across domains; its uid is `<platform>-<name>`. */
  readonly name: string;
  readonly place: Place;
}

/** Declares a dashboard. One that is named after a domain also shows, in a last row, what nobody placed in it. */
export function dashboard(name: string, definition: DashboardDefinition): Dashboard {
  return { ...definition, name, place: placeOfCall(dashboard) };
}
