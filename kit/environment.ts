import type { Config } from "./config/load.ts";
import { alertMistakes } from "./judge/alerts.ts";
import { dashboardMistakes } from "./judge/dashboards.ts";
import { overrideMistakes } from "./judge/overrides.ts";
import { probeMistakes } from "./judge/probes.ts";
import { retentionMistakes } from "./judge/retention.ts";
import { signalMistakes } from "./judge/signals.ts";
import { timeToTellMistakes } from "./judge/time-to-tell.ts";
import type { Alert } from "./model/alert.ts";
import { type Analysis, analyse } from "./model/analyse.ts";
import type { Duration } from "./model/durations.ts";
import type { Job } from "./model/job.ts";
import { type Level, levelOf, type Severity, severities } from "./model/level.ts";
import { type MetricTable, metricTable } from "./model/metric.ts";
import { type Mistake, refuse } from "./model/mistakes.ts";
import { oncePer } from "./model/once.ts";
import { type Promql, renderPromql, signalsIn } from "./model/promql.ts";
import { panelsOf, type ShownDashboard, shownDashboards, signalsOf } from "./model/shown.ts";
import type { Signal } from "./model/signal.ts";
import { isTold } from "./model/told.ts";
import type { Platform } from "./platform.ts";

/** An alert as it stands in one environment: its levels with that environment's limits. */
export interface EnvironmentAlert {
  readonly alert: Alert;
  readonly domain: string;
  readonly levels: readonly Level[];
}

/** Everything declared, as it applies in one environment, checked. */
export interface Environment<Values extends Config = Config> {
  readonly platform: Platform;
  readonly config: Values;
  /** The scrape jobs of the platform, by name. */
  readonly jobs: Readonly<Record<string, Job>>;
  readonly metrics: MetricTable;
  readonly domains: readonly string[];
  readonly signals: ReadonlyMap<string, readonly Signal[]>;
  readonly alerts: readonly EnvironmentAlert[];
  readonly dashboards: readonly ShownDashboard[];
  /** Signals used more than once, and those that ask for it: they have a recording rule. */
  readonly recorded: ReadonlySet<Signal>;
  /** The text of an expression, with recorded signals under their name. */
  render(expression: Promql): string;
  /** The same, parsed and checked. */
  analyse(expression: Promql): Analysis;
}

/** The metrics of parts. */
export const metricsOfParts = oncePer(
  (parts: Platform["parts"]): MetricTable => metricTable(parts.flatMap(({ metrics }) => metrics)),
);

/**
 * Applies the declarations of a platform to one environment.
 * @throws Mistakes with everything that is wrong in them and in the environment's overrides, at once.
 */
export function environmentOf<Values extends Config>(declared: Platform, config: Values): Environment<Values> {
  const platform = { ...declared, ...declared.derived?.(declared, config) };
  const { signals, dashboards } = platform;
  const metrics = metricsOfParts(platform.parts);
  const all = [...platform.alerts].flatMap(([domain, list]) => list.map((alert) => ({ alert, domain })));
  const enabled = all
    .filter(({ alert }) => isTold(config, alert, metrics))
    .map(({ alert, domain }): EnvironmentAlert => ({ alert, domain, levels: levelsIn(config, alert) }));

  const exported = [...signals.values()].flat();
  const shown = dashboards.length === 0 ? [] : shownDashboards({ platform, config, metrics, alerts: enabled });
  const recorded = new Set([
    ...usedMoreThanOnce(enabled, shown, new Set(exported)),
    ...exported.filter(({ every }) => every !== undefined),
  ]);
  const recordedLabels = new Map([...recorded].map((signal) => [signal.name, signal.per]));
  const render = (expression: Promql) => renderPromql(expression, recorded);
  const environment: Environment<Values> = {
    platform,
    config,
    jobs: Object.fromEntries(platform.parts.map(({ name, scrape }) => [name, scrape])),
    metrics,
    domains: [...signals.keys()],
    signals,
    alerts: enabled,
    dashboards: shown,
    recorded,
    render,
    analyse: (expression) => analyse(render(expression), recordedLabels, metrics),
  };

  const mistakes: Mistake[] = [
    ...signalMistakes(environment, signalsOnlyOf(all, enabled)),
    ...alertMistakes(environment),
    ...dashboardMistakes(environment, dashboards),
    ...overrideMistakes(
      config,
      all.map(({ alert }) => alert),
    ),
    ...probeMistakes(environment),
    ...retentionMistakes(environment),
    ...timeToTellMistakes(environment),
  ];
  refuse(mistakes);
  return environment;
}

function levelsIn(config: Config, alert: Alert): Level[] {
  return severities.flatMap((severity: Severity) => {
    const definition = alert.levels[severity];
    if (definition === undefined) return [];
    const level = levelOf(severity, definition);
    const override = config.alerts[alert.name]?.[severity];
    return [
      {
        ...level,
        limit: override?.limit ?? level.limit,
        for: (override?.for as Duration | undefined) ?? level.for,
      },
    ];
  });
}

/** The signals whose alerts are all disabled. */
function signalsOnlyOf(declared: readonly { alert: Alert }[], enabled: readonly { alert: Alert }[]): Set<Signal> {
  const used = new Set(enabled.map(({ alert }) => alert.on));
  return new Set(declared.map(({ alert }) => alert.on).filter((signal) => !used.has(signal)));
}

/** Each level of an alert evaluates its signal once, and so does each panel; other signals and conditions once each. */
function usedMoreThanOnce(
  alerts: readonly EnvironmentAlert[],
  dashboards: readonly ShownDashboard[],
  exported: ReadonlySet<Signal>,
): Set<Signal> {
  const uses = new Map<Signal, number>();
  const use = (signal: Signal, times: number) => {
    uses.set(signal, (uses.get(signal) ?? 0) + times);
    for (const inner of signalsIn(signal.expr)) use(inner, 1);
  };
  for (const { alert, levels } of alerts) {
    use(alert.on, levels.length);
    if (alert.onlyWhile) for (const signal of signalsIn(alert.onlyWhile.expr)) use(signal, levels.length);
  }
  for (const dashboard of dashboards)
    for (const panel of panelsOf(dashboard)) for (const one of signalsOf(panel)) use(one, 1);
  // What only dashboards declare is looked at now and then: it costs less than a rule.
  return new Set([...uses].filter(([signal, times]) => times > 1 && exported.has(signal)).map(([signal]) => signal));
}
