import { type Promql, promql } from "../../kit/model/promql.ts";
import { signal } from "../../kit/model/signal.ts";
import type { Locale } from "../../kit/model/text.ts";
import { ratio } from "../../kit/model/unit.ts";
import { serviceLevels } from "../../signals/service-levels.ts";

/** Label values are in one language: that of most operators. */
const locale: Locale = "fr";

// What not every environment measures has a graph beside this list, which would be missing there.
const used = serviceLevels
  .filter(({ measuredBy }) => measuredBy === undefined)
  .map(({ left, title }) => promql`label_replace(1 - min(${left}), "objective", "${title[locale]}", "", "")`)
  .reduce((all: Promql, one) => promql`${all} or ${one}`);

/** What is used rather than what is left: the worst then stands first. */
export const budgetsUsed = signal("objective:budget_used:ratio30d", {
  unit: ratio,
  per: ["objective"],
  objective: { below: 1 },
  title: { fr: "Part consommée de chaque budget", en: "What is used of each budget" },
  about: {
    fr: "Part du budget d'erreurs de 30 jours qui est consommée, l'objectif le plus menacé d'abord ; plus de 100 % quand il est manqué. `npm run budget -- production` dit ce qui l'a consommée et quand le budget s'épuise, et arrête une mise en production quand il l'est.",
    en: "Share of the error budget of 30 days that is used, the objective most in danger first; more than 100 % once it is missed. `npm run budget -- production` says what used it and when it is spent, and stops a release when it is.",
  },
  expr: used,
});
