import type { State } from "../../kit/model/panel.ts";
import { promql, selector } from "../../kit/model/promql.ts";
import { signal } from "../../kit/model/signal.ts";
import { bool, seconds, whole } from "../../kit/model/unit.ts";
import { terms } from "../../kit/model/words.ts";
import { remediation } from "../../signals/metrics/remediation.ts";

export const healings = signal("target:remediation_runs:sum", {
  unit: whole,
  per: ["instance", "action", "target", "outcome"],
  title: { fr: "Ce qui a été tenté", en: "What was tried" },
  about: {
    fr: "Actions sans intervention depuis le début, par ce qu'il en est advenu.",
    en: "Actions without anybody since the beginning, by what came of them.",
  },
  expr: promql`sum by (instance, action, target, outcome) (${remediation.runs}) > 0`,
});

export const outcomes: Readonly<Record<string, State>> = {
  healed: { text: { fr: "réparé", en: "healed" }, colour: "good" },
  failed: { text: terms.didNotHelp, colour: "critical" },
  refused: { text: terms.refused, colour: "warning" },
  dry_run: { text: { fr: "seulement dit", en: "only said" }, colour: "neutral" },
};

export const timeToHeal = signal("action:remediation_seconds:mean", {
  unit: seconds,
  per: ["instance", "action"],
  title: { fr: "De l'alerte à la guérison", en: "From alert to cure" },
  about: {
    fr: "Durée moyenne des réparations réussies, depuis le début ; l'objectif de rétablissement est de 2 minutes.",
    en: "Mean duration of the repairs that helped, since the beginning; service is to be restored within 2 minutes.",
  },
  objective: { below: 120 },
  expr: promql`sum by (instance, action) (${selector(remediation.duration, [], "_sum")}) / (sum by (instance, action) (${selector(remediation.duration, [], "_count")}) > 0)`,
});

export const underWay = signal("target:remediation_running:max", {
  unit: bool,
  per: ["instance", "action", "target"],
  every: "1m",
  title: { fr: "Réparations en cours", en: "Repairs under way" },
  about: {
    fr: "1 tant qu'une action est en cours, jusqu'à ce que le signal ait montré si elle a aidé.",
    en: "1 while an action is under way, until its signal has shown whether it helped.",
  },
  expr: promql`max by (instance, action, target) (${remediation.running})`,
});
