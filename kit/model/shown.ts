import type { Components } from "./alert.ts";
import type { Environment, ShownDashboard, ShownRow } from "./environment.ts";
import { panelId } from "./ids.ts";
import { idOf, type Panel, panelOf } from "./panel.ts";
import { readsOf } from "./reads.ts";
import type { Signal } from "./signal.ts";
import { words } from "./words.ts";

/** How many panels nobody placed stand in a line. */
const inALine = 2;

/**
 * The dashboards of an environment. What a domain declares, or tells alerts about, and no panel of its dashboard shows,
 * stands in a last row: a new alert needs no second edit, and the link in its message leads somewhere. A domain without
 * a dashboard gets one of that row alone.
 */
export function shownDashboards({
  platform: { signals, dashboards, components },
  config,
  alerts,
}: Pick<Environment, "platform" | "config" | "alerts">): ShownDashboard[] {
  const measured = (signal: Signal) =>
    [...readsOf(signal.expr).jobs.keys()].every((job) => config.jobs[job] !== undefined);
  const shown = dashboards.map(({ place: _, ...dashboard }): ShownDashboard => {
    const rows = dashboard.rows.map(({ title, lines }): ShownRow => {
      const kept = lines.map((line) => line.map(panelOf).flatMap((panel) => withoutUnmeasured(panel, measured)));
      return { title, lines: kept.filter((line) => line.length > 0) };
    });
    return { ...dashboard, rows };
  });
  const missing = [...signals.keys()].filter((domain) => !dashboards.some(({ name }) => name === domain));
  return [...shown, ...missing.map((domain) => withoutRows(domain, components))]
    .map((dashboard): ShownDashboard => {
      const domain = dashboard.name;
      const told = new Set(alerts.filter((one) => one.domain === domain).map(({ alert }) => alert.on));
      const more = unplaced(dashboard, [...(signals.get(domain) ?? []), ...told].filter(measured), told);
      return more.length === 0 ? dashboard : { ...dashboard, rows: [...dashboard.rows, moreRow(more)] };
    })
    .map((dashboard) => ({ ...dashboard, rows: dashboard.rows.filter(({ lines }) => lines.length > 0) }))
    .filter(({ rows }) => rows.length > 0);
}

function withoutUnmeasured(panel: Panel, measured: (signal: Signal) => boolean): Panel[] {
  if (!measured(panel.signal)) return panel.orElse ? withoutUnmeasured(panel.orElse, measured) : [];
  return [panel.beside ? { ...panel, beside: panel.beside.filter(measured) } : panel];
}

/** The signals that no panel shows; what somebody is told about needs one of its own, for the message to link to. */
function unplaced(dashboard: ShownDashboard, signals: readonly Signal[], told: ReadonlySet<Signal>): Signal[] {
  const panels = panelsOf(dashboard);
  const own = new Set(panels.map(idOf));
  const shown = new Set([...panels.flatMap(signalsOf), ...(dashboard.leavesOut ?? [])]);
  return [...new Set(signals)].filter(
    (signal) => !own.has(panelId(signal)) && (told.has(signal) || !shown.has(signal)),
  );
}

function moreRow(signals: readonly Signal[]): ShownRow {
  const lines = Array.from({ length: Math.ceil(signals.length / inALine) }, (_, line) =>
    signals.slice(line * inALine, (line + 1) * inALine).map(panelOf),
  );
  return { title: words.more, lines };
}

function withoutRows(domain: string, components: Components): ShownDashboard {
  const title = Object.values(components).find(({ name }) => name === domain)?.title;
  const name = title ?? { fr: domain, en: domain };
  return { name: domain, title: name, about: name, readers: name, since: "6h", rows: [] };
}

/** The signals that a panel draws. */
export const signalsOf = ({ signal, beside = [] }: Panel): Signal[] => [signal, ...beside];

/** Every panel of a dashboard, in reading order. */
export const panelsOf = ({ rows }: ShownDashboard): Panel[] => rows.flatMap(({ lines }) => lines.flat());
