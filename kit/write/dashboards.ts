import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import {
  AnnotationQueryBuilder,
  CustomVariableBuilder,
  DashboardBuilder,
  DashboardCursorSync,
  type Dashboard as DashboardJson,
  DashboardLinkBuilder,
  DashboardLinkType,
  DatasourceVariableBuilder,
  type Panel as PanelJson,
  QueryVariableBuilder,
  type RowPanel,
  VariableHide,
  VariableRefresh,
  VariableSort,
} from "@grafana/grafana-foundation-sdk/dashboard";
import type { Annotation } from "../model/annotation.ts";
import type { Variable } from "../model/dashboard.ts";
import type { Environment, ShownDashboard, ShownRow } from "../model/environment.ts";
import { dashboardUid, idFrom } from "../model/ids.ts";
import type { View } from "../model/panel.ts";
import { colours, refresh } from "../model/style.ts";
import { words } from "../model/words.ts";
import type { Platform } from "../platform.ts";
import { type Drawing, dataSource } from "./panels/drawing.ts";
import { figurePanel } from "./panels/figure.ts";
import { graphPanel } from "./panels/graph.ts";
import { heightOf } from "./panels/height.ts";
import { listPanel } from "./panels/list.ts";
import { rankingPanel } from "./panels/ranking.ts";
import { statesPanel } from "./panels/states.ts";

const drawers: Readonly<Record<View, (drawing: Drawing) => PanelJson>> = {
  graph: graphPanel,
  states: statesPanel,
  figure: figurePanel,
  ranking: rankingPanel,
  list: listPanel,
};

/** The width of Grafana's grid. */
export const columns = 24;

/** Grafana's data source as it is provisioned; a reader who imports a dashboard elsewhere chooses another one. */
export const provisionedSource = (platform: Pick<Platform, "name">) =>
  ({ uid: `${platform.name}-prometheus`, name: "Prometheus" }) as const;

/** The dashboards of an environment, by file name: classic JSON, which Grafana 10 to 13 provisions and imports. */
export function dashboardFiles(environment: Environment): [string, string][] {
  return environment.dashboards.map((dashboard) => [
    `${dashboardUid(environment.platform.name, dashboard.name)}.json`,
    `${JSON.stringify(tidied(dashboardJson(dashboard, environment)), null, 2)}\n`,
  ]);
}

function dashboardJson(dashboard: ShownDashboard, environment: Environment): DashboardJson {
  const { platform, config } = environment;
  const { locale } = config;
  const tag = platform.name;
  const chosen = dashboard.variables ?? [];
  const builder = new DashboardBuilder(`${platform.title} · ${dashboard.title[locale]}`)
    .uid(dashboardUid(platform.name, dashboard.name))
    .description(`${dashboard.about[locale]}\n\n${dashboard.readers[locale]}\n\n${words.generated[locale]}`)
    .tags([tag])
    .timezone(config.timezone)
    .readonly()
    .tooltip(DashboardCursorSync.Crosshair)
    .time({ from: `now-${dashboard.since}`, to: "now" })
    .refresh(refresh)
    .variables([...usualVariables(environment), ...chosen.map((variable) => variableOf(variable, environment))])
    .annotations(measuredAnnotations(environment).map((annotation) => annotationOf(annotation, environment)))
    .links([
      new DashboardLinkBuilder(words.dashboards[locale])
        .type(DashboardLinkType.Dashboards)
        .tags([tag])
        .asDropdown(true)
        .includeVars(true)
        .keepTime(true),
    ]);
  return { ...builder.build(), panels: panelsOf(dashboard, environment) };
}

/** Rows one below the other; the panels of a line share its whole width, and are as high as its highest needs. */
function panelsOf(dashboard: ShownDashboard, environment: Environment): (PanelJson | RowPanel)[] {
  let y = 0;
  return dashboard.rows.flatMap((row) => {
    const heading = rowPanel(row, dashboard, environment, y);
    y += 1;
    const panels = row.lines.flatMap((line) => {
      const h = Math.max(...line.map(heightOf));
      const at = (index: number) => Math.round((columns * index) / line.length);
      const drawn = line.map((panel, index) => {
        const gridPos = { x: at(index), y, w: at(index + 1) - at(index), h };
        return drawers[panel.view]({
          ...{ panel, environment, gridPos },
          ...{ dashboard: dashboard.name, variables: dashboard.variables ?? [] },
        });
      });
      y += h;
      return drawn;
    });
    return [heading, ...panels];
  });
}

/** Not the SDK's: it gives every row the id 0. */
function rowPanel({ title }: ShownRow, { name }: ShownDashboard, { config }: Environment, y: number): RowPanel {
  return {
    type: "row",
    id: idFrom(`row ${title.en} of ${name}`),
    title: title[config.locale],
    collapsed: false,
    gridPos: { x: 0, y, w: columns, h: 1 },
    panels: [],
  };
}

/**
 * Where the series come from. The environment is a label only where several Prometheus write to one store: elsewhere
 * series lack it, and the empty alternative matches.
 */
function usualVariables({ platform, config }: Environment) {
  const source = provisionedSource(platform);
  const { locale, environment, host } = config;
  return [
    new DatasourceVariableBuilder("datasource")
      .label(words.source[locale])
      .type("prometheus")
      .current({ text: source.name, value: source.uid }),
    new CustomVariableBuilder("environment")
      .label(words.environment[locale])
      .values(environment)
      .options([{ text: environment, value: environment, selected: true }])
      .current({ text: environment, value: environment, selected: true })
      // A choice of one: links carry it, nobody has to see it.
      .hide(VariableHide.HideVariable),
    seriesVariable("instance", 'label_values(up{environment=~"|$environment"}, instance)')
      .label(words.instance[locale])
      .current({ text: host, value: host }),
  ];
}

function variableOf({ name, title, label, from }: Variable, { config }: Environment) {
  const job = from.job === "every" ? "" : `job="${from.job}",`;
  return seriesVariable(name, `label_values(${from.name}{${job}instance="$instance"}, ${label})`)
    .label(title[config.locale])
    .multi(true)
    .includeAll(true)
    .allValue(".*")
    .current({ text: words.all[config.locale], value: "$__all" });
}

const seriesVariable = (name: string, query: string) =>
  new QueryVariableBuilder(name)
    .datasource(dataSource)
    .query({ query, refId: "StandardVariableQuery" })
    .definition(query)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc);

/** Those whose metrics the environment has. */
const measuredAnnotations = ({ platform, config, analyse }: Environment): Annotation[] =>
  platform.annotations.filter(({ expr }) => [...analyse(expr).jobs.keys()].every((job) => config.jobs[job]));

function annotationOf({ title, colour, expr, named, valueIsMoment, onRequest }: Annotation, environment: Environment) {
  const builder = new AnnotationQueryBuilder()
    .name(title[environment.config.locale])
    .datasource(dataSource)
    .enable(onRequest !== true)
    .hide(false)
    .iconColor(colours[colour])
    .expr(environment.render(expr))
    .titleFormat(named.length === 0 ? title[environment.config.locale] : named.map((label) => `{{${label}}}`).join(" "))
    .step("60s");
  return (valueIsMoment ? builder.useValueForTime(true) : builder) satisfies Builder<unknown>;
}

/**
 * What the SDK builds, as it should be committed: keys in order, so that a change shows as itself in a diff, and
 * without `placement`, which hides links and annotations from Grafana 12.3 on (the SDK always sets it).
 */
export function tidied(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(tidied);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value)
    .filter(([key, held]) => held !== undefined && !(key === "placement" && held === "inControlsMenu"))
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, held]) => [key, tidied(held)]));
}
