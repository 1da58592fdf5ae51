import type { Alert } from "./alert.ts";
import type { Environment, EnvironmentAlert } from "./environment.ts";
import { type Explanation, explanationsOf } from "./explanations.ts";
import { severities } from "./level.ts";
import { allOf, type Matcher, oneOf } from "./matchers.ts";
import { aftermath } from "./routing.ts";

/** While an alert of the source fires, those of the target that agree with it in these labels are not told. */
export interface Inhibition {
  readonly source: readonly Matcher[];
  readonly target: readonly Matcher[];
  readonly equal: readonly string[];
}

/** Everything that silences something else: higher levels, declared causes, and what is left of a cause that ended. */
export function inhibitionsOf(environment: Environment): Inhibition[] {
  const explanations = explanationsOf(environment);
  return [
    ...environment.alerts.flatMap(higherOverLower),
    ...merged(explanations.flatMap(causeOverSymptom)),
    ...merged(explanations.flatMap(aftermathOverSymptom)),
  ];
}

/** Missing on both sides counts as equal in Alertmanager: only labels that both sides carry may stand here. */
const agreeing = (labels: readonly string[]) => [...new Set(["environment", ...labels])];

/** A higher level of an alert silences its lower ones on the same thing. */
function higherOverLower({ alert, levels }: EnvironmentAlert): Inhibition[] {
  const named = oneOf("alertname", alert.name);
  return levels.slice(1).map((lower, index) => ({
    source: [named, oneOf("severity", ...levels.slice(0, index + 1).map(({ severity }) => severity))],
    target: [named, oneOf("severity", lower.severity)],
    equal: agreeing(alert.on.per),
  }));
}

function causeOverSymptom({ cause, symptom, explains, only, shared, silences }: Explanation): Inhibition[] {
  return silences.map(({ by, what }) => ({
    source: [oneOf("alertname", cause.name), ...unlessAll("severity", by, cause), ...allOf(only)],
    target: [oneOf("alertname", symptom.name), ...unlessAll("severity", what, symptom), ...allOf(explains)],
    equal: agreeing(shared),
  }));
}

function aftermathOverSymptom({
  cause,
  symptom,
  explains,
  only,
  shared,
  silences,
  settles,
}: Explanation): Inhibition[] {
  return silences.flatMap(({ by, what }) =>
    [...new Set(what.map((severity) => settles.get(severity)))].map((after) => ({
      source: [
        oneOf("alertname", aftermath.alertname),
        oneOf("after", after ?? aftermath.margin),
        oneOf("cause", cause.name),
        ...unlessAll("level", by, cause),
        ...allOf(only),
      ],
      target: [
        oneOf("alertname", symptom.name),
        ...unlessAll(
          "severity",
          what.filter((severity) => settles.get(severity) === after),
          symptom,
        ),
        ...allOf(explains),
      ],
      equal: agreeing(shared),
    })),
  );
}

/** No matcher where every level of the alert is meant. */
function unlessAll(label: string, some: readonly string[], { levels }: Alert): Matcher[] {
  return severities.every((severity) => levels[severity] === undefined || some.includes(severity))
    ? []
    : [oneOf(label, ...some)];
}

/** One rule for all symptoms that a source silences under the same conditions. */
function merged(inhibitions: readonly Inhibition[]): Inhibition[] {
  const rules = new Map<string, { inhibition: Inhibition; names: string[] }>();
  for (const inhibition of inhibitions) {
    const [name, ...conditions] = inhibition.target;
    const key = JSON.stringify([inhibition.source, conditions, inhibition.equal]);
    const rule = rules.get(key) ?? { inhibition, names: [] };
    rule.names.push(...(name?.values ?? []));
    rules.set(key, rule);
  }
  return [...rules.values()].map(({ inhibition: { source, target, equal }, names }) => ({
    source,
    target: [oneOf("alertname", ...names), ...target.slice(1)],
    equal,
  }));
}
