import type { Config } from "./config/load.ts";
import { everyMistake } from "./judge/every.ts";
import type { Alert } from "./model/alert.ts";
import { alertExists, isMeasured } from "./model/alert-reads.ts";
import { analyse } from "./model/analyse.ts";
import type { Duration } from "./model/durations.ts";
import { type Environment, type EnvironmentAlert, metricsOfParts } from "./model/environment.ts";
import { type Level, levelOf, type Severity, severities } from "./model/level.ts";
import { refuse } from "./model/mistakes.ts";
import { type Promql, renderPromql, signalsIn } from "./model/promql.ts";
import { shownDashboards } from "./model/shown.ts";
import type { Signal } from "./model/signal.ts";
import type { Platform } from "./platform.ts";

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
    .filter(({ alert }) => alertExists(config, alert))
    .map(({ alert, domain }): EnvironmentAlert => ({ alert, domain, levels: levelsIn(config, alert) }));

  const exported = [...signals.values()].flat();
  const shown = dashboards.length === 0 ? [] : shownDashboards({ platform, config, alerts: enabled });
  const recordingRules = new Set([
    ...readByRules(enabled, new Set(exported)),
    ...exported.filter(
      ({ every, recordingRule, expr }) => (every !== undefined || recordingRule) && isMeasured(config, expr),
    ),
  ]);
  const recordedLabels = new Map([...recordingRules].map(({ name, per }) => [name, per]));
  const render = (expression: Promql) => renderPromql(expression, recordingRules);
  const environment: Environment<Values> = {
    platform,
    config,
    jobs: Object.fromEntries(platform.parts.map(({ name, scrape }) => [name, scrape])),
    metrics,
    domains: [...signals.keys()],
    signals,
    alerts: enabled,
    dashboards: shown,
    recordingRules,
    render,
    analyse: (expression) => analyse(render(expression), recordedLabels, metrics),
  };

  refuse(
    everyMistake(
      environment,
      all.map(({ alert }) => alert),
    ),
  );
  return environment;
}

function levelsIn(config: Config, alert: Alert): Level[] {
  return severities.flatMap((severity: Severity) => {
    const definition = alert.levels[severity];
    if (definition === undefined) return [];
    const level = levelOf(severity, definition, alert.endsAtOnce !== undefined, config.keepFiringFor);
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

/**
 * What an alert is on is read by its rule and by the panel that its message links to; of what rules are made of, what several read
 * has a recording rule. What panels show decides nothing here: a view changes no rule.
 */
function readByRules(alerts: readonly EnvironmentAlert[], exported: ReadonlySet<Signal>): Set<Signal> {
  const uses = new Map<Signal, number>();
  const use = (signal: Signal, times: number) => {
    uses.set(signal, (uses.get(signal) ?? 0) + times);
    for (const inner of signalsIn(signal.expr)) use(inner, 1);
  };
  for (const { alert, levels } of alerts) {
    use(alert.on, 1 + levels.length);
    if (alert.onlyWhile) for (const signal of signalsIn(alert.onlyWhile.expr)) use(signal, levels.length);
  }
  return new Set([...uses].filter(([signal, times]) => times > 1 && exported.has(signal)).map(([signal]) => signal));
}
