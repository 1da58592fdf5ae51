import type { Builder, Dataquery } from "@grafana/grafana-foundation-sdk/cog";
import type { DataSourceRef } from "@grafana/grafana-foundation-sdk/common";
import {
  type DashboardLink,
  DashboardLinkBuilder,
  DashboardLinkType,
  type DynamicConfigValue,
  type GridPos,
  MappingType,
  type Panel as PanelJson,
  type Threshold,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  type ValueMap,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { DataqueryBuilder, PromQueryFormat } from "@grafana/grafana-foundation-sdk/prometheus";
import type { Variable } from "../../model/dashboard.ts";
import { type Duration, seconds } from "../../model/durations.ts";
import type { Environment } from "../../model/environment.ts";
import { dashboardUid } from "../../model/ids.ts";
import { idOf, type Panel, type State } from "../../model/panel.ts";
import { panelsOf, signalsOf } from "../../model/shown.ts";
import type { Signal } from "../../model/signal.ts";
import { type Colour, colours, grafanaUnits } from "../../model/style.ts";
import { words } from "../../model/words.ts";
import { alertsOn, bandsOf, describe } from "../panel-limits.ts";
import { panelQuery } from "../panel-query.ts";

/** A panel at its place in one environment's dashboard. */
export interface Drawing {
  readonly panel: Panel;
  /** The name of the dashboard that it stands in. */
  readonly dashboard: string;
  readonly environment: Environment;
  readonly variables: readonly Variable[];
  readonly gridPos: GridPos;
}

/** Whatever Prometheus the reader chooses. */
export const dataSource: DataSourceRef = { type: "prometheus", uid: `\${datasource}` };

/** What the SDK's builders of all panels have in common. */
interface FramedBuilder extends Builder<PanelJson> {
  id(id: number): this;
  title(title: string): this;
  description(description: string): this;
  links(links: Builder<DashboardLink>[]): this;
  datasource(source: DataSourceRef): this;
  gridPos(position: GridPos): this;
  targets(targets: Builder<Dataquery>[]): this;
  unit(unit: string): this;
  decimals(decimals: number): this;
  noValue(text: string): this;
}

/** Gives a panel what all of them have: name, description, place, queries, unit, and words for an empty one. */
export function framed<B extends FramedBuilder>(
  builder: B,
  { panel, environment, gridPos }: Drawing,
  targets: DataqueryBuilder[],
  further: readonly string[] = [],
): B {
  const { locale, urls } = environment.config;
  const { signal } = panel;
  const runbooks = signalsOf(panel)
    .flatMap((one) => alertsOn(one, environment))
    .map(({ alert }) =>
      new DashboardLinkBuilder(`${words.runbook[locale]} ${alert.name}`)
        .type(DashboardLinkType.Link)
        .url(`${urls.runbooks}/${alert.name}.md`)
        .targetBlank(true),
    );
  // Of whole things there is no half one, neither as a value nor on an axis.
  if (signal.unit.name === "whole") builder.decimals(0);
  return builder
    .id(idOf(panel))
    .title((panel.title ?? signal.title)[locale])
    .description(describe(signal, environment, further))
    .links(runbooks)
    .datasource(dataSource)
    .gridPos(gridPos)
    .targets(targets)
    .unit(unitOf(signal))
    .noValue((panel.whenEmpty ?? (panel.view === "figure" ? words.emptyFigure : words.empty))[locale]);
}

export const unitOf = ({ unit }: Signal): string => grafanaUnits[unit.name] ?? "short";

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** The queries of a panel, one a signal and, for graphs, one for the past. */
export function targetsOf(drawing: Drawing, how: "range" | "instant" | "table"): DataqueryBuilder[] {
  const { panel, environment, variables } = drawing;
  const { locale } = environment.config;
  const asked: { signal: Signal; ago?: Duration; legend: string }[] = signalsOf(panel).map((signal) => ({
    signal,
    legend: legendOf(signal, panel, drawing),
  }));
  if (panel.against !== undefined)
    asked.push({ signal: panel.signal, ago: panel.against, legend: agoLegend(panel.against, locale) });
  return asked.map(({ signal, ago, legend }, index) => {
    const { called } = panel;
    const instant = how !== "range";
    const expr = panelQuery(signal, environment, {
      variables,
      instant,
      ...(ago && { ago }),
      ...(called && { called }),
    });
    const query = new DataqueryBuilder()
      .refId(letters[index] ?? "Z")
      .expr(expr)
      .datasource(dataSource);
    if (how === "range") return query.range().legendFormat(legend);
    return how === "instant" ? query.instant().legendFormat(legend) : query.instant().format(PromQueryFormat.Table);
  });
}

/** `il y a 7 j` */
export const agoLegend = (ago: Duration, locale: "fr" | "en"): string =>
  `${words.ago[locale]} ${locale === "fr" ? ago.replace(/d$/, " j") : ago}`;

/** The longest time between two values of signals that are recorded at an interval of their own: no smaller step makes sense. */
export function slowest(signals: readonly Signal[]): Duration | undefined {
  const intervals = signals.flatMap(({ every }) => every ?? []);
  return intervals.reduce<Duration | undefined>(
    (longest, one) => (longest === undefined || seconds(one) > seconds(longest) ? one : longest),
    undefined,
  );
}

/** Series are named after the labels that tell them apart; every series of an instance carries that one. */
function legendOf(signal: Signal, { beside }: Panel, { environment }: Drawing): string {
  const apart = signal.per.filter((label) => label !== "instance").map((label) => `{{${label}}}`);
  const title = signal.title[environment.config.locale];
  return [...(beside || apart.length === 0 ? [title] : []), ...apart].join(" ");
}

/** Grafana's thresholds for the signal's limits; `untold` colours what nobody is told about. */
export function thresholds(signal: Signal, environment: Environment, untold: string): ThresholdsConfigBuilder {
  const steps = bandsOf(signal, environment).map(
    ({ from, means }): Threshold => ({ value: from, color: means === undefined ? untold : colours[means] }),
  );
  return new ThresholdsConfigBuilder()
    .mode(ThresholdsMode.Absolute)
    .steps(steps.length > 0 ? steps : [{ value: null, color: untold }]);
}

/** Words and colours for values. */
export function mapping(states: Readonly<Record<string, State>>, { config }: Environment): ValueMap {
  const options = Object.entries(states).map(([value, { text, colour }], index) => [
    value,
    { text: text[config.locale], color: colours[colour], index },
  ]);
  return { type: MappingType.ValueToText, options: Object.fromEntries(options) };
}

/** What yes and no mean: bad is what the signal's alerts call so, in the colour of the gravest of them. */
export function yesOrNo(signal: Signal, environment: Environment): Readonly<Record<string, State>> {
  const levels = alertsOn(signal, environment).flatMap((declared) => declared.levels);
  const [bad] = bandsOf(signal, environment).flatMap(({ means }) => means ?? []);
  const badIsZero = levels.some(({ direction }) => direction === "below");
  const colour = (isBad: boolean): Colour => {
    if (levels.length === 0) return "neutral";
    return isBad ? (bad ?? "warning") : "good";
  };
  return {
    0: { text: words.no, colour: colour(badIsZero) },
    1: { text: words.yes, colour: colour(!badIsZero) },
  };
}

/** The names and colours of series whose label values have a meaning. */
export function namedSeries({ panel, environment }: Drawing): [string, DynamicConfigValue[]][] {
  const { locale } = environment.config;
  const bySignal = signalsOf(panel).flatMap(({ name, title }): [string, DynamicConfigValue[]][] => {
    const colour = panel.signals?.[name];
    return colour === undefined ? [] : [[title[locale], [fixedColour(colour)]]];
  });
  const byLabel = Object.entries(panel.series ?? {}).map(([name, { text, colour }]): [string, DynamicConfigValue[]] => [
    name,
    [
      { id: "displayName", value: text[locale] },
      // Where values have colours of their own, the series has none.
      ...(panel.states ? [] : [fixedColour(colour)]),
    ],
  ]);
  return [...bySignal, ...byLabel];
}

const fixedColour = (colour: Colour): DynamicConfigValue => ({
  id: "color",
  value: { mode: "fixed", fixedColor: colours[colour] },
});

/** From a series about a domain to that domain's dashboard. */
export const linkToDomain = (drawing: Drawing): Builder<DashboardLink> =>
  linkTo(`\${__field.labels.component}`, drawing);

/** From a figure to the dashboard that says more of its signal; none where that is the one it stands in. */
export function linkOn(drawing: Drawing): Builder<DashboardLink>[] {
  const { panel, dashboard, environment } = drawing;
  const showing = environment.dashboards.filter((one) => panelsOf(one).flatMap(signalsOf).includes(panel.signal));
  const domain = [...environment.platform.signals].find(([, signals]) => signals.includes(panel.signal))?.[0];
  const to = showing.find(({ name }) => name === domain) ?? showing.find(({ name }) => name !== dashboard);
  return to === undefined || to.name === dashboard ? [] : [linkTo(to.name, drawing)];
}

/** To a dashboard, with the same time and variables. */
function linkTo(dashboard: string, { environment }: Drawing): Builder<DashboardLink> {
  const place = `/d/${dashboardUid(environment.platform.name, dashboard)}`;
  return new DashboardLinkBuilder(words.detail[environment.config.locale])
    .type(DashboardLinkType.Link)
    .url(`${place}?\${__url_time_range}&\${datasource:queryparam}&\${instance:queryparam}`);
}
