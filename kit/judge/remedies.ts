import { type Alert, componentOf } from "../model/alert.ts";
import { duration, seconds } from "../model/durations.ts";
import type { Environment } from "../model/environment.ts";
import { cureShown, type Healing, healingsOf, remembered, shortestCoolDown } from "../model/healing.ts";
import { nearest } from "../model/mistakes.ts";
import { remedyName } from "../model/remedy.ts";
import { missingTranslations } from "../model/text.ts";
import { judge } from "./judge.ts";

/** A cure that shows later than this shows nothing: meanwhile anything else may have ended it. */
const shownWithin = "15m";

/** What may be repaired without a person, and what an environment allows of it. */
export const remedies = judge(
  {
    "heal-something": "An alert that heals names an action and its target.",
    "heal-bounded": "What heals does so a bounded number of times in a span.",
    "heal-translated": "What heals is said in every language.",
    "heal-cool-down": "What heals is not done again while the signal still shows what is over.",
    "heal-label": "What heals is chosen by labels that the alert has.",
    "heal-cause": "What a cause repairs is left to it.",
    "heal-shows": "The signal of an alert that heals shows the cure soon.",
    "heal-in-time": "The cure shows before people are told, or the alert says why it does not.",
    "heal-late-reason": "Only an alert that heals late says why it does.",
    "heal-allowed": "An environment allows what some alert heals by.",
  },
  (wrong, environment, declared) => {
    for (const healing of healingsOf(environment)) look(healing);
    actMistakes();

    function look({ declared: { alert }, level, after, steps }: Healing): void {
      const { name: called, place, on } = alert;
      if (steps.length === 0)
        wrong(
          "heal-something",
          place,
          `${called} heals by nothing`,
          "name an action and its target, or leave heals out",
        );
      const [first] = steps;
      for (const { remedy, coolDown } of steps) {
        const name = remedyName(remedy);
        if (remedy.target.name.trim() === "")
          wrong(
            "heal-something",
            place,
            `${called} heals by "${remedy.action}" of nothing`,
            "name a target that a part declares",
          );
        if (!(Number.isInteger(remedy.atMost) && remedy.atMost > 0) || seconds(remedy.per) === 0)
          wrong(
            "heal-bounded",
            place,
            `${called} heals by "${name}" without a bound`,
            "say atMost, a whole number above 0, and per",
          );
        for (const locale of missingTranslations(remedy.said))
          wrong(
            "heal-translated",
            place,
            `${called} heals by "${name}", which is not said in "${locale}"`,
            `write said.${locale}`,
          );
        if (seconds(coolDown) < seconds(shortestCoolDown(alert, remedy, environment)))
          wrong(
            "heal-cool-down",
            place,
            `${called} may "${name}" again after ${coolDown}, while its signal still shows what is over`,
            `leave coolDown out: ${shortestCoolDown(alert, remedy, environment)} is the shortest`,
          );
        for (const label of Object.keys(remedy.only ?? {}).filter((one) => !on.per.includes(one)))
          wrong(
            "heal-label",
            place,
            `${called} heals by "${name}" those with the label "${label}", which it does not have`,
            `use one of ${on.per.join(", ") || "none"}`,
          );
        const elsewhere = healedElsewhere(alert, remedy.target.name, componentsOf(environment));
        if (elsewhere)
          wrong(
            "heal-cause",
            place,
            `${called} heals ${remedy.target.name}, as ${elsewhere.name} does, which explains it`,
            `leave it to ${elsewhere.name}: what explains it is repaired, not what it brings about`,
          );
      }
      if (remembered(alert) > seconds(shownWithin))
        wrong(
          "heal-shows",
          place,
          `${called} heals, but ${on.name} remembers ${duration(remembered(alert))}: it shows no cure within ${shownWithin}`,
          "heal where a signal with a shorter past tells of it",
        );
      if (first === undefined) return;
      const shown = seconds(after) + cureShown(alert, first.remedy, environment);
      const late = shown > seconds(level.for);
      if (late && alert.healsLate === undefined)
        wrong(
          "heal-in-time",
          place,
          `${called} tells people after ${level.for}, and "${remedyName(first.remedy)}" shows its cure only after ${duration(shown)}`,
          "let the level wait longer, or say why people are told meanwhile (healsLate)",
        );
      if (!late && alert.healsLate !== undefined)
        wrong("heal-late-reason", place, `${called} says why it heals late, and does not`, "leave healsLate out");
    }

    /** What an environment allows that nobody declares would otherwise never be done, and nobody would know why. */
    function actMistakes(): void {
      const { config } = environment;
      const names = [...new Set(declared.flatMap(({ heals = [] }) => heals.map(remedyName)))];
      for (const name of config.remediation.act.filter((one) => !names.includes(one))) {
        const meant = nearest(name, names);
        const remedy =
          meant === undefined ? `remove it, or name one of ${names.join(", ")}` : `did you mean "${meant}"?`;
        wrong(
          "heal-allowed",
          config.at(["remediation", "act"]),
          `remediation.act: no alert heals by "${name}"`,
          remedy,
        );
      }
    }
  },
);

type ComponentOf = (alert: Alert) => string;
const componentsOf =
  ({ platform }: Environment): ComponentOf =>
  (alert) =>
    componentOf(platform.components, alert);

/** An alert of another part that explains this one, through others as well, and repairs the same thing. */
function healedElsewhere(
  alert: Alert,
  target: string,
  component: ComponentOf,
  seen: Set<Alert> = new Set([alert]),
  own = component(alert),
): Alert | undefined {
  for (const { alert: cause } of alert.causes ?? []) {
    if (seen.has(cause)) continue;
    seen.add(cause);
    if (component(cause) !== own && cause.heals?.some((one) => one.target.name === target)) return cause;
    const further = healedElsewhere(cause, target, component, seen, own);
    if (further) return further;
  }
  return undefined;
}
