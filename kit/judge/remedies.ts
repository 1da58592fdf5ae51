import { type Alert, componentOf } from "../model/alert.ts";
import { duration, seconds } from "../model/durations.ts";
import type { Environment } from "../model/environment.ts";
import { cureShown, type Healing, healingsOf, remembered, shortestCoolDown } from "../model/healing.ts";
import { type Mistake, nearest } from "../model/mistakes.ts";
import { remedyName } from "../model/remedy.ts";
import { missingTranslations } from "../model/text.ts";

/** A cure that shows later than this shows nothing: meanwhile anything else may have ended it. */
const shownWithin = "15m";

/** What is wrong in what may be repaired without a person, and in what an environment allows of it. */
export function remedyMistakes(environment: Environment, declared: readonly Alert[]): Mistake[] {
  return [...healingsOf(environment).flatMap(mistakesIn), ...actMistakes(environment, declared)];

  function mistakesIn({ declared: { alert }, level, after, steps }: Healing): Mistake[] {
    const wrong = (what: string, remedy: string): Mistake => ({
      ...{ where: String(alert.place), what: `${alert.name} ${what}`, remedy },
    });
    const found: Mistake[] = [];
    if (steps.length === 0) found.push(wrong("heals by nothing", "name an action and its target, or leave heals out"));
    const [first] = steps;
    for (const { remedy, coolDown } of steps) {
      const name = remedyName(remedy);
      if (remedy.target.name.trim() === "")
        found.push(wrong(`heals by "${remedy.action}" of nothing`, "name a target that is declared in parts/"));
      if (!(Number.isInteger(remedy.atMost) && remedy.atMost > 0) || seconds(remedy.per) === 0)
        found.push(wrong(`heals by "${name}" without a bound`, "say atMost, a whole number above 0, and per"));
      for (const locale of missingTranslations(remedy.said))
        found.push(wrong(`heals by "${name}", which is not said in "${locale}"`, `write said.${locale}`));
      if (seconds(coolDown) < seconds(shortestCoolDown(alert, remedy, environment)))
        found.push(
          wrong(
            `may "${name}" again after ${coolDown}, while its signal still shows what is over`,
            `leave coolDown out: ${shortestCoolDown(alert, remedy, environment)} is the shortest`,
          ),
        );
      for (const label of Object.keys(remedy.only ?? {}).filter((one) => !alert.on.per.includes(one)))
        found.push(
          wrong(
            `heals by "${name}" those with the label "${label}", which it does not have`,
            `use one of ${alert.on.per.join(", ") || "none"}`,
          ),
        );
      const elsewhere = healedElsewhere(alert, remedy.target.name, componentsOf(environment));
      if (elsewhere)
        found.push(
          wrong(
            `heals ${remedy.target.name}, as ${elsewhere.name} does, which explains it`,
            `leave it to ${elsewhere.name}: what explains it is repaired, not what it brings about`,
          ),
        );
    }
    if (remembered(alert) > seconds(shownWithin))
      found.push(
        wrong(
          `heals, but ${alert.on.name} remembers ${duration(remembered(alert))}: it shows no cure within ${shownWithin}`,
          "heal where a signal with a shorter past tells of it",
        ),
      );
    if (first === undefined) return found;
    const shown = seconds(after) + cureShown(alert, first.remedy, environment);
    const late = shown > seconds(level.for);
    if (late && alert.healsLate === undefined)
      found.push(
        wrong(
          `tells people after ${level.for}, and "${remedyName(first.remedy)}" shows its cure only after ${duration(shown)}`,
          "let the level wait longer, or say why people are told meanwhile (healsLate)",
        ),
      );
    if (!late && alert.healsLate !== undefined)
      found.push(wrong("says why it heals late, and does not", "leave healsLate out"));
    return found;
  }
}

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

/** What an environment allows that nobody declares would otherwise never be done, and nobody would know why. */
function actMistakes({ config }: Environment, declared: readonly Alert[]): Mistake[] {
  const names = [...new Set(declared.flatMap(({ heals = [] }) => heals.map(remedyName)))];
  return config.remediation.act
    .filter((name) => !names.includes(name))
    .map((name) => {
      const meant = nearest(name, names);
      return {
        where: config.at(["remediation", "act"]),
        what: `remediation.act: no alert heals by "${name}"`,
        remedy: meant === undefined ? `remove it, or name one of ${names.join(", ")}` : `did you mean "${meant}"?`,
      };
    });
}
