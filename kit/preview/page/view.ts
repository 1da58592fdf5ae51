import type { Chosen } from "./prometheus.ts";

/** How the reader looks at a dashboard: kept in the address, as Grafana does. */
export interface View {
  readonly from: string;
  readonly to: string;
  readonly chosen: Chosen;
}
