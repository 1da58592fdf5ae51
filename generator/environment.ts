import { alertsByDomain } from "../alerts/catalogue.ts";
import type { Alert } from "../alerts/model/alert.ts";
import { type Level, levelOf, type Severity, severities } from "../alerts/model/level.ts";
import type { Config } from "../config/load.ts";
import { type Mistake, refuse } from "../config/mistakes.ts";
import type { Duration } from "../config/units.ts";
import { dashboards as everyDashboard } from "../dashboards/catalogue.ts";
import type { Dashboard } from "../dashboards/model/dashboard.ts";
import { type Domain, signalsByDomain } from "../signals/catalogue.ts";
import { type Analysis, analyse } from "../signals/model/analyse.ts";
import { type Promql, renderPromql, signalsIn } from "../signals/model/promql.ts";
import type { Signal } from "../signals/model/signal.ts";
import { alertMistakes } from "./alert-mistakes.ts";
import { dashboardMistakes } from "./dashboard-mistakes.ts";
import { overrideMistakes } from "./override-mistakes.ts";
import { probeMistakes } from "./probe-mistakes.ts";
import { retentionMistakes } from "./retention-mistakes.ts";
import { withSelfWatch } from "./self-watch.ts";
import { panelsOf, type ShownDashboard, shownDashboards, signalsOf } from "./shown.ts";
import { signalMistakes } from "./signal-mistakes.ts";
import { timeToTellMistakes } from "./time-to-tell-mistakes.ts";
import { isTold } from "./told.ts";

/** An alert as it stands in one environment: its levels with that environment's limits. */
export interface EnvironmentAlert {
  readonly alert: Alert;
  readonly domain: Domain;
  readonly levels: readonly Level[];
}

/** Everything declared, as it applies in one environment, checked. */
export interface Environment {
  readonly config: Config;
  readonly domains: readonly Domain[];
  readonly signals: ReadonlyMap<Domain, readonly Signal[]>;
  readonly alerts: readonly EnvironmentAlert[];
  readonly dashboards: readonly ShownDashboard[];
  /** Signals used more than once, and those that ask for it: they have a recording rule. */
  readonly recorded: ReadonlySet<Signal>;
  /** The text of an expression, with recorded signals under their name. */
  render(expression: Promql): string;
  /** The same, parsed and checked. */
  analyse(expression: Promql): Analysis;
}

/** What is declared, and where; tests pass declarations of their own. */
export interface Declarations {
  readonly signals: ReadonlyMap<Domain, readonly Signal[]>;
  readonly alerts: ReadonlyMap<Domain, readonly Alert[]>;
  readonly dashboards?: readonly Dashboard[];
}

const everything: Declarations = { signals: signalsByDomain, alerts: alertsByDomain, dashboards: everyDashboard };

/**
 * Applies the declarations to one environment.
 * @throws Mistakes with everything that is wrong in them and in the environment's overrides, at once.
 */
export function environmentOf(config: Config, declarations: Declarations = everything): Environment {
  const { signals, alerts, dashboards = [] } = withSelfWatch(config, declarations);
  const declared = [...alerts].flatMap(([domain, list]) => list.map((alert) => ({ alert, domain })));
  const enabled = declared
    .filter(({ alert }) => isTold(config, alert))
    .map(({ alert, domain }): EnvironmentAlert => ({ alert, domain, levels: levelsIn(config, alert) }));

  const exported = [...signals.values()].flat();
  const shown = dashboards.length === 0 ? [] : shownDashboards(config, signals, enabled, dashboards);
  const recorded = new Set([
    ...usedMoreThanOnce(enabled, shown, new Set(exported)),
    ...exported.filter(({ every }) => every !== undefined),
  ]);
  const recordedLabels = new Map([...recorded].map((signal) => [signal.name, signal.per]));
  const render = (expression: Promql) => renderPromql(expression, recorded);
  const environment: Environment = {
    config,
    domains: [...signals.keys()],
    signals,
    alerts: enabled,
    dashboards: shown,
    recorded,
    render,
    analyse: (expression) => analyse(render(expression), recordedLabels),
  };

  const mistakes: Mistake[] = [
    ...signalMistakes(environment, signalsOnlyOf(declared, enabled)),
    ...alertMistakes(environment),
    ...dashboardMistakes(environment, dashboards),
    ...overrideMistakes(
      config,
      declared.map(({ alert }) => alert),
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
    const level = levelOf(severity, definition, alert.endsAtOnce !== undefined);
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
