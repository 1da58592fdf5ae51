import { budgetLeft } from "../kit/kinds/budget-left.ts";
import { burnRate } from "../kit/kinds/burn-rate.ts";
import { burnWindows } from "../kit/kinds/burn-windows.ts";
import { gaugeValue } from "../kit/kinds/gauge-value.ts";
import { timeSince } from "../kit/kinds/time-since.ts";
import { up } from "../kit/kinds/up.ts";
import type { Metric } from "../kit/model/metric.ts";
import { promql } from "../kit/model/promql.ts";
import { type Behaviour, type Objective, type Prose, signal } from "../kit/model/signal.ts";
import { count, ratio, seconds, type Unit } from "../kit/model/unit.ts";
import { budget } from "./availability.ts";
import { journeys } from "./metrics/journeys.ts";

const works = (journey: string, does: { fr: string; en: string }) =>
  up({
    gauge: journeys.success,
    where: [`journey="${journey}"`],
    example: { journey },
    per: ["instance", "journey"],
    title: does,
    about: {
      fr: "1 quand le dernier parcours dans un vrai navigateur est allé au bout ; 0 quand il a échoué deux fois de suite.",
      en: "1 while the last journey in a real browser got to its end; 0 when it failed twice in a row.",
    },
  });

export const searchWorks = signal(
  "journey:search_works:min",
  works("search", { fr: "La recherche aboutit", en: "Searching works" }),
);
export const signInWorks = signal(
  "journey:sign_in_works:min",
  works("sign-in", { fr: "La connexion aboutit", en: "Signing in works" }),
);
export const registrationWorks = signal(
  "journey:registration_works:min",
  works("register", { fr: "L'inscription aboutit", en: "Registering works" }),
);

export const sinceWalked = signal(
  "journey:walked:since",
  timeSince({
    timestamp: journeys.timestamp,
    per: ["instance", "journey"],
    title: { fr: "Dernier parcours", en: "Last walk" },
    about: {
      fr: "Temps écoulé depuis que le navigateur a parcouru chaque parcours jusqu'à un résultat ; un toutes les deux minutes.",
      en: "Time since the browser walked each journey to a result; one every two minutes.",
    },
  }),
);

const vital = (gauge: Metric, unit: Unit, objective: Objective, prose: Prose) =>
  gaugeValue({ gauge, take: "max", unit, objective, per: ["instance", "journey", "step"], ...prose });

// "Good" is what Google calls so for three visits in four. https://web.dev/articles/vitals
export const largestPaint = signal(
  "step:largest_contentful_paint:max",
  vital(
    journeys.largestPaint,
    seconds,
    { below: 2.5 },
    {
      title: { fr: "Affichage du contenu (LCP)", en: "Content shown (LCP)" },
      about: {
        fr: "Temps jusqu'à l'affichage du plus grand élément de la page où mène chaque étape, dans un vrai navigateur.",
        en: "Time until the largest element of the page is shown to which each step leads, in a real browser.",
      },
    },
  ),
);
export const layoutShift = signal(
  "step:layout_shift:max",
  vital(
    journeys.layoutShift,
    ratio,
    { below: 0.1 },
    {
      title: { fr: "Décalages de la page (CLS)", en: "Layout shifts (CLS)" },
      about: {
        fr: "Part de l'écran qui se déplace sous les yeux du visiteur pendant que la page se charge.",
        en: "Share of the screen that moves under the visitor's eyes while the page loads.",
      },
    },
  ),
);
export const interaction = signal(
  "step:interaction_to_next_paint:max",
  vital(
    journeys.interaction,
    seconds,
    { below: 0.2 },
    {
      title: { fr: "Réponse au clic (INP)", en: "Answer to a click (INP)" },
      about: {
        fr: "Temps entre un clic et ce que la page en montre ; rien pour une étape qui quitte la page par ce clic.",
        en: "Time between a click and what the page shows of it; nothing for a step that leaves the page by it.",
      },
    },
  ),
);

// The promise of objectives.ts, for what visitors come for.

const counted = { unit: count, per: ["instance"], over: "5m", every: "1m" } as const;
export const journeysWalked = signal("instance:journeys:count5m", {
  ...counted,
  title: { fr: "Relevés des parcours", en: "Readings of journeys" },
  about: {
    fr: "Relevés du résultat des parcours en 5 minutes : quatre par minute et parcours.",
    en: "Readings of the journeys' results in 5 minutes: four a minute and journey.",
  },
  expr: promql`sum by (instance) (count_over_time(${journeys.success}[5m]))`,
});
export const journeysFailed = signal("instance:journeys_failed:count5m", {
  ...counted,
  title: { fr: "Relevés des parcours en échec", en: "Readings of failed journeys" },
  about: {
    fr: "Ceux de ces relevés où le parcours échouait. Un relevé qui manque n'est pas un échec.",
    en: "Those of these readings at which the journey failed. A reading that is missing is no failure.",
  },
  expr: promql`sum by (instance) (count_over_time(${journeys.success}[5m]) - sum_over_time(${journeys.success}[5m]))`,
});

const ofJourneys = {
  ...{ bad: journeysFailed, all: journeysWalked, budget },
  produceShare: ({ values, ...behaviour }: Behaviour) =>
    searchWorks.produce?.({ ...behaviour, values: values.map((share) => (share === null ? null : 1 - share)) }) ?? [],
};

export const journeysPage = signal(
  "instance:journeys_burn:page",
  burnRate({
    ...ofJourneys,
    windows: burnWindows.page,
    title: { fr: "Budget des parcours : vitesse d'alerte", en: "The journeys' budget: paging speed" },
    about: {
      fr: "À quelle vitesse les parcours consomment leur budget de 99,9 % sur 30 jours. 1 : 2 % du budget en une heure, ou 5 % en six heures, et cela continue.",
      en: "How fast the journeys spend their budget of 99.9 % over 30 days. 1: 2 % of the budget in an hour, or 5 % in six, and it goes on.",
    },
  }),
);
export const journeysTicket = signal(
  "instance:journeys_burn:ticket",
  burnRate({
    ...ofJourneys,
    windows: burnWindows.ticket,
    title: { fr: "Budget des parcours : vitesse lente", en: "The journeys' budget: slow speed" },
    about: {
      fr: "Le même budget, plus lentement. 1 : 10 % en un jour, ou 10 % en trois jours, et cela continue.",
      en: "The same budget, more slowly. 1: 10 % in a day, or 10 % in three days, and it goes on.",
    },
  }),
);
export const journeysLeft = signal(
  "instance:journeys_budget:left30d",
  budgetLeft({
    ...{ bad: journeysFailed, all: journeysWalked, budget },
    title: { fr: "Budget des parcours restant", en: "The journeys' budget left" },
    about: {
      fr: "Part du budget de 30 jours (0,1 % du temps en échec) qui reste aux parcours ; négative quand l'objectif est manqué.",
      en: "Share of the journeys' budget of 30 days (0.1 % of the time failing) that is left; negative once the objective is missed.",
    },
  }),
);
