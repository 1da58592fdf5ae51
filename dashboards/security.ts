import { components } from "../alerts/components.ts";
import { dashboard, row } from "../kit/model/dashboard.ts";
import { graph } from "../kit/model/panel.ts";
import {
  accessRefused,
  failedLoginShare,
  failedLogins,
  failedLoginsHourly,
  providerFailures,
  providerFailuresHourly,
} from "../signals/security.ts";
import { providers } from "./series.ts";

const noLogin = {
  fr: "Personne n'a essayé de se connecter.",
  en: "Nobody tried to sign in.",
};

const noHour = {
  fr: "Aucune connexion refusée, ou pas encore une heure d'historique.",
  en: "No failed login, or not an hour of history yet.",
};

export const security = dashboard("security", {
  title: components.Security.title,
  about: {
    fr: "Quelqu'un force-t-il la porte, ou les vrais visiteurs restent-ils dehors ?",
    en: "Is somebody forcing the door, or are the real visitors left outside?",
  },
  readers: {
    fr: "Développeur principal et ingénieurs, à chaque alerte de sécurité.",
    en: "The lead developer and engineers, at each security alert.",
  },
  since: "24h",
  rows: [
    row(
      { fr: "Connexions", en: "Logins" },
      [graph(failedLogins, { whenEmpty: noLogin }), graph(failedLoginsHourly, { whenEmpty: noHour })],
      [
        graph(failedLoginShare, { whenEmpty: noLogin }),
        graph(providerFailures, { whenEmpty: noLogin, series: providers }),
        graph(providerFailuresHourly, { whenEmpty: noLogin, series: providers }),
      ],
    ),
    row({ fr: "Accès", en: "Access" }, [
      graph(accessRefused, { whenEmpty: { fr: "Aucun accès refusé.", en: "No access was refused." } }),
    ]),
  ],
});
