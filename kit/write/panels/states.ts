import {
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
import { PanelBuilder } from "@grafana/grafana-foundation-sdk/statetimeline";
import { signalsOf } from "../../model/shown.ts";
import { type Drawing, framed, mapping, namedSeries, slowest, targetsOf, thresholds, yesOrNo } from "./drawing.ts";

/** The states of a signal, one after the other; neighbours that are equal are one. */
export function statesPanel(drawing: Drawing): PanelJson {
  const { panel, environment } = drawing;
  const { signal } = panel;
  const builder = framed(new PanelBuilder(), drawing, targetsOf(drawing, "range"))
    .mappings([mapping(panel.states ?? yesOrNo(signal, environment), environment)])
    .thresholds(thresholds(signal, environment, "transparent"))
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Thresholds))
    .mergeValues(true)
    .showValue(VisibilityMode.Auto)
    .rowHeight(0.8)
    .lineWidth(0)
    .fillOpacity(80)
    .legend(
      new VizLegendOptionsBuilder()
        .showLegend(false)
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom)
        .calcs([]),
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Single).sort(SortOrder.None));
  const every = slowest(signalsOf(panel));
  if (every !== undefined) builder.interval(every);
  for (const [name, properties] of namedSeries(drawing)) builder.overrideByName(name, properties);
  return builder.build();
}
