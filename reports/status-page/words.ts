import { publicStateWords } from "../../exporters/anomalies/words.ts";
import type { Text } from "../../kit/model/text.ts";
import { terms } from "../../kit/model/words.ts";
import type { Level } from "./level.ts";

/** What visitors read, in plain words: no measure, no name of a program. */
export const words = {
  title: { fr: "Benevoclic · état des services", en: "Benevoclic · status of the services" },
  other: { fr: "Read in English", en: "Lire en français" },
  skip: { fr: "Aller aux services", en: "Skip to the services" },
  allWell: { fr: "Tout fonctionne", en: "Everything works" },
  someDegraded: { fr: "Des services sont perturbés", en: "Some services are disturbed" },
  someOut: { fr: "Des services sont en panne", en: "Some services are down" },
  notKnown: { fr: "Nous ne savons pas si tout fonctionne", en: "We do not know whether everything works" },
  silent: {
    fr: "Notre surveillance ne répond pas. Ses dernières nouvelles datent du {time}.",
    en: "Our monitoring does not answer. It was last heard of on {time}.",
  },
  neverHeard: { fr: "Notre surveillance n'a encore rien dit.", en: "Our monitoring has not said anything yet." },
  written: {
    fr: "Écrit le {time}, heure de Paris, et réécrit toutes les 5 minutes. Si elle a plus d'une demi-heure, cette page ne dit plus rien de sûr.",
    en: "Written on {time}, Paris time, and rewritten every 5 minutes. Once it is older than half an hour, this page says nothing certain any more.",
  },
  stale: {
    fr: "Cette page n'est plus mise à jour depuis le {time} : ce qu'elle dit n'est peut-être plus vrai.",
    en: "This page has not been updated since {time}: what it says may not be true any more.",
  },
  services: { fr: "Services", en: "Services" },
  present: { fr: "En cours", en: "Going on" },
  past: { fr: "Incidents passés", en: "Past incidents" },
  noPast: { fr: "Aucun incident signalé en 90 jours.", en: "No incident was reported in 90 days." },
  planned: { fr: "Travaux prévus", en: "Planned work" },
  until: { fr: "jusqu'au", en: "until" },
  since: terms.since,
  lasted: { fr: "Terminé après", en: "Over after" },
  notMeasured: { fr: "Rien de signalé", en: "Nothing reported" },
  notMeasuredLong: {
    fr: "Rien ne mesure ce service : seuls les incidents signalés comptent.",
    en: "Nothing measures this service: only reported incidents count.",
  },
  ninetyDays: { fr: "90 jours", en: "90 days" },
  today: { fr: "aujourd'hui", en: "today" },
  days: { fr: "Les jours en détail", en: "The days in detail" },
  noBadDay: { fr: "Aucun jour perturbé en 90 jours.", en: "No disturbed day in 90 days." },
  good: { fr: "réussi à", en: "worked for" },
  feed: { fr: "Flux Atom", en: "Atom feed" },
  json: { fr: "Données (JSON)", en: "Data (JSON)" },
} satisfies Record<string, Text>;

export const levelWords: Readonly<Record<Level, Text>> = {
  unknown: { fr: "Inconnu", en: "Unknown" },
  ok: { fr: "Fonctionne", en: "Works" },
  ...publicStateWords,
};

/** Counted in a sentence for those who cannot see the bars: "2 jours perturbés". */
export const dayWords: Readonly<Record<Level, readonly [one: Text, several: Text]>> = {
  ok: [
    { fr: "jour sans problème", en: "day without a problem" },
    { fr: "jours sans problème", en: "days without a problem" },
  ],
  degraded: [
    { fr: "jour perturbé", en: "disturbed day" },
    { fr: "jours perturbés", en: "disturbed days" },
  ],
  outage: [
    { fr: "jour avec une panne", en: "day with an outage" },
    { fr: "jours avec une panne", en: "days with an outage" },
  ],
  unknown: [
    { fr: "jour sans mesure", en: "day without measurement" },
    { fr: "jours sans mesure", en: "days without measurement" },
  ],
};
