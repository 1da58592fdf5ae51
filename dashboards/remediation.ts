import { dashboard, row } from "../kit/model/dashboard.ts";
import { graph, list } from "../kit/model/panel.ts";
import {
  healedInWeek,
  remediationAllowed,
  remediationBudget,
  remediationGivenUp,
  sinceHealed,
} from "../signals/remediation.ts";
import { healings, outcomes, timeToHeal, underWay } from "./views/remediation.ts";

const neverHealed = { fr: "Rien n'a encore été réparé.", en: "Nothing was repaired yet." };

export const remediation = dashboard("remediation", {
  title: { fr: "Réparé sans intervention", en: "Healed by itself" },
  about: {
    fr: "Qu'est-ce qui a été réparé sans personne, avec quel succès, et qu'est-ce qui est encore permis ?",
    en: "What was repaired without anybody, with what success, and what is still allowed?",
  },
  readers: {
    fr: "Ingénieurs, le matin ; l'astreinte, quand une réparation n'aide pas.",
    en: "Engineers, in the morning; whoever is on call, when a repair does not help.",
  },
  since: "1d",
  rows: [
    row(
      { fr: "Ce qui a été fait", en: "What was done" },
      [
        list(healings, {
          whenEmpty: { fr: "Rien n'a encore été réparé, ni tenté.", en: "Nothing was repaired yet, nor tried." },
          columns: {
            target: { title: { fr: "Cible", en: "Target" } },
            action: { title: { fr: "Action", en: "Action" } },
            outcome: { title: { fr: "Suite", en: "Outcome" }, states: outcomes },
            value: { title: { fr: "Nombre", en: "Number" } },
          },
        }),
        graph(healedInWeek),
      ],
      [graph(timeToHeal, { whenEmpty: neverHealed }), graph(sinceHealed, { whenEmpty: neverHealed })],
    ),
    row(
      { fr: "Ce qui est permis", en: "What is allowed" },
      [
        remediationAllowed,
        underWay,
        graph(remediationGivenUp, {
          whenEmpty: { fr: "Aucune réparation n'a été abandonnée.", en: "No repair was given up." },
        }),
      ],
      [graph(remediationBudget)],
    ),
  ],
});
