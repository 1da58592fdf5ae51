import { inkOn } from "../contrast.ts";
import { element } from "../element.ts";
import { fieldOf } from "../fields.ts";
import { styleOf } from "../theme.ts";
import { clock, fullClock } from "../time.ts";
import type { Drawn } from "./drawn.ts";

/** A line of bars for each series: how long each state lasted. Longer gaps between points are shown as gaps. */
export function drawStates({ panel, dashboard, series, period, place }: Drawn): undefined {
  const span = period.to - period.from;
  const share = (seconds: number) => `${(seconds / span) * 100}%`;
  const exactly = fullClock(dashboard.timezone);
  const named = series.length > 1 || series.some(({ labels }) => Object.keys(labels).length > 2);
  const lines = series.map(({ name, points }, index) => {
    const field = fieldOf(panel, name, index);
    const stretches: { from: number; to: number; value: number }[] = [];
    for (const [time, value] of points) {
      const last = stretches.at(-1);
      const end = Math.min(period.to, time + period.step);
      if (last !== undefined && last.value === value && time <= last.to + period.step / 2) last.to = end;
      else stretches.push({ from: time, to: end, value });
    }
    const bars = stretches.map(({ from, to, value }) => {
      const colour = field.colourAt(value);
      const words = `${field.text(value)} · ${exactly(from)} → ${exactly(to)}`;
      const style = `left:${share(from - period.from)};width:${share(to - from)};background:${colour};color:${inkOn(colour.length > 7 ? styleOf("panel") : colour)}`;
      // Words that do not fit are in the title.
      const fits = (to - from) / span > 0.04;
      return element("div", { class: "stretch", style, title: words }, fits ? field.text(value) : "");
    });
    return element(
      "div",
      { class: "line" },
      ...(named ? [element("span", { class: "name", title: field.name }, field.name)] : []),
      element("div", { class: "track" }, ...bars),
    );
  });
  const hours = clock(dashboard.timezone, span);
  const marks = [0.02, 0.25, 0.5, 0.75, 0.98].map((at) =>
    element("span", { style: `left:${at * 100}%` }, hours(period.from + at * span)),
  );
  place.append(
    element(
      "div",
      { class: named ? "states named" : "states" },
      ...lines,
      element(
        "div",
        { class: "line hours" },
        ...(named ? [element("span", { class: "name" })] : []),
        element("div", { class: "track" }, ...marks),
      ),
    ),
  );
}
