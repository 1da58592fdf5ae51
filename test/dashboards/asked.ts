import type { Dashboard, Panel } from "../../kit/preview/page/model.ts";
import { filledIn } from "../../kit/preview/page/prometheus.ts";

/** One query of a panel, as a reader's browser asks it. */
export interface Asked {
  readonly dashboard: Dashboard;
  readonly panel: Panel;
  readonly expr: string;
  readonly instant: boolean;
  /** `<uid> / <title of the panel> / <letter of the query>` */
  readonly name: string;
}

/** Every query of dashboards, with the variables at their usual values. */
export function queriesOf(dashboards: readonly Dashboard[]): Asked[] {
  return dashboards.flatMap((dashboard) => {
    const variables = dashboard.templating.list;
    const chosen = Object.fromEntries(variables.map(({ name, current }) => [name, [current.value]]));
    return dashboard.panels.flatMap((panel) =>
      (panel.targets ?? []).map(({ expr, instant, refId }) => ({
        dashboard,
        panel,
        expr: filledIn(expr, variables, chosen, 15),
        instant: instant === true,
        name: `${dashboard.uid} / ${panel.title} / ${refId}`,
      })),
    );
  });
}
