import { inkOn } from "../contrast.ts";
import { element } from "../element.ts";
import { fieldOf } from "../fields.ts";
import { inkOf } from "../theme.ts";
import { type Drawn, newest } from "./drawn.ts";

/** The newest value of each series, as large as its place allows. */
export function drawFigures({ panel, series, place, address }: Drawn): undefined {
  const onColour = panel.options?.colorMode?.startsWith("background") === true;
  const named = panel.options?.textMode === "value_and_name";
  const tiles = series.map((one, index) => {
    const field = fieldOf(panel, one.name, index);
    const value = newest(one) ?? Number.NaN;
    const colour = field.colourAt(value);
    const [link] = field.config.links ?? [];
    const text = field.text(value);
    const style = onColour ? `background:${colour};color:${inkOn(colour)}` : "";
    const content = [
      ...(named ? [element("span", { class: "name" }, field.name)] : []),
      element(
        "span",
        { class: "value", style: `--length:${text.length};${onColour ? "" : `color:${inkOf(colour)}`}` },
        text,
      ),
    ];
    return link === undefined
      ? element("div", { class: "figure", style }, ...content)
      : element("a", { class: "figure", style, href: address(link.url, one.labels), title: link.title }, ...content);
  });
  place.append(element("div", { class: tiles.length > 1 ? "figures many" : "figures" }, ...tiles));
}
