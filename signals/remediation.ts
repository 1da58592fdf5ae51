import { gaugeValue } from "../kit/kinds/gauge-value.ts";
import { raised } from "../kit/kinds/raised.ts";
import { timeSince } from "../kit/kinds/time-since.ts";
import { signal } from "../kit/model/signal.ts";
import { bool, whole } from "../kit/model/unit.ts";
import { remediation } from "./metrics/remediation.ts";

export const remediationGivenUp = signal("target:remediation_given_up:max", {
  ...raised({
    flag: remediation.givenUp,
    where: ['level="critical"'],
    example: { level: "critical" },
    per: ["instance", "target"],
    title: { fr: "Réparation abandonnée", en: "Repair given up" },
    about: {
      fr: "1 tant qu'une panne dure que la réparation automatique n'a pas pu, ou plus le droit de réparer.",
      en: "1 while a fault goes on that self-healing could not, or may not any more, repair.",
    },
  }),
  every: "5s",
});

export const healedInWeek = signal("target:remediation_healed:count7d", {
  ...gaugeValue({
    gauge: remediation.healedInWeek,
    take: "max",
    unit: whole,
    per: ["instance", "action", "target"],
    title: { fr: "Réparations en 7 jours", en: "Repairs within 7 days" },
    about: {
      fr: "Combien de fois la même action a réparé la même chose en une semaine, sans que personne n'intervienne.",
      en: "How often the same action repaired the same thing within a week, without anybody.",
    },
  }),
  every: "1m",
});

export const sinceHealed = signal(
  "target:remediation_healed:since",
  timeSince({
    timestamp: remediation.healedAt,
    per: ["instance", "action", "target"],
    title: { fr: "Dernière réparation", en: "Last repair" },
    about: {
      fr: "Temps écoulé depuis la dernière réparation réussie de chaque chose.",
      en: "Time since each thing was last repaired.",
    },
  }),
);

export const remediationAllowed = signal(
  "instance:remediation_allowed:min",
  gaugeValue({
    gauge: remediation.allowed,
    take: "min",
    unit: bool,
    per: ["instance"],
    title: { fr: "Réparation autorisée", en: "Self-healing allowed" },
    about: {
      fr: "0 tant qu'une personne a interdit toute réparation automatique (npm run remediation -- stop).",
      en: "0 while a person has forbidden all self-healing (npm run remediation -- stop).",
    },
  }),
);

export const remediationBudget = signal("target:remediation_budget_left:min", {
  ...gaugeValue({
    gauge: remediation.budgetLeft,
    take: "min",
    unit: whole,
    per: ["instance", "action", "target"],
    title: { fr: "Réparations encore permises", en: "Repairs still allowed" },
    about: {
      fr: "Combien de fois chaque action peut encore être faite maintenant ; à 0, une personne doit regarder.",
      en: "How often each action may still be done now; at 0 a person must look.",
    },
  }),
  every: "1m",
});
