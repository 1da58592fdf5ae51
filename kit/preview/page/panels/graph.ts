import uPlot from "uplot";
import { element } from "../element.ts";
import { type Field, fieldOf } from "../fields.ts";
import { shownValue } from "../format.ts";
import type { FieldConfig } from "../model.ts";
import { colourOf, faded, inkOf, styleOf } from "../theme.ts";
import { clock, fullClock } from "../time.ts";
import type { Drawn } from "./drawn.ts";

/** Height of a legend below a graph, and width of one beside it. */
const legendHeight = 24;
const legendWidth = 230;

/** Lines over time, with the limits behind them and the events across them. */
export function drawGraph(drawn: Drawn): () => void {
  const { panel, dashboard, series, period, place } = drawn;
  const fields = series.map(({ name }, index) => fieldOf(panel, name, index));
  const defaults: FieldConfig = panel.fieldConfig?.defaults ?? {};
  const unit = defaults.unit ?? "short";
  const showLegend = panel.options?.legend?.showLegend === true && series.length > 0;
  const beside = showLegend && panel.options?.legend?.placement === "right" && place.clientWidth > 2 * legendWidth;
  const axisFont = `11px ${styleOf("font")}`;
  const hours = clock(dashboard.timezone, period.to - period.from);
  const axis: uPlot.Axis = {
    stroke: styleOf("muted"),
    font: axisFont,
    grid: { stroke: styleOf("grid"), width: 1 },
    ticks: { show: false },
  };
  const chart = element("div", { class: "chart" });
  place.append(chart);
  const tooltip = element("div", { class: "tooltip", hidden: true });
  const plot = new uPlot(
    {
      width: place.clientWidth - (beside ? legendWidth : 0),
      height: Math.max(60, place.clientHeight - (showLegend && !beside ? legendHeight : 0)),
      legend: { show: false },
      cursor: { sync: { key: dashboard.uid }, drag: { setScale: false }, points: { size: 6 } },
      tzDate: (moment) => uPlot.tzDate(new Date(moment * 1000), zoneOf(dashboard.timezone)),
      scales: { x: { time: true, min: period.from, max: period.to }, y: { range: reach(defaults.custom) } },
      axes: [
        { ...axis, size: 24, gap: 4, values: (_, moments) => moments.map(hours) },
        {
          ...axis,
          size: (_, values) => 14 + Math.max(0, ...(values ?? []).map(widthOf(axisFont))),
          gap: 6,
          // As Grafana does: as many decimals as the ticks differ by, and whole things at whole ticks alone.
          filter: (_, ticks) =>
            defaults.decimals === 0 ? ticks.map((tick) => (Number.isInteger(tick) ? tick : null)) : ticks,
          values: (_, ticks, __, ___, increment) => {
            const guessed = decimalsOf(increment) || undefined;
            return ticks.map((tick) => (tick === null ? "" : shownValue(tick, unit, defaults.decimals, guessed)));
          },
        },
      ],
      series: [{}, ...fields.map(lineOf)],
      hooks: {
        drawClear: [(u) => drawLimits(u, drawn)],
        draw: [(u) => drawEvents(u, drawn)],
        setCursor: [(u) => tell(u, tooltip, fields, drawn)],
      },
    },
    aligned(drawn),
    chart,
  );
  plot.over.append(tooltip);
  if (showLegend) place.append(legendOf(plot, fields, beside, panel.options?.legend?.calcs ?? []));
  return () => plot.destroy();
}

const decimalsOf = (increment: number) => String(Number(increment.toFixed(6))).split(".")[1]?.length ?? 0;

const zoneOf = (timezone: string) =>
  timezone === "browser" ? Intl.DateTimeFormat().resolvedOptions().timeZone : timezone;

function widthOf(font: string): (text: string) => number {
  const context = document.createElement("canvas").getContext("2d");
  if (context !== null) context.font = font;
  return (text) => context?.measureText(text).width ?? 40;
}

