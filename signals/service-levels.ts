import type { ServiceLevel } from "../kit/model/service-level.ts";
import { budget } from "./availability.ts";
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
];
