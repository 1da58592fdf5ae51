import type { Category } from "./category.ts";
import type { Condition } from "./condition.ts";
import type { Duration } from "./durations.ts";
import type { Example } from "./example.ts";
import type { LevelDefinition, Severity } from "./level.ts";
import { type Place, placeOfCall } from "./place.ts";
import type { Remedy } from "./remedy.ts";
import { heartbeat } from "./routing.ts";
import type { Signal } from "./signal.ts";
import type { Step } from "./step.ts";
import type { Text } from "./text.ts";

/** A part of the platform that alerts are about. */
export interface Component {
  /** The label `component`. */
  readonly name: string;
  readonly title: Text;
}

/** The parts of a platform, by the first word of the names of the alerts about them. */
export type Components = Readonly<Record<string, Component>>;

/** The component of the alerts about the monitoring itself. Every platform has it. */
export const monitoring = "monitoring";

/** When someone is told, and what they are told. Everything else is derived from it. */
export interface AlertDefinition {
  /** Names what is wrong in a few words, without placeholders: `API arrêtée`. Lists, messages and pages call the alert so. */
  readonly title: Text;
  readonly on: Signal;
  readonly category: Category;
  /** A condition without which a crossed limit means nothing, such as enough traffic. Its labels are some of the signal's. */
  readonly onlyWhile?: Condition;
  readonly levels: Readonly<Partial<Record<Severity, LevelDefinition>>>;
  /** What may explain this alert: while a cause fires on the same thing, this one is not told (inhibition). */
  readonly causes?: readonly Cause[];
  /** One line. `{{value}}`, `{{limit}}` and `{{<label>}}` stand for what they name. */
  readonly summary: Text;
  /** What is well again when it has ended: "API alive again". Left out, it is made of the signal's title and the limit. */
  readonly wellAgain?: Text;
  /** What users feel. */
  readonly impact: Text;
  /** What to do next, the first thing first. */
  readonly next: readonly Step[];
  /** What usually is behind it, the likeliest first; its runbook says them beside the alerts that explain it. */
  readonly likely?: readonly Likely[];
  readonly examples: { readonly fires: readonly Example[]; readonly silent: readonly Example[] };
  /** A fault of a library says itself which alert tells it; without one, why only the examples prove that it tells. */
  readonly provenBy?: { readonly examplesAlone: string };
  /** Nobody can use the platform while this is critical: it is told by SMS as well, where config/ names a topic. */
  readonly takesPlatformDown?: true;
  /** Something is gone, though not the whole: it is told in one message with whatever else is gone on the same instance. */
  readonly outage?: true;
  /** Nobody acted: label `escalation`, and a mail to this person. Only alerts over the anomaly recorder's metrics have it. */
  readonly escalation?: string;
  /** Why a level takes longer to be told than the times to tell of the platform ask. */
  readonly tellsLate?: string;
  /** One event that nothing accompanies or explains: nobody need wait for the rest of its group. Seconds in place of a minute. */
  readonly loneEvent?: true;
  /** Nobody here can end it soon: it is repeated less often than its severity is otherwise. */
  readonly repeats?: "4h" | "24h";
  /** Why it ends with the last bad value, and does not go on for a while as others do. */
  readonly endsAtOnce?: string;
  /** Fires always, by intent; only the sign of life does. Such an alert has no silent example. */
  readonly alwaysFiring?: true;
  /** What repairs it without a person, the mildest first: each is tried once, and only if the one before did not help. */
  readonly heals?: readonly Remedy[];
  /** The level at which it is repaired; the mildest where nothing says otherwise, so that the others need not come. */
  readonly healsAt?: Severity;
  /** How long its signal is bad before it is repaired; 10 seconds where nothing says otherwise. */
  readonly healsAfter?: Duration;
  /** Why people are told before a repair can have helped. */
  readonly healsLate?: string;
}

/** Something that may be behind an alert. */
export interface Likely {
  readonly when: Text;
  /** Its text says what one sees when it is so. */
  readonly test: Step;
  readonly cure: Step;
}

/** A declared alert. */
export interface Alert extends AlertDefinition {
  /** `<Component><What is wrong>`, such as HostDiskFilling. */
  readonly name: string;
  readonly place: Place;
}

type Labels = Readonly<Record<string, string>>;

/** An alert that explains another one. */
export interface Cause {
  readonly alert: Alert;
  /** Which occurrences of the symptom it explains: those with these labels. */
  readonly explains: Labels;
  /** Which occurrences of the cause explain it: those with these labels. */
  readonly only: Labels;
  /** Whichever thing the cause is about, it explains a symptom that is about none of them in particular. */
  readonly any: boolean;
}

/**
 * `causes: [because(hostDown), because(apiDown, { job: "api" }), because(processDown, {}, { app: "api" })]`
 * @param explains the labels of the occurrences of the symptom that it explains; left out, all of them
 * @param only the labels of the occurrences of the cause that count; needed where they are of more things than the symptom
 */
export const because = (alert: Alert, explains: Labels = {}, only: Labels = {}): Cause => ({
  ...{ alert, explains, only },
  any: false,
});

/** `causes: [becauseAny(apiRouteErrors)]`: errors on any one route explain the errors of the whole. */
export const becauseAny = (alert: Alert, explains: Labels = {}): Cause => ({ alert, explains, only: {}, any: true });

/** Declares an alert. Its name is `<Component><What is wrong>`. */
export function alert(name: string, definition: AlertDefinition): Alert {
  return { ...definition, name, place: placeOfCall(alert) };
}

/** The `component` label: the part of the platform that the name begins with. */
export function componentOf(components: Components, { name }: Pick<Alert, "name">): string {
  if (name === heartbeat.alertname) return monitoring;
  const found = Object.entries(components).find(([prefix]) => name.startsWith(prefix));
  if (found === undefined)
    throw new Error(`the name "${name}" begins with none of ${Object.keys(components).join(", ")}`);
  return found[1].name;
}
