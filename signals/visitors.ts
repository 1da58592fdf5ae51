import type { Text } from "../kit/model/text.ts";

/**
 * What visitors feel, as the status page shows it and in its order. What each is measured by stands beside the objectives
 * (service-levels.ts: `feeds`); what nothing measures is told by people alone.
 */
export const visitorServices = {
  site: { fr: "Site web", en: "Web site" },
  "sign-in": { fr: "Connexion et création de compte", en: "Sign-in and new accounts" },
  announcements: { fr: "Annonces et recherche", en: "Announcements and search" },
  registrations: { fr: "Inscriptions aux annonces", en: "Registrations for announcements" },
  mail: { fr: "E-mails de la plateforme", en: "The platform's e-mails" },
} as const satisfies Record<string, Text>;

export type VisitorService = keyof typeof visitorServices;

export const visitorServiceNames = Object.keys(visitorServices) as readonly VisitorService[];
