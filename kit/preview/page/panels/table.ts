import { element } from "../element.ts";
import { type Field, fieldOf } from "../fields.ts";
import { inkOf } from "../theme.ts";
import { type Drawn, newest } from "./drawn.ts";

type Cell = string | number | undefined;
type Line = Readonly<Record<string, Cell>>;

/** The newest values of all queries, merged by their labels, with the columns that the panel keeps and names. */
export function drawTable({ panel, series, place, address }: Drawn): undefined {
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

  const sorts = (panel.options?.sortBy ?? []).flatMap(({ displayName, desc }) => {
    const by = columns.find(({ field }) => field.name === displayName)?.name;
    return by === undefined ? [] : [(one: Line, other: Line) => (desc ? -1 : 1) * compared(one[by], other[by])];
  });
  const rows = [...lines.values()].sort((one, other) =>
    sorts.reduce((order, sort) => (order === 0 ? sort(one, other) : order), 0),
  );

  const numeric = ({ name, field }: (typeof columns)[number]) =>
    field.config.mappings === undefined && rows.some((row) => typeof row[name] === "number");
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
            ...columns.map((one) =>
              element("th", { scope: "col", class: numeric(one) ? "number" : undefined }, one.field.name),
            ),
          ),
        ),
        element(
          "tbody",
          {},
          ...rows.map((row) => {
            const told = Object.fromEntries(columns.map(({ name, field }) => [field.name, String(row[name] ?? "")]));
            const linked = ({ field }: (typeof columns)[number]) => {
              const [link] = field.config.links ?? [];
              return link && { href: address(link.url, {}, told), title: link.title };
            };
            return element("tr", {}, ...columns.map((one) => cellOf(row[one.name], one.field, linked(one))));
          }),
        ),
      ),
    ),
  );
}

function cellOf(value: Cell, field: Field, link: { href: string; title: string } | undefined): HTMLElement {
  if (value === undefined || value === "" || Number.isNaN(value)) return element("td", {}, "–");
  const number = typeof value === "number";
  const mapped = field.config.mappings?.map(({ options }) => options[value]).find(Boolean);
  const text = mapped?.text ?? (number ? field.text(value) : value);
  const coloured = field.config.custom?.cellOptions?.type === "color-text";
  const colour = field.colourAt(value as number);
  return element(
    "td",
    {
      class: number && mapped === undefined ? "number" : undefined,
      style: coloured ? `color:${inkOf(colour)}` : "",
    },
    link === undefined ? text : element("a", link, text),
  );
}

const compared = (one: Cell, other: Cell) =>
  typeof one === "number" && typeof other === "number" ? one - other : String(one).localeCompare(String(other));
