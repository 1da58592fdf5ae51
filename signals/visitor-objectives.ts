import { budgetLeft } from "../kit/kinds/budget-left.ts";
import { signal } from "../kit/model/signal.ts";
import { budget } from "./availability.ts";
import { requestsFailedOf, requestsServedOf } from "./kinds/request-rates.ts";

// The promise of objectives.ts for what visitors do most. Route by route, because all requests together hide a route of
// which each request fails (benevoclic.md section 7, the full announcement).

const signIns = {
  where: 'path=~"/auth/login|/auth/register"',
  of: { fr: "de connexion et de création de compte", en: "to sign in or to create an account" },
};
export const signInsServed = signal("instance:sign_ins_served:rate5m", requestsServedOf(signIns));
export const signInsFailed = signal("instance:sign_ins_failed:rate5m", requestsFailedOf(signIns, signInsServed));
export const signInsLeft = signal(
  "instance:sign_ins_budget:left30d",
  budgetLeft({
    ...{ bad: signInsFailed, all: signInsServed, budget },
    title: { fr: "Budget des connexions restant", en: "Budget of sign-ins left" },
    about: {
      fr: "Part du budget de 30 jours (0,1 % des connexions et créations de compte en erreur) qui reste ; négative quand l'objectif est manqué.",
      en: "Share of the budget of 30 days (0.1 % of sign-ins and new accounts failing) that is left; negative once the objective is missed.",
    },
  }),
);

const announcements = {
  where: 'path=~"/announcements|/announcements/search|/announcement|/announcement/:id"',
  of: { fr: "d'annonces", en: "for announcements" },
};
export const announcementsServed = signal(
  "instance:announcement_requests_served:rate5m",
  requestsServedOf(announcements),
);
export const announcementsFailed = signal(
  "instance:announcement_requests_failed:rate5m",
  requestsFailedOf(announcements, announcementsServed),
);
export const announcementsLeft = signal(
  "instance:announcement_requests_budget:left30d",
  budgetLeft({
    ...{ bad: announcementsFailed, all: announcementsServed, budget },
    title: { fr: "Budget des annonces restant", en: "Budget of announcements left" },
    about: {
      fr: "Part du budget de 30 jours (0,1 % des lectures et recherches d'annonces en erreur) qui reste ; négative quand l'objectif est manqué.",
      en: "Share of the budget of 30 days (0.1 % of reading and searching announcements failing) that is left; negative once the objective is missed.",
    },
  }),
);

const registrations = {
  where: 'path="/announcement/:id/register"',
  of: { fr: "d'inscription à une annonce", en: "to register for an announcement" },
};
export const registrationsServed = signal(
  "instance:registration_requests_served:rate5m",
  requestsServedOf(registrations),
);
export const registrationsFailed = signal(
  "instance:registration_requests_failed:rate5m",
  requestsFailedOf(registrations, registrationsServed),
);
export const registrationsLeft = signal(
  "instance:registration_requests_budget:left30d",
  budgetLeft({
    ...{ bad: registrationsFailed, all: registrationsServed, budget },
    title: { fr: "Budget des inscriptions restant", en: "Budget of registrations left" },
    about: {
      fr: "Part du budget de 30 jours (0,1 % des inscriptions à une annonce en erreur) qui reste ; négative quand l'objectif est manqué.",
      en: "Share of the budget of 30 days (0.1 % of registrations for announcements failing) that is left; negative once the objective is missed.",
    },
  }),
);
