import { shownValue } from "./format.ts";
import type { FieldConfig, Mapped, Panel } from "./model.ts";
import { colourOf, shade } from "./theme.ts";

/** How the values of one series are shown: the panel's defaults with the overrides for its name. */
export interface Field {
  readonly config: FieldConfig;
  readonly name: string;
  /** Colour of the series as a whole. */
  readonly colour: string;
  /** The value as people read it: a word for it, or a number with its unit. */
  text(value: number): string;
  /** Colour of one value. */
  colourAt(value: number): string;
}

export function fieldOf(panel: Panel, name: string, index: number): Field {
  const config = configFor(panel, name);
  const { color, decimals, mappings = [], unit = "short" } = config;
  const mapped = (value: number): Mapped | undefined =>
    mappings.map(({ options }) => options[String(value)]).find((one) => one !== undefined);
  const fixed = color?.fixedColor ?? "blue";
  const colour = color?.mode === "shades" ? shade(fixed, index) : colourOf(fixed);
  return {
    config,
    name: config.displayName ?? name,
    colour,
    text: (value) => mapped(value)?.text ?? shownValue(value, unit, decimals),
    colourAt: (value) => {
      const own = mapped(value)?.color;
      if (own !== undefined) return colourOf(own);
      return color?.mode === "thresholds" ? colourOf(thresholdColour(config, value)) : colour;
    },
  };
}

/** Grafana's overrides name a field, and set paths such as `custom.lineWidth`. */
function configFor(panel: Panel, name: string): FieldConfig {
  const { defaults = {}, overrides = [] } = panel.fieldConfig ?? {};
  const properties = overrides
    .filter(({ matcher }) => matcher.id === "byName" && matcher.options === name)
    .flatMap(({ properties: one }) => one);
  const [custom, own] = [true, false].map((wanted) =>
    Object.fromEntries(
      properties
        .filter(({ id }) => id.startsWith("custom.") === wanted)
        .map(({ id, value }) => [id.replace("custom.", ""), value]),
    ),
  );
  return { ...defaults, ...own, custom: { ...defaults.custom, ...custom } };
}

function thresholdColour({ thresholds }: FieldConfig, value: number): string {
  const reached = (thresholds?.steps ?? []).filter((step) => step.value === null || value >= step.value);
  return reached.at(-1)?.color ?? "green";
}
