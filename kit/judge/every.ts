import type { Alert } from "../model/alert.ts";
import type { Environment } from "../model/environment.ts";
import type { Mistake } from "../model/mistakes.ts";
import type { Signal } from "../model/signal.ts";
import { alertMistakes } from "./alerts.ts";
import { dashboardMistakes } from "./dashboards.ts";
import { kubernetesMistakes } from "./kubernetes.ts";
import { overrideMistakes } from "./overrides.ts";
import { probeMistakes } from "./probes.ts";
import { remedyMistakes } from "./remedies.ts";
import { retentionMistakes } from "./retention.ts";
import { signalMistakes } from "./signals.ts";
import { timeToTellMistakes } from "./time-to-tell.ts";

/**
 * Everything that is wrong in the declarations of an environment and in its overrides, at once.
 * @param declared all alerts, those that the environment has not among them
 */
export function everyMistake(environment: Environment, declared: readonly Alert[]): Mistake[] {
  return [
    ...signalMistakes(
      environment,
      signalsOnlyOf(
        declared,
        environment.alerts.map(({ alert }) => alert),
      ),
    ),
    ...alertMistakes(environment),
    ...dashboardMistakes(environment, environment.platform.dashboards),
    ...kubernetesMistakes(environment),
    ...overrideMistakes(environment.config, declared),
    ...probeMistakes(environment),
    ...remedyMistakes(environment, declared),
    ...retentionMistakes(environment),
    ...timeToTellMistakes(environment),
  ];
}

/** The signals whose alerts are all disabled. */
function signalsOnlyOf(declared: readonly Alert[], enabled: readonly Alert[]): Set<Signal> {
  const used = new Set(enabled.map(({ on }) => on));
  return new Set(declared.map(({ on }) => on).filter((signal) => !used.has(signal)));
}
