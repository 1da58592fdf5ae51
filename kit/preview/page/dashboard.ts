import { controls, periods } from "./controls.ts";
import { element } from "./element.ts";
import type { Annotation, Dashboard, Panel } from "./model.ts";
import type { Event } from "./panels/drawn.ts";
import { ask, filledIn, valuesOf } from "./prometheus.ts";
import { showPanel } from "./shown-panel.ts";
import { momentOf, periodOf } from "./time.ts";
import type { View } from "./view.ts";

/** Shows a dashboard, and draws it again every time that its `refresh` has passed or something else was chosen. */
export async function showDashboard(dashboard: Dashboard, parameters: URLSearchParams): Promise<void> {
  let view: View = {
    from: parameters.get("from") ?? (await sinceThereAreData(dashboard.time.from)),
    to: parameters.get("to") ?? dashboard.time.to,
    chosen: {},
  };
  const options: Record<string, string[]> = {};
  for (const variable of dashboard.templating.list) {
    const asked = parameters.getAll(`var-${variable.name}`);
    const usual = asked.length > 0 ? asked : [variable.current.value];
    if (typeof variable.query === "string") view = { ...view, chosen: { ...view.chosen, [variable.name]: usual } };
    else {
      const query = filledIn(variable.query.query, dashboard.templating.list, view.chosen, 60);
      const found = await valuesOf(query).catch((): string[] => []);
      options[variable.name] = found;
      // As Grafana: a value that does not exist gives way to the first that does.
      const valid = usual.every((value) => value === "$__all" || found.includes(value)) || found.length === 0;
      view = { ...view, chosen: { ...view.chosen, [variable.name]: valid ? usual : found.slice(0, 1) } };
    }
  }

  const only = Number(/(\d+)$/.exec(parameters.get("viewPanel") ?? "")?.[1]);
  const main = element("main", { id: "panels", tabindex: "-1", class: only > 0 ? "single" : undefined });
  const shown = dashboard.panels.filter((panel) => !(only > 0) || panel.id === only);
  const places = shown.map((panel) => ({ panel, place: placeOf(panel) }));
  main.append(...places.map(({ place }) => place));
  const changed = (change: Partial<View>) => {
    view = { ...view, ...change };
    history.replaceState(null, "", addressOf(view, parameters));
    void draw();
  };
  document.body.append(
    controls({
      dashboard,
      options,
      view,
      changed,
      ...(only > 0 && { back: `/d/${dashboard.uid}${location.search.replace(/[?&]viewPanel=[^&]*/, "")}` }),
    }),
    main,
  );

  const draw = async () => {
    const now = Date.now() / 1000;
    const range = { from: momentOf(view.from, now), to: momentOf(view.to, now) };
    const events = await eventsOf(dashboard, view, range);
    await Promise.all(
      places
        .filter(({ panel }) => panel.type !== "row")
        .map(({ panel, place }) => showPanel({ panel, dashboard, view, range, events, place })),
    );
    document.documentElement.dataset.drawn = String(Number(document.documentElement.dataset.drawn ?? 0) + 1);
  };
  document.addEventListener("redraw", () => void draw());
  addEventListener(
    "resize",
    debounced(() => void draw(), 150),
  );
  await draw();
  const every = Number.parseInt(dashboard.refresh ?? "0", 10);
  if (every > 0)
    setInterval(() => document.visibilityState === "visible" && view.to === "now" && void draw(), every * 1000);
}

/**
 * The usual period, or the shortest that shows all there is where Prometheus has been watching for less: in the first minutes
 * six hours are an empty graph.
 */
async function sinceThereAreData(usual: string): Promise<string> {
  const now = Date.now() / 1000;
  const from = momentOf(usual, now);
  const expr = "count(up)";
  const watched = await ask({ refId: "A", expr }, expr, periodOf({ from, to: now }, 600)).catch(() => []);
  const first = watched[0]?.points[0]?.[0] ?? from;
  const shorter = periods.map((period) => `now-${period}`).find((period) => momentOf(period, now) <= first);
  return shorter === undefined || momentOf(shorter, now) <= from ? usual : shorter;
}

function placeOf(panel: Panel): HTMLElement {
  const { x, y, w, h } = panel.gridPos;
  const style = `--x:${x + 1};--y:${y + 1};--w:${w};--h:${h}`;
  if (panel.type === "row") return element("h2", { style, class: "row" }, panel.title);
  return element("section", {
    style,
    id: `panel-${panel.id}`,
    class: `panel ${panel.type}`,
    "aria-label": panel.title,
  });
}

function addressOf({ from, to, chosen }: View, parameters: URLSearchParams): string {
  const next = new URLSearchParams(parameters);
  next.set("from", from);
  next.set("to", to);
  for (const [name, values] of Object.entries(chosen)) {
    next.delete(`var-${name}`);
    for (const value of values) next.append(`var-${name}`, value);
  }
  return `${location.pathname}?${next}`;
}

/** What the dashboard's annotations mark in the period. */
async function eventsOf(dashboard: Dashboard, { chosen }: View, range: { from: number; to: number }): Promise<Event[]> {
  const period = periodOf(range, 600);
  const found = dashboard.annotations.list
    .filter(({ enable, expr }) => enable && expr)
    .map(async (annotation) => {
      const expr = filledIn(annotation.expr, dashboard.templating.list, chosen, period.step);
      const series = await ask({ refId: "A", expr, legendFormat: annotation.titleFormat }, expr, period).catch(
        () => [],
      );
      return series.flatMap(({ name, points }) => stretchesOf(points, annotation, name, period.step));
    });
  return (await Promise.all(found)).flat();
}

function stretchesOf(
  points: readonly (readonly [number, number])[],
  { useValueForTime, iconColor, name: kind }: Annotation,
  name: string,
  step: number,
): Event[] {
  const event = (from: number, to: number) => ({ title: name || kind, colour: iconColor, from, to });
  if (useValueForTime) return [...new Set(points.map(([, value]) => value / 1000))].map((time) => event(time, time));
  return points.reduce((events: Event[], [time]) => {
    const last = events.at(-1);
    if (last !== undefined && time - last.to <= step * 1.5) events[events.length - 1] = { ...last, to: time };
    else events.push(event(time, time));
    return events;
  }, []);
}

function debounced(action: () => void, wait: number): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(action, wait);
  };
}
