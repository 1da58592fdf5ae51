import {
  BigValueColorMode,
  BigValueGraphMode,
  BigValueJustifyMode,
  BigValueTextMode,
  ReduceDataOptionsBuilder,
  VizOrientation,
} from "@grafana/grafana-foundation-sdk/common";
import {
  FieldColorBuilder,
  FieldColorModeId,
  type Panel as PanelJson,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder } from "@grafana/grafana-foundation-sdk/stat";
import { colours } from "../../model/style.ts";
import { bandsOf } from "../panel-limits.ts";
import {
  type Drawing,
  framed,
  linkOn,
  linkToDomain,
  mapping,
  namedSeries,
  targetsOf,
  thresholds,
  yesOrNo,
} from "./drawing.ts";

/**
 * A signal's value now: its background has the colour of a state, its digits that of a limit. It asks for this moment
 * alone, because the last value of a range may be hours old.
 */
export function figurePanel(drawing: Drawing): PanelJson {
  const { panel, environment } = drawing;
  const { signal } = panel;
  const stated = panel.states ?? (signal.unit.name === "bool" ? yesOrNo(signal, environment) : undefined);
  const limited = bandsOf(signal, environment).some(({ means }) => means !== undefined);
  const several = signal.per.some((label) => label !== "instance");
  const builder = framed(new PanelBuilder(), drawing, targetsOf(drawing, "instant"))
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(["lastNotNull"]).fields("").values(false))
    .colorMode(stated ? BigValueColorMode.BackgroundSolid : BigValueColorMode.Value)
    .graphMode(BigValueGraphMode.None)
    .justifyMode(BigValueJustifyMode.Center)
    .orientation(VizOrientation.Auto)
    .textMode(several ? BigValueTextMode.ValueAndName : BigValueTextMode.Value)
    .wideLayout(true)
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Thresholds))
    .thresholds(thresholds(signal, environment, limited ? colours.good : colours.neutral))
    .mappings(stated ? [mapping(stated, environment)] : []);
  const links = panel.leadsToDomain ? [linkToDomain(drawing)] : linkOn(drawing);
  if (links.length > 0) builder.dataLinks(links);
  for (const [name, properties] of namedSeries(drawing)) builder.overrideByName(name, properties);
  return builder.build();
}
