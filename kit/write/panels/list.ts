import {
  FieldTextAlignment,
  TableCellHeight,
  TableSortByFieldStateBuilder,
} from "@grafana/grafana-foundation-sdk/common";
import type { DynamicConfigValue, Panel as PanelJson } from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder } from "@grafana/grafana-foundation-sdk/table";
import type { Column } from "../../model/panel.ts";
import { signalsOf } from "../../model/shown.ts";
import type { Signal } from "../../model/signal.ts";
import { colours } from "../../model/style.ts";
import { bandsOf } from "../panel-limits.ts";
import { type Drawing, framed, mapping, targetsOf, thresholds, unitOf } from "./drawing.ts";

/** A column as Grafana's table has it: where it comes from, and how it is shown. */
interface TableColumn {
  readonly field: string;
  readonly title: string;
  readonly properties: readonly DynamicConfigValue[];
}

/** The series of one or several signals now, a line for each set of labels. */
export function listPanel(drawing: Drawing): PanelJson {
  const { panel } = drawing;
  const columns = columnsOf(drawing);
  const labels = new Set(signalsOf(panel).flatMap(({ per }) => per));
  const hidden = ["Time", ...labels].filter((label) => panel.columns?.[label] === undefined);
  const firstValue = columns.find(({ field }) => field.startsWith("Value"));
  const builder = framed(new PanelBuilder(), drawing, targetsOf(drawing, "table"))
    .align(FieldTextAlignment.Auto)
    .cellHeight(TableCellHeight.Sm)
    .showHeader(true)
    .withTransformation({ id: "merge", options: {} })
    .withTransformation({
      id: "organize",
      options: {
        excludeByName: Object.fromEntries(hidden.map((label) => [label, true])),
        indexByName: Object.fromEntries(columns.map(({ field }, index) => [field, index])),
        renameByName: Object.fromEntries(columns.map(({ field, title }) => [field, title])),
      },
    });
  if (firstValue !== undefined) {
    const oldestFirst = panel.signal.unit.name === "moment";
    builder.sortBy([new TableSortByFieldStateBuilder().displayName(firstValue.title).desc(!oldestFirst)]);
  }
  for (const { title, properties } of columns)
    if (properties.length > 0) builder.overrideByName(title, [...properties]);
  return builder.build();
}

/** The declared columns in their order, then the values that no column names. */
function columnsOf(drawing: Drawing): TableColumn[] {
  const { panel, environment } = drawing;
  const { locale } = environment.config;
  const signals = signalsOf(panel);
  const declared = Object.entries(panel.columns ?? {}).map(([label, column]): TableColumn => {
    const title = column.title[locale];
    if (label === "value") return { field: "Value", title, properties: valueProperties(panel.signal, drawing) };
    return { field: label, title, properties: labelProperties(statesOf(label, column, drawing), drawing) };
  });
  if (signals.length === 1) {
    const named = declared.some(({ field }) => field === "Value");
    const title = panel.signal.title[locale];
    return named
      ? declared
      : [...declared, { field: "Value", title, properties: valueProperties(panel.signal, drawing) }];
  }
  // Grafana calls the values of several queries after them.
  const values = signals.map((signal, index) => ({
    field: `Value #${"ABCDEFGHIJKLMNOPQRSTUVWXYZ"[index]}`,
    title: signal.title[locale],
    properties: valueProperties(signal, drawing),
  }));
  return [...declared, ...values];
}

/** What its values are called; alerts are called by their titles, and there are those of the environment alone. */
function statesOf(label: string, { states }: Column, { environment: { alerts } }: Drawing): Column["states"] {
  if (states !== undefined || label !== "alertname") return states;
  return Object.fromEntries(alerts.map(({ alert: { name, title } }) => [name, { text: title, colour: "neutral" }]));
}

function labelProperties(states: Column["states"], { environment }: Drawing): DynamicConfigValue[] {
  if (states === undefined) return [];
  const coloured = Object.values(states).some(({ colour }) => colour !== "neutral");
  return [
    { id: "mappings", value: [mapping(states, environment)] },
    ...(coloured ? [{ id: "custom.cellOptions", value: { type: "color-text" } }] : []),
  ];
}

function valueProperties(signal: Signal, { environment }: Drawing): DynamicConfigValue[] {
  const limited = bandsOf(signal, environment).some(({ means }) => means !== undefined);
  return [
    { id: "unit", value: unitOf(signal) },
    ...(limited
      ? [
          { id: "thresholds", value: thresholds(signal, environment, colours.good).build() },
          { id: "custom.cellOptions", value: { type: "color-text" } },
        ]
      : []),
  ];
}