function lineOf({ config, colour, name }: Field): uPlot.Series {
  const { lineWidth = 1, fillOpacity = 0, lineStyle } = config.custom ?? {};
  return {
    label: name,
    stroke: colour,
    width: lineWidth,
    points: { show: false },
    ...(fillOpacity > 0 && { fill: faded(colour, fillOpacity / 100) }),
    ...(lineStyle?.dash && { dash: [...lineStyle.dash] }),
  };
}

/** All series on one axis of time; a gap longer than the panel bridges stays a gap. */
function aligned({ panel, series, period }: Drawn): uPlot.AlignedData {
  const bridged = panel.fieldConfig?.defaults.custom?.spanNulls;
  const longest = Math.max(typeof bridged === "number" ? bridged / 1000 : 0, period.step * 1.5);
  const times = [...new Set(series.flatMap(({ points }) => points.map(([time]) => time)))];
  for (const { points } of series) {
    points.forEach(([time], index) => {
      const next = points[index + 1]?.[0];
      if (next !== undefined && next - time > longest) times.push(time + period.step);
    });
  }
  times.sort((one, other) => one - other);
  const columns = series.map(({ points }) => {
    const values = new Map(points);
    const line = times.map((time): number | null | undefined => {
      const value = values.get(time);
      return value === undefined ? undefined : Number.isFinite(value) ? value : null;
    });
    points.forEach(([time], index) => {
      const next = points[index + 1]?.[0];
      if (next !== undefined && next - time > longest) line[times.indexOf(time + period.step)] = null;
    });
    return line;
  });
  return [times, ...columns] as uPlot.AlignedData;
}

/** As far as the values go, and at least as far as the panel asks. */
const reach =
  (custom: { axisSoftMin?: number; axisSoftMax?: number } = {}): uPlot.Range.Function =>
  (_, low, high) => {
    const { axisSoftMin: min = low ?? 0, axisSoftMax: max = high ?? 1 } = custom;
    const [lowest, highest] = [Math.min(low ?? min, min), Math.max(high ?? max, max)];
    const room = (highest - lowest) * 0.05 || Math.abs(highest) * 0.1 || 1;
    return [
      low !== null && low < min ? lowest - room : lowest,
      high !== null && high > max ? highest + room : Math.max(highest, lowest + room),
    ];
  };

/** The bands between limits, each with a dashed line where it begins. */
function drawLimits(plot: uPlot, { panel }: Drawn): void {
  const { thresholds, custom } = panel.fieldConfig?.defaults ?? {};
  if (!custom?.thresholdsStyle?.mode.includes("area")) return;
  const { ctx, bbox } = plot;
  const { min = 0, max = 1 } = plot.scales.y ?? {};
  const steps = thresholds?.steps ?? [];
  const at = (value: number) => plot.valToPos(Math.min(max, Math.max(min, value)), "y", true);
  ctx.save();
  steps.forEach(({ value, color }, index) => {
    const [from, to] = [value ?? min, steps[index + 1]?.value ?? max];
    if (to <= min || from >= max) return;
    const colour = colourOf(color);
    ctx.fillStyle = faded(colour, 0.1);
    if (color !== "transparent") ctx.fillRect(bbox.left, at(to), bbox.width, at(from) - at(to));
    // A limit below which it is bad ends a coloured band; one above which it is bad begins one.
    const [line, below] = color === "transparent" ? [steps[index - 1]?.color, true] : [color, false];
    if (value === null || line === undefined || (below && line === "transparent")) return;
    ctx.strokeStyle = colourOf(line);
    ctx.setLineDash([8, 6]);
    ctx.lineWidth = devicePixelRatio;
    ctx.beginPath();
    ctx.moveTo(bbox.left, at(value));
    ctx.lineTo(bbox.left + bbox.width, at(value));
    ctx.stroke();
  });
  ctx.restore();
}

