import { element } from "./element.ts";
import type { Dashboard, Panel } from "./model.ts";
import type { Drawn, Event } from "./panels/drawn.ts";
import { drawFigures } from "./panels/figure.ts";
import { drawGraph } from "./panels/graph.ts";
import { drawRanking } from "./panels/ranking.ts";
import { drawStates } from "./panels/states.ts";
import { drawTable } from "./panels/table.ts";
import { ask, filledIn } from "./prometheus.ts";
import { periodOf } from "./time.ts";
import type { View } from "./view.ts";
import { words } from "./words.ts";

interface Shown {
  readonly panel: Panel;
  readonly dashboard: Dashboard;
  readonly view: View;
  readonly range: { readonly from: number; readonly to: number };
  readonly events: readonly Event[];
  readonly place: HTMLElement;
}

/** Draws, and says how to undo what the page cannot simply remove. */
type Drawer = (drawn: Drawn) => undefined | (() => void);

const drawers: Readonly<Record<Exclude<Panel["type"], "row">, Drawer>> = {
  timeseries: drawGraph,
  "state-timeline": drawStates,
  stat: drawFigures,
  bargauge: drawRanking,
  table: drawTable,
};

/** What a panel holds until it is drawn again. */
const held = new WeakMap<HTMLElement, () => void>();

/** Asks a panel's queries and draws the answers; what was drawn before stays until they are there. */
export async function showPanel({ panel, dashboard, view, range, events, place }: Shown): Promise<void> {
  if (panel.type === "row") return;
  if (place.childElementCount === 0) place.append(headingOf(panel, dashboard), element("div", { class: "body" }));
  const body = place.querySelector<HTMLElement>(".body");
  if (body === null) return;
  const period = periodOf(range, body.clientWidth, panel.interval);
  try {
    const answers = await Promise.all(
      (panel.targets ?? []).map((target) =>
        ask(target, filledIn(target.expr, dashboard.templating.list, view.chosen, period.step), period),
      ),
    );
    const series = answers.flat().filter(({ points }) => points.length > 0);
    held.get(body)?.();
    held.delete(body);
    body.replaceChildren();
    if (series.length === 0) {
      body.append(element("p", { class: "empty" }, panel.fieldConfig?.defaults.noValue ?? "No data"));
      return;
    }
    const address: Drawn["address"] = (url, labels, line = {}) => addressFrom(url, { labels, line }, view);
    const undo = drawers[panel.type]({ panel, dashboard, series, events, period, place: body, address });
    if (undo) held.set(body, undo);
  } catch (error) {
    body.replaceChildren(element("p", { class: "empty wrong" }, `${words.failed} ${String(error)}`));
  }
}

/** Grafana's variables of a data link, filled in. */
function addressFrom(
  url: string,
  { labels, line }: Readonly<Record<"labels" | "line", Readonly<Record<string, string>>>>,
  { from, to, chosen }: View,
): string {
  return url
    .replace(/\$\{__data\.fields\["([^"]+)"\]\}/g, (_, title: string) => encodeURIComponent(line[title] ?? ""))
    .replace(/\$\{__field\.labels\.(\w+)\}/g, (_, label: string) => labels[label] ?? "")
    .replace(/\$\{__url_time_range\}/, `${new URLSearchParams({ from, to })}`)
    .replace(/\$\{(\w+):queryparam\}/g, (_, name: string) =>
      (chosen[name] ?? []).map((value) => `var-${name}=${encodeURIComponent(value)}`).join("&"),
    );
}

function headingOf(panel: Panel, { uid }: Dashboard): HTMLElement {
  const links = (panel.links ?? []).map(({ title, url }) =>
    element("a", { href: url, rel: "noreferrer", target: "_blank" }, title),
  );
  const parameters = new URLSearchParams(location.search);
  parameters.set("viewPanel", String(panel.id));
  const title = element("a", { href: `/d/${uid}?${parameters}`, title: `${words.wide} ${panel.title}` }, panel.title);
  const explained = element(
    "div",
    { class: "explained", hidden: true },
    ...paragraphsOf(panel.description ?? ""),
    ...links,
  );
  const button = element(
    "button",
    {
      type: "button",
      class: "about",
      "aria-label": `${words.about} ${panel.title}`,
      "aria-expanded": "false",
      click: () => {
        explained.hidden = !explained.hidden;
        button.setAttribute("aria-expanded", String(!explained.hidden));
      },
    },
    "i",
  );
  const heading = element("div", { class: "heading" }, element("h3", {}, title), button, explained);
  heading.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape") return;
    explained.hidden = true;
    button.setAttribute("aria-expanded", "false");
    button.focus();
  });
  return heading;
}

/** The description's Markdown, as far as the generator writes it: paragraphs and links. */
function paragraphsOf(text: string): HTMLElement[] {
  return text.split("\n\n").map((paragraph) => {
    const parts = paragraph.split(/(\[[^\]]+\]\([^)]+\))/).map((part) => {
      const [, title, url] = /^\[([^\]]+)\]\(([^)]+)\)$/.exec(part) ?? [];
      return url === undefined ? part : element("a", { href: url, rel: "noreferrer", target: "_blank" }, title ?? url);
    });
    return element("p", {}, ...parts);
  });
}
