import { budgetLeft } from "../kit/kinds/budget-left.ts";
import { burnRate } from "../kit/kinds/burn-rate.ts";
import { burnWindows } from "../kit/kinds/burn-windows.ts";
import { gaugeValue } from "../kit/kinds/gauge-value.ts";
import { timeSince } from "../kit/kinds/time-since.ts";
import { up } from "../kit/kinds/up.ts";
import type { Metric } from "../kit/model/metric.ts";
import { promql } from "../kit/model/promql.ts";
import {
  type Behaviour,
  type Objective,
  type Prose,
  type Signal,
  type SignalDefinition,
  signal,
} from "../kit/model/signal.ts";
import type { Text } from "../kit/model/text.ts";
import { count, ratio, seconds, type Unit } from "../kit/model/unit.ts";
import { budget } from "./availability.ts";
import { journeys } from "./metrics/journeys.ts";

/** From one walk to the end of the next (parts/journeys.ts): the site is back, and nobody has walked there yet. */
const untilWalkedAgain = "3m";

const works = (journey: string, does: { fr: string; en: string }): SignalDefinition => ({
  remembers: untilWalkedAgain,
  ...up({
    gauge: journeys.success,
    where: [`journey="${journey}"`],
    example: { journey },
    per: ["instance", "journey"],
    title: does,
    about: {
      fr: "1 quand le dernier parcours dans un vrai navigateur est allé au bout ; 0 quand il a échoué deux fois de suite.",
      en: "1 while the last journey in a real browser got to its end; 0 when it failed twice in a row.",
    },
  }),
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

interface Walked {
  /** A matcher of the journeys meant, or none. */
  readonly where?: readonly string[];
  /** "des parcours", "of the journeys". */
  readonly of: Text;
}

const counted = { unit: count, per: ["instance"], over: "5m", every: "1m" } as const;
const walkedOf = ({ where = [], of }: Walked): SignalDefinition => ({
  ...counted,
  title: { fr: `Relevés ${of.fr}`, en: `Readings ${of.en}` },
  about: {
    fr: `Relevés du résultat ${of.fr} en 5 minutes : quatre par minute et parcours.`,
    en: `Readings of the result ${of.en} in 5 minutes: four a minute and journey.`,
  },
  expr: promql`sum by (instance) (count_over_time(${journeys.success.where(...where)}[5m]))`,
});
const failedOf = ({ where = [], of }: Walked): SignalDefinition => {
  const results = journeys.success.where(...where);
  return {
    ...counted,
    title: { fr: `Relevés ${of.fr} en échec`, en: `Failed readings ${of.en}` },
    about: {
      fr: `Ceux des relevés ${of.fr} qui étaient en échec. Un relevé qui manque n'est pas un échec.`,
      en: `Those of the readings ${of.en} that were failures. A reading that is missing is no failure.`,
    },
    expr: promql`sum by (instance) (count_over_time(${results}[5m]) - sum_over_time(${results}[5m]))`,
  };
};

const all: Walked = { of: { fr: "des parcours", en: "of the journeys" } };
export const journeysWalked = signal("instance:journeys:count5m", walkedOf(all));
export const journeysFailed = signal("instance:journeys_failed:count5m", failedOf(all));

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
const left = (bad: Signal, walked: Signal, { of }: Walked) =>
  budgetLeft({
    ...{ bad, all: walked, budget },
    title: { fr: `Budget ${of.fr} restant`, en: `Budget ${of.en} left` },
    about: {
      fr: `Part du budget de 30 jours (0,1 % du temps en échec) qui reste, vue par un vrai navigateur ; négative quand l'objectif est manqué.`,
      en: `Share of the budget of 30 days (0.1 % of the time failing) that is left, as a real browser sees it; negative once the objective is missed.`,
    },
  });

const search: Walked = {
  where: ['journey="search"'],
  of: { fr: "du parcours « chercher »", en: 'of the journey "search"' },
};
export const searchesWalked = signal("instance:journey_search:count5m", walkedOf(search));
export const searchesFailed = signal("instance:journey_search_failed:count5m", failedOf(search));
export const searchesLeft = signal(
  "instance:journey_search_budget:left30d",
  left(searchesFailed, searchesWalked, search),
);

const signIn: Walked = {
  where: ['journey="sign-in"'],
  of: { fr: "du parcours « se connecter »", en: 'of the journey "sign in"' },
};
export const signInsWalked = signal("instance:journey_sign_in:count5m", walkedOf(signIn));
export const signInsFailing = signal("instance:journey_sign_in_failed:count5m", failedOf(signIn));
export const signInJourneysLeft = signal(
  "instance:journey_sign_in_budget:left30d",
  left(signInsFailing, signInsWalked, signIn),
);

const register: Walked = {
  where: ['journey="register"'],
  of: { fr: "du parcours « s'inscrire »", en: 'of the journey "register"' },
};
export const registrationsWalked = signal("instance:journey_register:count5m", walkedOf(register));
export const registrationsFailing = signal("instance:journey_register_failed:count5m", failedOf(register));
export const registrationJourneysLeft = signal(
  "instance:journey_register_budget:left30d",
  left(registrationsFailing, registrationsWalked, register),
);