function drawEvents(plot: uPlot, { events }: Drawn): void {
  const { ctx, bbox } = plot;
  const { min = 0, max = 1 } = plot.scales.x ?? {};
  ctx.save();
  for (const { from, to, colour } of events) {
    if (to < min || from > max) continue;
    const [left, right] = [from, to].map((time) => plot.valToPos(Math.min(max, Math.max(min, time)), "x", true));
    ctx.fillStyle = faded(colourOf(colour), 0.08);
    ctx.fillRect(left ?? 0, bbox.top, (right ?? 0) - (left ?? 0), bbox.height);
    ctx.strokeStyle = faded(colourOf(colour), 0.8);
    ctx.setLineDash([4, 4]);
    ctx.lineWidth = devicePixelRatio;
    ctx.beginPath();
    ctx.moveTo(left ?? 0, bbox.top);
    ctx.lineTo(left ?? 0, bbox.top + bbox.height);
    ctx.stroke();
    ctx.fillStyle = colourOf(colour);
    ctx.fillRect(
      (left ?? 0) - devicePixelRatio,
      bbox.top + bbox.height,
      (right ?? 0) - (left ?? 0) + 2 * devicePixelRatio,
      3 * devicePixelRatio,
    );
  }
  ctx.restore();
}

/** The values under the cursor, the largest first, and what happened then. */
function tell(plot: uPlot, tooltip: HTMLElement, fields: readonly Field[], { dashboard, events, period }: Drawn): void {
  const { idx, left = -1 } = plot.cursor;
  const time = idx == null ? undefined : plot.data[0][idx];
  tooltip.hidden = time === undefined || left < 0;
  if (time === undefined || idx == null || left < 0) return;
  const values = fields
    .map((field, index) => ({ field, value: plot.data[index + 1]?.[idx] }))
    .filter(({ value }, index) => value != null && plot.series[index + 1]?.show !== false)
    .sort((one, other) => Number(other.value) - Number(one.value));
  const near = events.filter(({ from, to }) => from - period.step <= time && time <= to + period.step);
  tooltip.replaceChildren(
    element("div", { class: "moment" }, fullClock(dashboard.timezone)(time)),
    ...values
      .slice(0, 12)
      .map(({ field, value }) =>
        element(
          "div",
          { class: "entry" },
          element("span", { class: "swatch", style: `background:${field.colour}` }),
          element("span", { class: "name" }, field.name),
          element("b", {}, field.text(Number(value))),
        ),
      ),
    ...near.map(({ title, colour }) =>
      element("div", { class: "event", style: `color:${inkOf(colourOf(colour))}` }, title),
    ),
  );
  const right = left > plot.over.clientWidth / 2;
  tooltip.style.left = right ? "auto" : `${left + 12}px`;
  tooltip.style.right = right ? `${plot.over.clientWidth - left + 12}px` : "auto";
}

/** Names of the series, beside the graph with their largest values first; a click shows or hides one. */
function legendOf(plot: uPlot, fields: readonly Field[], beside: boolean, calcs: readonly string[]): HTMLElement {
  // The worst first: the smallest where the panel's legend says so.
  const [worst, sign] = calcs.includes("min") ? [Math.min, -1] : [Math.max, 1];
  const worstOf = (index: number) => worst(...(plot.data[index + 1] ?? []).map((value) => value ?? -sign * Infinity));
  const entries = fields.map((field, index) => ({ field, index, most: worstOf(index) }));
  if (beside) entries.sort((one, other) => sign * (other.most - one.most));
  const buttons = entries.map(({ field, index, most }) => {
    const dashed = field.config.custom?.lineStyle?.dash !== undefined;
    return element(
      "button",
      {
        type: "button",
        "aria-pressed": "true",
        title: field.name,
        click: ({ currentTarget }) => {
          const show = plot.series[index + 1]?.show === false;
          plot.setSeries(index + 1, { show });
          (currentTarget as HTMLElement).setAttribute("aria-pressed", String(show));
        },
      },
      element("span", { class: dashed ? "swatch dashed" : "swatch", style: `--swatch:${field.colour}` }),
      element("span", { class: "name" }, field.name),
      ...(beside && Number.isFinite(most) ? [element("b", {}, field.text(most))] : []),
    );
  });
  return element("div", { class: beside ? "legend beside" : "legend" }, ...buttons);
}
