import type { Metric } from "../kit/model/metric.ts";
import type { Text } from "../kit/model/text.ts";
import { api } from "../signals/metrics/api.ts";

/** What a reader may choose: every panel whose series carry the label then shows the chosen values only. */
export interface Variable {
  readonly name: string;
  readonly title: Text;
  readonly label: string;
  /** A metric whose series have all the values of the label. */
  readonly from: Metric;
}

export const route: Variable = {
  name: "route",
  title: { fr: "Route", en: "Route" },
  label: "path",
  from: api.requests,
};
