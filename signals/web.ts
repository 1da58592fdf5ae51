import { gaugeMean } from "./kinds/gauge-mean.ts";
import { raised } from "./kinds/raised.ts";
import { probe } from "./metrics/blackbox.ts";
import { promql } from "./model/promql.ts";
import { rounded, seriesOf } from "./model/series.ts";
import { signal } from "./model/signal.ts";
import { bool, seconds } from "./model/unit.ts";

const home = 'target="web-home"';
const example = { target: "web-home" };

/** A page that answers with the wrong text is there: it has a signal of its own. */
export const webReachable = signal("target:web_reachable:min", {
  unit: bool,
  per: ["instance", "target"],
  title: { fr: "Site joignable", en: "Web site reachable" },
  about: {
    fr: "1 quand la page d'accueil répond en moins de 4 secondes, sans erreur, avec un certificat valable.",
    en: "1 while the home page answers within 4 seconds, without an error, with a valid certificate.",
  },
  expr: promql`min by (instance, target) (${probe.success.where(home)} + ${probe.unexpectedContent.where(home)})`,
  produce: ({ values, labels }) => [
    seriesOf(probe.success, { ...example, ...labels }, values),
    seriesOf(
      probe.unexpectedContent,
      { ...example, ...labels },
      values.map((value) => (value === null ? null : 0)),
    ),
  ],
});

/** nginx, the firewall, the name, the line: what all public addresses have in common. */
export const entranceOpen = signal("instance:entrance_open:max", {
  unit: bool,
  per: ["instance"],
  title: { fr: "Entrée ouverte", en: "Entrance open" },
  about: {
    fr: "1 tant qu'une des adresses publiques répond comme prévu ; 0 quand aucune ne répond.",
    en: "1 while one of the public addresses answers as expected; 0 when none does.",
  },
  expr: promql`max by (instance) (${probe.success})`,
  produce: ({ values, labels }) =>
    ["web-home", "api-health"].map((target) => seriesOf(probe.success, { target, ...labels }, values)),
});

export const webContentWrong = signal(
  "target:web_content_wrong:max",
  raised({
    flag: probe.unexpectedContent,
    where: [home],
    example,
    per: ["instance", "target"],
    title: { fr: "Contenu inattendu", en: "Unexpected content" },
    about: {
      fr: "1 quand la page d'accueil répond sans erreur, mais sans le texte attendu.",
      en: "1 when the home page answers without an error, but without the expected text.",
    },
  }),
);

export const webResponseTime = signal(
  "target:web_response_time:mean5m",
  gaugeMean({
    gauge: probe.duration,
    unit: seconds,
    where: [home],
    example,
    over: "5m",
    per: ["instance", "target"],
    title: { fr: "Temps de réponse du site", en: "Web site's response time" },
    about: {
      fr: "Temps moyen, sur 5 minutes, pour obtenir la page d'accueil. Au-delà de 4 s, le site compte comme injoignable.",
      en: "Mean time, over 5 minutes, to get the home page. Above 4 s the web site counts as out of reach.",
    },
  }),
);

/** The last known expiry: a probe that refuses an expired certificate no longer tells when it expired. */
export const certificateTimeLeft = signal("target:certificate_time_left:seconds", {
  unit: seconds,
  per: ["instance", "target"],
  title: { fr: "Validité restante du certificat", en: "Certificate's remaining time" },
  about: {
    fr: "Temps qui reste avant que le certificat d'une adresse publique expire.",
    en: "Time left until the certificate of a public address expires.",
  },
  expr: promql`min by (instance, target) (last_over_time(${probe.certificateExpiry}[6h])) - time()`,
  produce: ({ values, interval, labels }) => [
    seriesOf(
      probe.certificateExpiry,
      labels,
      values.map((value, index) => (value === null ? null : rounded(index * interval + value))),
    ),
  ],
});
