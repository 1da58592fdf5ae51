import { element } from "../element.ts";
import { fieldOf } from "../fields.ts";
import { type Drawn, newest } from "./drawn.ts";

/** A bar for each series, against the longest of them. */
export function drawRanking({ panel, series, place }: Drawn): undefined {
  const values = series.map((one) => newest(one) ?? 0);
  const longest = Math.max(...values, Number.MIN_VALUE);
  const bars = series.map((one, index) => {
    const field = fieldOf(panel, one.name, index);
    const value = values[index] ?? 0;
    return element(
      "div",
      { class: "bar" },
      element("span", { class: "name", title: field.name }, field.name),
      element(
        "div",
        { class: "track" },
        element("div", { style: `width:${(value / longest) * 100}%;background:${field.colourAt(value)}` }),
      ),
      element("span", { class: "value" }, field.text(value)),
    );
  });
  place.append(element("div", { class: "ranking" }, ...bars));
}
