import { budgetLeft } from "../kit/kinds/budget-left.ts";
import { burnRate } from "../kit/kinds/burn-rate.ts";
import { burnWindows } from "../kit/kinds/burn-windows.ts";
import { type Behaviour, signal } from "../kit/model/signal.ts";
import { budget } from "./availability.ts";
import { probesFailedOf, probesMadeOf } from "./kinds/probe-counts.ts";
import { webReachable } from "./web.ts";

// The promise of objectives.ts, for the pages that visitors see. A page with the wrong content is no page.

const ofWeb = { target: "web-home", of: { fr: "du site", en: "of the web site" } };
export const webProbesFailed = signal("instance:web_probes_failed:count5m", probesFailedOf(ofWeb));
export const webProbesMade = signal("instance:web_probes:count5m", probesMadeOf(ofWeb));

const fromProbes = {
  bad: webProbesFailed,
  all: webProbesMade,
  budget,
  produceShare: ({ values, ...behaviour }: Behaviour) =>
    webReachable.produce?.({
      ...behaviour,
      values: values.map((share) => (share === null ? null : 1 - share)),
    }) ?? [],
};

export const webAvailabilityPage = signal(
  "instance:web_availability_burn:page",
  burnRate({
    ...fromProbes,
    windows: burnWindows.page,
    title: { fr: "Budget du site : vitesse d'alerte", en: "The web site's budget: paging speed" },
    about: {
      fr:
        "À quelle vitesse le site consomme son budget de 99,9 % sur 30 jours (43 minutes d'indisponibilité), vu par la " +
        "sonde. 1 : 2 % du budget en une heure, ou 5 % en six heures, et cela continue.",
      en:
        "How fast the web site spends its budget of 99.9 % over 30 days (43 minutes of unavailability), as the probe " +
        "sees it. 1: 2 % of the budget in an hour, or 5 % in six, and it goes on.",
    },
  }),
);

export const webAvailabilityTicket = signal(
  "instance:web_availability_burn:ticket",
  burnRate({
    ...fromProbes,
    windows: burnWindows.ticket,
    title: { fr: "Budget du site : vitesse lente", en: "The web site's budget: slow speed" },
    about: {
      fr: "Le même budget, plus lentement. 1 : 10 % en un jour, ou 10 % en trois jours, et cela continue.",
      en: "The same budget, more slowly. 1: 10 % in a day, or 10 % in three days, and it goes on.",
    },
  }),
);

export const webAvailabilityLeft = signal(
  "instance:web_availability_budget:left30d",
  budgetLeft({
    ...{ bad: webProbesFailed, all: webProbesMade, budget },
    title: { fr: "Budget du site restant", en: "The web site's budget left" },
    about: {
      fr: "Part du budget de 30 jours (43 minutes) qui reste au site, vu par la sonde ; négative quand l'objectif est manqué.",
      en: "Share of the web site's budget of 30 days (43 minutes) that is left, as the probe sees it; negative once the objective is missed.",
    },
  }),
);
