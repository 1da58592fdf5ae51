import { element } from "../element.ts";
import { fieldOf } from "../fields.ts";
import { inkOf } from "../theme.ts";
import { type Drawn, newest } from "./drawn.ts";

type Cell = string | number | undefined;

/** The newest values of all queries, merged by their labels, with the columns that the panel keeps and names. */
export function drawTable({ panel, series, place }: Drawn): undefined {
  const several = (panel.targets?.length ?? 0) > 1;
  const lines = new Map<string, Record<string, Cell>>();
  for (const one of series) {
    const { __name__: _, ...labels } = one.labels;
    const key = JSON.stringify(labels);
    lines.set(key, { ...labels, ...lines.get(key), [several ? `Value #${one.refId}` : "Value"]: newest(one) });
  }
  const {
    excludeByName = {},
    indexByName = {},
    renameByName = {},
  } = panel.transformations?.find(({ id }) => id === "organize")?.options ?? {};
  const names = [...new Set([...lines.values()].flatMap((line) => Object.keys(line)))]
    .filter((name) => excludeByName[name] !== true)
    .sort((one, other) => (indexByName[one] ?? 99) - (indexByName[other] ?? 99));
  const columns = names.map((name, index) => ({ name, field: fieldOf(panel, renameByName[name] ?? name, index) }));

  const [sort] = panel.options?.sortBy ?? [];
  const by = columns.find(({ field }) => field.name === sort?.displayName)?.name;
  const rows = [...lines.values()];
  if (by !== undefined) rows.sort((one, other) => (sort?.desc ? -1 : 1) * compared(one[by], other[by]));

  const numeric = (name: string) => rows.some((row) => typeof row[name] === "number");
  place.append(
    element(
      "div",
      { class: "table", tabindex: "0" },
      element(
        "table",
        {},
        element(
          "thead",
          {},
          element(
            "tr",
            {},
            ...columns.map(({ name, field }) =>
              element("th", { scope: "col", class: numeric(name) ? "number" : undefined }, field.name),
            ),
          ),
        ),
        element(
          "tbody",
          {},
          ...rows.map((row) => element("tr", {}, ...columns.map(({ name, field }) => cellOf(row[name], field)))),
        ),
      ),
    ),
  );
}

function cellOf(value: Cell, field: ReturnType<typeof fieldOf>): HTMLElement {
  if (value === undefined || Number.isNaN(value)) return element("td", { class: "number" }, "–");
  const number = typeof value === "number";
  const mapped = number ? undefined : field.config.mappings?.map(({ options }) => options[value]).find(Boolean);
  const text = number ? field.text(value) : (mapped?.text ?? value);
  const coloured = field.config.custom?.cellOptions?.type === "color-text";
  const colour = number ? field.colourAt(value) : field.colourAt(value as unknown as number);
  return element("td", { class: number ? "number" : undefined, style: coloured ? `color:${inkOf(colour)}` : "" }, text);
}

const compared = (one: Cell, other: Cell) =>
  typeof one === "number" && typeof other === "number" ? one - other : String(one).localeCompare(String(other));
