import type { Alert } from "../model/alert.ts";
import { seconds } from "../model/durations.ts";
import type { Environment } from "../model/environment.ts";
import { explanationsOf } from "../model/explanations.ts";

/** Limits, objectives and times that do not give quite what they seem to: they are allowed, but nobody should be surprised. */
export function cautionsOf(environment: Environment): string[] {
  const { signals, alerts } = environment;
  const objectives = [...signals.values()].flat().flatMap((signal) => {
    const { objective, cautions } = signal;
    if (objective === undefined || cautions === undefined) return [];
    const limit = "below" in objective ? objective.below : objective.above;
    return cautions(limit).map((caution) => `${signal.place} ${signal.name}: its objective of ${caution}`);
  });
  const limits = alerts.flatMap(({ alert, levels }) =>
    levels.flatMap(({ severity, limit }) =>
      (alert.on.cautions?.(limit) ?? []).map(
        (caution) => `${alert.place} ${alert.name}: its ${severity} limit of ${caution}`,
      ),
    ),
  );
  return [...objectives, ...limits, ...toldBeforeTheirCause(environment)];
}

/**
 * Symptoms that wait less than their cause: they are told before it, and when they end while it still fires, Alertmanager
 * never says so, because it is inhibited.
 */
function toldBeforeTheirCause(environment: Environment): string[] {
  const shortest = (alert: Alert) =>
    environment.alerts
      .filter((declared) => declared.alert === alert)
      .flatMap(({ levels }) => levels.filter(({ severity }) => severity === "critical"))
      .map((level) => seconds(level.for) + seconds(alert.on.over ?? "0s"))
      .sort((a, b) => a - b)[0];
  return explanationsOf(environment).flatMap(({ cause, symptom }) => {
    const [causeWaits, symptomWaits] = [shortest(cause), shortest(symptom)];
    if (causeWaits === undefined || symptomWaits === undefined || causeWaits <= symptomWaits) return [];
    return [
      `${symptom.place} ${symptom.name}: waits ${symptomWaits} s and its cause ${cause.name} ${causeWaits} s, so that it is told first`,
    ];
  });
}
