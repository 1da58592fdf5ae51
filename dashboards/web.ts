import { dashboard, row } from "../kit/model/dashboard.ts";
import { graph } from "../kit/model/panel.ts";
import {
  certificateExpiry,
  certificateLifeLeft,
  certificateLifetime,
  certificateTimeLeft,
  webContentWrong,
  webReachable,
  webResponseTime,
} from "../signals/web.ts";

const noCertificate = {
  fr: "Aucune adresse surveillée n'a de certificat.",
  en: "No watched address has a certificate.",
};

export const web = dashboard("web", {
  title: { fr: "Site et certificats", en: "Web site and certificates" },
  about: {
    fr: "Un visiteur atteint-il le site, et vite ? Vu de l'extérieur, par la sonde.",
    en: "Does a visitor reach the web site, and fast? Seen from outside, by the probe.",
  },
  readers: {
    fr: "Développeurs du site ; ingénieurs, quand un certificat approche de sa fin.",
    en: "The web site's developers; engineers, when a certificate nears its end.",
  },
  since: "6h",
  rows: [
    row(
      { fr: "Vu de l'extérieur", en: "Seen from outside" },
      [webReachable, webContentWrong],
      [
        graph(webResponseTime, { against: "7d" }),
        graph(certificateTimeLeft, {
          whenEmpty: noCertificate,
        }),
      ],
      [certificateLifeLeft, certificateLifetime, certificateExpiry].map((signal) =>
        graph(signal, { whenEmpty: noCertificate }),
      ),
    ),
  ],
});
