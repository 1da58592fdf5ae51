import type { ServiceLevel } from "../kit/model/service-level.ts";
import { budget } from "./availability.ts";
import {
  registrationJourneysLeft,
  registrationsFailing,
  registrationsWalked,
  searchesFailed,
  searchesLeft,
  searchesWalked,
  signInJourneysLeft,
  signInsFailing,
  signInsWalked,
} from "./journeys.ts";
import {
  availabilityLeft,
  errorsLeft,
  probesFailed,
  probesMade,
  requestsFailed,
  requestsServed,
} from "./objectives.ts";
import {
  announcementsFailed,
  announcementsLeft,
  announcementsServed,
  registrationsFailed,
  registrationsLeft,
  registrationsServed,
  signInsFailed,
  signInsLeft,
  signInsServed,
} from "./visitor-objectives.ts";
import type { VisitorService } from "./visitors.ts";
import { webAvailabilityLeft, webProbesFailed, webProbesMade } from "./web-objectives.ts";

const ofWeb = { consumedBy: ["web", "host", "processes"] };
const ofApi = { consumedBy: ["api", "database", "host", "processes"] };
/** Each recorded value holds five minutes of them, and there is one a minute. */
const probes = { budget, eventsOfValue: 1 / 5 };
/** Likewise, of what a browser walks. */
const ofJourneys = { ...probes, consumedBy: [...ofWeb.consumedBy, "api", "database"], measuredBy: "journeys" };
/** Per second, once a minute. */
const requests = { budget, eventsOfValue: 60 };

/** All that is promised over 30 days, and what visitors feel of each. */
export const serviceLevels: readonly ServiceLevel<VisitorService>[] = [
  {
    ...{
      name: "web-availability",
      ...ofWeb,
      ...probes,
      bad: webProbesFailed,
      all: webProbesMade,
      left: webAvailabilityLeft,
    },
    title: { fr: "Disponibilité du site", en: "Availability of the web site" },
    feeds: ["site"],
  },
  {
    ...{ name: "api-availability", ...ofApi, ...probes, bad: probesFailed, all: probesMade, left: availabilityLeft },
    title: { fr: "Disponibilité de l'API", en: "Availability of the API" },
    feeds: ["sign-in", "announcements", "registrations"],
  },
  {
    // What one kind of request feels of it has an objective of its own below.
    ...{ name: "api-errors", ...ofApi, ...requests, bad: requestsFailed, all: requestsServed, left: errorsLeft },
    title: { fr: "Réponses sans erreur de l'API", en: "Answers of the API without error" },
    feeds: [],
  },
  {
    ...{ name: "sign-ins", ...ofApi, ...requests, bad: signInsFailed, all: signInsServed, left: signInsLeft },
    title: { fr: "Connexions sans erreur", en: "Sign-ins without error" },
    feeds: ["sign-in"],
  },
  {
    ...{ name: "announcements", ...ofApi, ...requests, bad: announcementsFailed, all: announcementsServed },
    left: announcementsLeft,
    title: { fr: "Annonces sans erreur", en: "Announcements without error" },
    feeds: ["announcements"],
  },
  {
    ...{ name: "registrations", ...ofApi, ...requests, bad: registrationsFailed, all: registrationsServed },
    left: registrationsLeft,
    title: { fr: "Inscriptions sans erreur", en: "Registrations without error" },
    feeds: ["registrations"],
  },
  {
    ...{ name: "journey-search", ...ofJourneys, bad: searchesFailed, all: searchesWalked, left: searchesLeft },
    title: { fr: "Chercher une annonce, dans un navigateur", en: "Searching an announcement, in a browser" },
    feeds: ["announcements"],
  },
  {
    ...{ name: "journey-sign-in", ...ofJourneys, bad: signInsFailing, all: signInsWalked, left: signInJourneysLeft },
    title: { fr: "Se connecter, dans un navigateur", en: "Signing in, in a browser" },
    feeds: ["sign-in"],
  },
  {
    ...{ name: "journey-register", ...ofJourneys, bad: registrationsFailing, all: registrationsWalked },
    left: registrationJourneysLeft,
    title: { fr: "S'inscrire à une annonce, dans un navigateur", en: "Registering for an announcement, in a browser" },
    feeds: ["registrations"],
  },
];

/** Those that an environment measures. */
export const serviceLevelsIn = ({
  jobs,
}: {
  readonly jobs: Readonly<Record<string, string | undefined>>;
}): readonly ServiceLevel<VisitorService>[] =>
  serviceLevels.filter(({ measuredBy }) => measuredBy === undefined || jobs[measuredBy] !== undefined);
