import { seconds } from "../model/durations.ts";
import type { Environment, EnvironmentAlert } from "../model/environment.ts";
import { spanText } from "../model/figures.ts";
import { type Healing, type HealingStep, healingsOf } from "../model/healing.ts";
import { remedyName } from "../model/remedy.ts";
import type { Locale, Text } from "../model/text.ts";
import { severityWords } from "../model/words.ts";

const words = {
  title: { fr: "Ce qui se répare sans intervention", en: "What is repaired without a person" },
  acts: { fr: "fait ici", en: "done here" },
  says: { fr: "seulement dit ici", en: "only said here" },
  never: { fr: "Rien n'est tenté :", en: "Nothing is tried:" },
  quiet: {
    fr: "pendant une maintenance déclarée, ou si cette alerte est en silence",
    en: "in a declared maintenance, or while this alert is silenced",
  },
  unanswered: {
    fr: "si Prometheus ou Alertmanager ne répond pas",
    en: "if Prometheus or Alertmanager does not answer",
  },
  late: {
    fr: "La mesure montre tard la guérison : les personnes sont prévenues sans l'attendre.",
    en: "The signal shows a cure late: people are told without waiting for it.",
  },
  afterwards: {
    fr: "Si rien n'a aidé, une personne est prévenue aussitôt, et le message dit ce qui a été tenté.",
    en: "If nothing has helped, a person is told at once, and the message says what was tried.",
  },
} satisfies Record<string, Text>;

/** Sentences that name something. */
const sentences = {
  fr: {
    when: (after: string, level: string) =>
      `Après ${after} au niveau « ${level} » ; chaque essai une fois, le suivant seulement si la mesure reste mauvaise :`,
    budget: (atMost: number, per: string) => `au plus ${atMost} fois en ${per}`,
    perDay: (times: number) => `${times} fois par jour`,
    apart: (coolDown: string) => `à ${coolDown} d'intervalle au moins`,
    only: (which: string) => `seulement pour ${which}`,
    deployed: (within: string) => `seulement dans les ${within} après un changement de version`,
    explained: (causes: string) => `tant que se déclenche, ou va se déclencher, ce qui l'explique : ${causes}`,
    started: (target: string, time: string) =>
      `quand ${target} vient de démarrer (un déploiement, une personne) : il a ${time} pour répondre ; ce qui redémarre sans fin de lui-même n'est pas redémarré une fois de plus`,
    forbidden: (stop: string, allow: string) =>
      `quand quelqu'un l'a interdit : ${stop} l'interdit, ${allow} l'autorise de nouveau`,
    saidOnly: (names: string) => `Pour que ce soit fait et non seulement dit, nommer dans config/ sous ${names}.`,
  },
  en: {
    when: (after: string, level: string) =>
      `After ${after} at level "${level}"; each step once, the next only if the signal stays bad:`,
    budget: (atMost: number, per: string) => `at most ${atMost === 1 ? "once" : `${atMost} times`} in ${per}`,
    perDay: (times: number) => `${times} times a day`,
    apart: (coolDown: string) => `${coolDown} apart at least`,
    only: (which: string) => `only for ${which}`,
    deployed: (within: string) => `only within ${within} of a change of version`,
    explained: (causes: string) => `while what explains it fires, or is about to: ${causes}`,
    started: (target: string, time: string) =>
      `when ${target} has just been started (a deploy, a person): it has ${time} to answer; what starts again and again by itself is not restarted once more`,
    forbidden: (stop: string, allow: string) =>
      `when somebody has forbidden it: ${stop} forbids it, ${allow} allows it again`,
    saidOnly: (names: string) => `To have it done and not only said, name in config/ under ${names}.`,
  },
} as const satisfies Record<Locale, object>;

/** The section of a runbook that says what is tried without a person, and when it is not; none where nothing is. */
export function healingSection(environment: Environment, declared: EnvironmentAlert): string[] {
  const healing = healingOf(environment, declared);
  if (healing === undefined) return [];
  const { locale, environment: name } = environment.config;
  const say = sentences[locale];
  const { alert } = declared;
  const word = (key: keyof typeof words) => words[key][locale];
  const targets = [...new Map(healing.steps.map(({ remedy: { target } }) => [target.name, target])).values()];
  const causes = environment.alerts.filter((other) =>
    healing.unless.some(({ alertname }) => alertname === other.alert.name),
  );
  const never = [
    ...(causes.length > 0
      ? [say.explained(causes.map((one) => `[${one.alert.title[locale]}](${one.alert.name}.md)`).join(", "))]
      : []),
    ...targets.map((target) => say.started(`\`${target.name}\``, spanText(target.startsWithin, locale))),
    word("quiet"),
    say.forbidden(
      `\`npm run remediation -- stop --environment ${name}\``,
      `\`npm run remediation -- allow --environment ${name}\``,
    ),
    word("unanswered"),
  ];
  const saidOnly = healing.steps.filter(({ acts }) => !acts).map(({ remedy }) => remedyName(remedy));
  return [
    `## ${word("title")}`,
    say.when(spanText(healing.after, locale), severityWords[healing.level.severity][locale]),
    healing.steps
      .map(
        (step, index) =>
          `${index + 1}. ${step.remedy.said[locale]} \`${step.remedy.target.name}\` (**${word(step.acts ? "acts" : "says")}**), ${[...boundsOf(step, locale), ...conditionsOf(step, locale)].join(", ")}`,
      )
      .join("\n"),
    ...(saidOnly.length > 0 ? [say.saidOnly(`\`remediation.act: [${[...new Set(saidOnly)].join(", ")}]\``)] : []),
    ...(alert.healsLate === undefined ? [] : [word("late")]),
    ...(saidOnly.length < healing.steps.length ? [word("afterwards")] : []),
    `${word("never")}\n\n${never.map((line) => `- ${line}`).join("\n")}`,
  ];
}

/** What is tried of one level of an alert, in one line of the table of routes. */
export function healedBy(environment: Environment, declared: EnvironmentAlert, severity: string): string[] {
  const healing = healingOf(environment, declared);
  if (healing?.level.severity !== severity) return [];
  return healing.steps.map((step) => {
    const { remedy, acts } = step;
    const bounds = [sentences.en.budget(remedy.atMost, spanText(remedy.per, "en")), ...conditionsOf(step, "en")].join(
      ", ",
    );
    return `${remedyName(remedy)} ${acts ? "" : "(only said) "}after ${spanText(healing.after, "en")}, ${bounds}`;
  });
}

const healingOf = (environment: Environment, declared: EnvironmentAlert): Healing | undefined =>
  healingsOf(environment).find((one) => one.declared === declared);

function boundsOf({ remedy, perDay, coolDown }: HealingStep, locale: Locale): string[] {
  const say = sentences[locale];
  // A day's budget says nothing about what is counted by the day or longer.
  const daily = seconds(remedy.per) < seconds("1d") ? [say.perDay(perDay)] : [];
  return [say.budget(remedy.atMost, spanText(remedy.per, locale)), ...daily, say.apart(spanText(coolDown, locale))];
}

function conditionsOf({ remedy }: HealingStep, locale: Locale): string[] {
  const say = sentences[locale];
  const only = Object.entries(remedy.only ?? {}).map(([label, value]) => `\`${label}="${value}"\``);
  return [
    ...(only.length > 0 ? [say.only(only.join(", "))] : []),
    ...(remedy.whenDeployedWithin === undefined ? [] : [say.deployed(spanText(remedy.whenDeployedWithin, locale))]),
  ];
}
