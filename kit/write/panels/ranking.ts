import { PanelBuilder } from "@grafana/grafana-foundation-sdk/bargauge";
import {
  BarGaugeDisplayMode,
  BarGaugeNamePlacement,
  BarGaugeSizing,
  BarGaugeValueMode,
  ReduceDataOptionsBuilder,
  VizOrientation,
} from "@grafana/grafana-foundation-sdk/common";
import {
  FieldColorBuilder,
  FieldColorModeId,
  type Panel as PanelJson,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { colours } from "../../model/style.ts";
import { bandsOf } from "../panel-limits.ts";
import { type Drawing, framed, namedSeries, targetsOf, thresholds } from "./drawing.ts";

/** The series of a signal now, as bars from the largest to the smallest. */
export function rankingPanel(drawing: Drawing): PanelJson {
  const { panel, environment } = drawing;
  const { signal } = panel;
  const limited = bandsOf(signal, environment).some(({ means }) => means !== undefined);
  const builder = framed(new PanelBuilder(), drawing, targetsOf(drawing, "instant"))
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(["lastNotNull"]).fields("").values(false))
    .orientation(VizOrientation.Horizontal)
    .displayMode(BarGaugeDisplayMode.Basic)
    .valueMode(BarGaugeValueMode.Text)
    .namePlacement(BarGaugeNamePlacement.Auto)
    .sizing(BarGaugeSizing.Auto)
    .showUnfilled(true)
    .min(0)
    .colorScheme(
      limited
        ? new FieldColorBuilder().mode(FieldColorModeId.Thresholds)
        : new FieldColorBuilder().mode(FieldColorModeId.Fixed).fixedColor(colours.neutral),
    )
    .thresholds(thresholds(signal, environment, limited ? colours.good : colours.neutral));
  for (const [name, properties] of namedSeries(drawing)) builder.overrideByName(name, properties);
  return builder.build();
}
