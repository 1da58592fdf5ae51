import { budgetLeft } from "../kit/kinds/budget-left.ts";
import { burnRate } from "../kit/kinds/burn-rate.ts";
import { burnWindows } from "../kit/kinds/burn-windows.ts";
import { promql } from "../kit/model/promql.ts";
import { type Behaviour, signal } from "../kit/model/signal.ts";
import { perSecond } from "../kit/model/unit.ts";
import { apiReachable, serverErrors } from "./api.ts";
import { budget } from "./availability.ts";
import { probesFailedOf, probesMadeOf } from "./kinds/probe-counts.ts";
import { api, failed, peoplesRequests } from "./metrics/api.ts";

const ofApi = { target: "api-health", of: { fr: "de l'API", en: "of the API" } };
export const probesFailed = signal("instance:api_probes_failed:count5m", probesFailedOf(ofApi));
export const probesMade = signal("instance:api_probes:count5m", probesMadeOf(ofApi));

export const requestsServed = signal("instance:api_requests_served:rate5m", {
  unit: perSecond,
  per: ["instance"],
  over: "5m",
  every: "1m",
  title: { fr: "Requêtes des visiteurs", en: "Visitors' requests" },
  about: {
    fr: "Requêtes des visiteurs par seconde. Celles d'une route sans identifiant comptent double, des deux côtés du rapport.",
    en: "Visitors' requests per second. Those to a route without an id count twice, on both sides of the ratio.",
  },
  expr: promql`sum by (instance) (rate(${api.requests.where(peoplesRequests)}[5m]))`,
});

export const requestsFailed = signal("instance:api_requests_failed:rate5m", {
  unit: perSecond,
  per: ["instance"],
  over: "5m",
  every: "1m",
  title: { fr: "Requêtes des visiteurs en échec", en: "Visitors' failed requests" },
  about: {
    fr: "Requêtes des visiteurs auxquelles l'API a répondu par une erreur 5xx, par seconde ; zéro tant qu'il n'y en a pas.",
    en: "Visitors' requests that the API answered with a 5xx error, per second; zero while there is none.",
  },
  expr: promql`sum by (instance) (rate(${api.requests.where(peoplesRequests, failed)}[5m])) or 0 * ${requestsServed}`,
});

const fromProbes = {
  bad: probesFailed,
  all: probesMade,
  budget,
  produceShare: ({ values, ...behaviour }: Behaviour) =>
    apiReachable.produce?.({
      ...behaviour,
      values: values.map((share) => (share === null ? null : 1 - share)),
    }) ?? [],
};

const fromRequests = {
  bad: requestsFailed,
  all: requestsServed,
  budget,
  produceShare: (behaviour: Behaviour) => serverErrors.produce?.(behaviour) ?? [],
};

export const availabilityPage = signal(
  "instance:api_availability_burn:page",
  burnRate({
    ...fromProbes,
    windows: burnWindows.page,
    title: { fr: "Budget d'indisponibilité : vitesse d'alerte", en: "Unavailability budget: paging speed" },
    about: {
      fr:
        "À quelle vitesse l'API consomme son budget de 99,9 % sur 30 jours (43 minutes d'indisponibilité), vue par la " +
        "sonde. 1 : 2 % du budget en une heure, ou 5 % en six heures, et cela continue.",
      en:
        "How fast the API spends its budget of 99.9 % over 30 days (43 minutes of unavailability), as the probe sees " +
        "it. 1: 2 % of the budget in an hour, or 5 % in six, and it goes on.",
    },
  }),
);

export const availabilityTicket = signal(
  "instance:api_availability_burn:ticket",
  burnRate({
    ...fromProbes,
    windows: burnWindows.ticket,
    title: { fr: "Budget d'indisponibilité : vitesse lente", en: "Unavailability budget: slow speed" },
    about: {
      fr: "Le même budget, plus lentement. 1 : 10 % en un jour, ou 10 % en trois jours, et cela continue.",
      en: "The same budget, more slowly. 1: 10 % in a day, or 10 % in three days, and it goes on.",
    },
  }),
);

export const errorsPage = signal(
  "instance:api_errors_burn:page",
  burnRate({
    ...fromRequests,
    windows: burnWindows.page,
    title: { fr: "Budget d'erreurs : vitesse d'alerte", en: "Error budget: paging speed" },
    about: {
      fr:
        "À quelle vitesse l'API consomme son budget de 0,1 % de requêtes en erreur sur 30 jours. 1 : 2 % du budget en " +
        "une heure, ou 5 % en six heures, et cela continue.",
      en:
        "How fast the API spends its budget of 0.1 % failed requests over 30 days. 1: 2 % of the budget in an hour, " +
        "or 5 % in six, and it goes on.",
    },
  }),
);

export const errorsTicket = signal(
  "instance:api_errors_burn:ticket",
  burnRate({
    ...fromRequests,
    windows: burnWindows.ticket,
    title: { fr: "Budget d'erreurs : vitesse lente", en: "Error budget: slow speed" },
    about: {
      fr: "Le même budget, plus lentement. 1 : 10 % en un jour, ou 10 % en trois jours, et cela continue.",
      en: "The same budget, more slowly. 1: 10 % in a day, or 10 % in three days, and it goes on.",
    },
  }),
);

export const availabilityLeft = signal(
  "instance:api_availability_budget:left30d",
  budgetLeft({
    ...{ bad: probesFailed, all: probesMade, budget },
    title: { fr: "Budget d'indisponibilité restant", en: "Unavailability budget left" },
    about: {
      fr: "Part du budget de 30 jours (43 minutes) qui reste, vue par la sonde ; négative quand l'objectif est manqué.",
      en: "Share of the budget of 30 days (43 minutes) that is left, as the probe sees it; negative once the objective is missed.",
    },
  }),
);

export const errorsLeft = signal(
  "instance:api_errors_budget:left30d",
  budgetLeft({
    ...{ bad: requestsFailed, all: requestsServed, budget },
    title: { fr: "Budget d'erreurs restant", en: "Error budget left" },
    about: {
      fr: "Part du budget de 30 jours (0,1 % des requêtes) qui reste ; négative quand l'objectif est manqué.",
      en: "Share of the budget of 30 days (0.1 % of the requests) that is left; negative once the objective is missed.",
    },
  }),
);
