import { prometheusAt } from "../kit/model/prometheus.ts";
import type { Dashboard, Panel } from "../kit/preview/page/model.ts";
import { filledIn } from "../kit/preview/page/prometheus.ts";
import { periodOf } from "../kit/preview/page/time.ts";

/** Points that a graph of usual width asks for. */
export const width = 600;

/** What one query cost, as the engine itself says. */
export interface Cost {
  /** `<title of the dashboard> / <title of the panel> / <letter>` */
  readonly name: string;
  readonly series: number;
  /** Read, at all steps together. */
  readonly samples: number;
  /** Seconds. */
  readonly engine: number;
}

/** The usual value of each variable. Dashboards that are not ours may have variables without one. */
export const usual = ({ templating }: Dashboard): Record<string, string[]> =>
  Object.fromEntries(templating.list.map(({ name, current }) => [name, [current?.value ?? ""].flat()]));

/** Every panel, also those of folded rows. */
export const everyPanel = ({ panels }: Dashboard): Panel[] =>
  panels.flatMap((panel) => [panel, ...((panel as { panels?: Panel[] }).panels ?? [])]);

/**
 * Asks what opening a dashboard asks, one query after the other.
 * @param options.span shown period in seconds, which ends at `to` (seconds since 1970)
 */
export async function open(
  prometheus: string,
  dashboard: Dashboard,
  { chosen, span, to }: { chosen: Readonly<Record<string, string[]>>; span: number; to: number },
): Promise<Cost[]> {
  // The first look at a year takes its time.
  const { evaluate } = prometheusAt(prometheus, 120_000);
  const costs: Cost[] = [];
  for (const { title, targets = [], interval } of everyPanel(dashboard)) {
    const period = periodOf({ from: to - span, to }, width, interval);
    for (const { expr, instant, refId } of targets) {
      const query = filledIn(expr, dashboard.templating.list, chosen, period.step);
      const at: Record<string, string> = instant
        ? { time: String(to) }
        : { start: String(period.from), end: String(period.to), step: String(period.step) };
      const { series, read, engine } = await evaluate(instant ? "query" : "query_range", {
        query,
        ...at,
        stats: "all",
      });
      costs.push({ name: `${dashboard.title} / ${title} / ${refId}`, series: series.length, samples: read, engine });
    }
  }
  return costs;
}
