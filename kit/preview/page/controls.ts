import { element } from "./element.ts";
import type { Dashboard, Variable } from "./model.ts";
import { clock, momentOf } from "./time.ts";
import type { View } from "./view.ts";
import { words } from "./words.ts";

export const periods = ["15m", "1h", "6h", "24h", "7d", "30d"];

interface Controls {
  readonly dashboard: Dashboard;
  /** The values that a variable may take, by its name. */
  readonly options: Readonly<Record<string, readonly string[]>>;
  readonly view: View;
  readonly changed: (change: Partial<View>) => void;
  /** The whole dashboard's address, where one panel is shown alone. */
  readonly back?: string;
}

/** The dashboard's question, its period and its variables. */
export function controls({ dashboard, options, view, changed, back }: Controls): HTMLElement {
  const [question = ""] = (dashboard.description ?? "").split("\n\n");
  let chosen = view.chosen;
  const choose = (variable: Variable, values: string[]) => {
    chosen = { ...chosen, [variable.name]: values };
    changed({ chosen });
  };
  const selects = dashboard.templating.list
    .filter(({ name, hide }) => name !== "datasource" && hide !== 2)
    .map((variable) => {
      const values = [
        ...(variable.includeAll ? ["$__all"] : []),
        ...(options[variable.name] ?? view.chosen[variable.name] ?? []),
      ];
      return choice(variable.label ?? variable.name, values, view.chosen[variable.name]?.[0] ?? "", (value) =>
        choose(variable, [value]),
      );
    });
  const current = view.to === "now" && view.from.startsWith("now-") ? view.from.slice("now-".length) : "";
  const given = periods.includes(current) ? periods : [current, ...periods];
  const span = momentOf(view.to, Date.now() / 1000) - momentOf(view.from, Date.now() / 1000);
  const since = `${words.since} ${clock(dashboard.timezone, span)(momentOf(view.from, Date.now() / 1000))}`;
  return element(
    "div",
    { class: "controls" },
    element("h1", {}, dashboard.title),
    // One panel answers its own question: the way back stands in the place of the dashboard's.
    element("p", { class: "question" }, back ? element("a", { href: back }, words.back) : question),
    ...selects,
    choice(
      words.period,
      given,
      current,
      (value) => {
        if (value !== "") changed({ from: `now-${value}`, to: "now" });
      },
      { "": since },
    ),
  );
}

function choice(
  label: string,
  values: readonly string[],
  current: string,
  chosen: (value: string) => void,
  names: Readonly<Record<string, string>> = { $__all: words.all },
): HTMLElement {
  const shown = (value: string) => names[value] ?? value;
  return element(
    "label",
    {},
    element("span", {}, label),
    element(
      "select",
      { change: ({ target }) => chosen((target as HTMLSelectElement).value) },
      ...values.map((value) => element("option", { value, selected: value === current }, shown(value))),
    ),
  );
}
