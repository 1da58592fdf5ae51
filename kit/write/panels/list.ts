import {
  FieldTextAlignment,
  TableCellHeight,
  TableSortByFieldStateBuilder,
} from "@grafana/grafana-foundation-sdk/common";
import type { DynamicConfigValue, Panel as PanelJson } from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder } from "@grafana/grafana-foundation-sdk/table";
import type { Column, Panel, Sorting } from "../../model/panel.ts";
import { signalsOf } from "../../model/shown.ts";
import type { Signal } from "../../model/signal.ts";
import { colours } from "../../model/style.ts";
import { words } from "../../model/words.ts";
import { bandsOf } from "../panel-limits.ts";
import { type Drawing, framed, mapping, targetsOf, thresholds, unitOf } from "./drawing.ts";

/** A column as Grafana's table has it: where it comes from, and how it is shown. */
interface TableColumn {
  /** The label or the signal that it shows. */
  readonly of: string;
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
    })
    .sortBy(
      sortingsOf(panel).flatMap(({ column, largestFirst }) =>
        columns
          .filter(({ of }) => of === column)
          .map(({ title }) => new TableSortByFieldStateBuilder().displayName(title).desc(largestFirst)),
      ),
    );
  for (const { title, properties } of columns)
    if (properties.length > 0) builder.overrideByName(title, [...properties]);
  return builder.build();
}

const sortingsOf = ({ signal, sortedBy }: Panel): readonly Sorting[] =>
  sortedBy ?? [{ column: signal.name, largestFirst: signal.unit.name !== "moment" }];

/** The declared columns in their order, then the values that no column names. */
function columnsOf(drawing: Drawing): TableColumn[] {
  const { panel, environment } = drawing;
  const { locale } = environment.config;
  const signals = signalsOf(panel);
  // Grafana calls the values of several queries after them.
  const fieldOf = (index: number) => (signals.length === 1 ? "Value" : `Value #${"ABCDEFGHIJKLMNOPQRSTUVWXYZ"[index]}`);
  const valuesOf = (signal: Signal, column: Column): TableColumn => ({
    of: signal.name,
    field: fieldOf(signals.indexOf(signal)),
    title: column.title[locale],
    properties: [...valueProperties(signal, drawing), ...stateProperties(column.states, drawing)],
  });
  const declared = Object.entries(panel.columns ?? {}).map(([key, column]): TableColumn => {
    const signal = key === "value" ? panel.signal : signals.find(({ name }) => name === key);
    if (signal !== undefined) return valuesOf(signal, column);
    const properties = [
      ...stateProperties(statesOf(key, column, drawing), drawing),
      ...linkProperties(column, drawing),
    ];
    return { of: key, field: key, title: column.title[locale], properties };
  });
  const left = signals.filter(({ name }) => !declared.some(({ of }) => of === name));
  return [...declared, ...left.map((signal) => valuesOf(signal, { title: signal.title }))];
}

/** What its values are called; alerts are called by their titles, and there are those of the environment alone. */
function statesOf(
  label: string,
  { states, namesAlerts }: Column,
  { environment: { alerts } }: Drawing,
): Column["states"] {
  if (states !== undefined || (label !== "alertname" && namesAlerts === undefined)) return states;
  return Object.fromEntries(alerts.map(({ alert: { name, title } }) => [name, { text: title, colour: "neutral" }]));
}

function stateProperties(states: Column["states"], { environment }: Drawing): DynamicConfigValue[] {
  if (states === undefined) return [];
  const coloured = Object.values(states).some(({ colour }) => colour !== "neutral");
  return [
    { id: "mappings", value: [mapping(states, environment)] },
    ...(coloured ? [{ id: "custom.cellOptions", value: { type: "color-text" } }] : []),
  ];
}

/** Grafana knows another column of the same line by its title. */
function linkProperties({ leadsToAnomaly }: Column, { panel, environment: { config } }: Drawing): DynamicConfigValue[] {
  const { locale, urls } = config;
  const id = panel.columns?.[leadsToAnomaly ?? ""]?.title[locale];
  if (id === undefined || urls.anomalies === undefined) return [];
  const url = `${urls.anomalies}/\${__data.fields["${id}"]}`;
  return [{ id: "links", value: [{ title: words.anomaly[locale], url, targetBlank: false }] }];
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
