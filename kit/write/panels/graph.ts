import {
  AxisPlacement,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  SortOrder,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from "@grafana/grafana-foundation-sdk/common";
import {
  FieldColorBuilder,
  FieldColorModeId,
  type Panel as PanelJson,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder } from "@grafana/grafana-foundation-sdk/timeseries";
import { signalsOf } from "../../model/shown.ts";
import { colours, fillOpacity, manySeries } from "../../model/style.ts";
import { words } from "../../model/words.ts";
import { directionOf, leastReach } from "../panel-limits.ts";
import { agoLegend, type Drawing, framed, namedSeries, slowest, targetsOf, thresholds } from "./drawing.ts";
import { tracesOf } from "./exemplars.ts";

/** The course of a signal over time, with its limits. */
export function graphPanel(drawing: Drawing): PanelJson {
  const { panel, environment } = drawing;
  const { signal, against } = panel;
  const { locale } = environment.config;
  const direction = directionOf(signal, environment);
  const lowIsBad = direction === "below";
  const worst = direction !== undefined && environment.recordingRules.has(signal);
  const reach = leastReach(signal, environment);
  const targets = targetsOf(drawing, "range");
  const single = targets.length === 1 && signal.per.every((label) => label === "instance");
  const limited = reach !== undefined;
  const many = signal.per.some((label) => manySeries.includes(label));

  const builder = framed(
    new PanelBuilder(),
    drawing,
    [...targets, ...tracesOf(drawing)],
    worst ? [words.worst[locale]] : [],
  )
    .colorScheme(
      new FieldColorBuilder()
        .mode(single || against ? FieldColorModeId.Fixed : FieldColorModeId.Shades)
        .fixedColor(colours.neutral),
    )
    .lineWidth(single || against ? 2 : 1)
    .fillOpacity(single || against ? fillOpacity : 0)
    .showPoints(VisibilityMode.Never)
    // A missed scrape is bridged, a missing minute is seen.
    .spanNulls(60_000)
    .axisPlacement(AxisPlacement.Auto)
    .legend(
      new VizLegendOptionsBuilder()
        .showLegend(!single)
        .displayMode(many ? LegendDisplayMode.Table : LegendDisplayMode.List)
        .placement(many ? LegendPlacement.Right : LegendPlacement.Bottom)
        .calcs(many ? [lowIsBad ? "min" : "max"] : [])
        .sortBy(lowIsBad ? "Min" : "Max")
        .sortDesc(!lowIsBad),
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending))
    .thresholds(thresholds(signal, environment, "transparent"))
    .thresholdsStyle(
      new GraphThresholdsStyleConfigBuilder().mode(
        limited ? GraphThresholdsStyleMode.DashedAndArea : GraphThresholdsStyleMode.Off,
      ),
    );
  const every = slowest(signalsOf(panel));
  if (every !== undefined) builder.interval(every);
  if (signal.unit.range[0] === 0) builder.axisSoftMin(0);
  if (reach !== undefined) builder.axisSoftMax(reach);
  for (const [name, properties] of namedSeries(drawing)) builder.overrideByName(name, properties);
  if (against !== undefined) {
    builder.overrideByName(agoLegend(against, locale), [
      { id: "color", value: { mode: "fixed", fixedColor: colours.past } },
      { id: "custom.lineStyle", value: { fill: "dash", dash: [6, 4] } },
      { id: "custom.lineWidth", value: 1 },
      { id: "custom.fillOpacity", value: 0 },
    ]);
  }
  return builder.build();
}
