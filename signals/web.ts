import { gaugeMean } from "../kit/kinds/gauge-mean.ts";
import { raised } from "../kit/kinds/raised.ts";
import { promql } from "../kit/model/promql.ts";
import { rounded, seriesOf } from "../kit/model/series.ts";
import { signal } from "../kit/model/signal.ts";
import { bool, ratio, seconds } from "../kit/model/unit.ts";
import { probe } from "./metrics/blackbox.ts";

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

const expiryName = "target:certificate_expiry:seconds";

/**
 * The last known expiry: a probe that refuses an expired certificate no longer tells when it expired. It is remembered for as long as somebody
 * looks: until the certificate is another one, or the address is no longer probed.
 */
export const certificateExpiry = signal(expiryName, {
  unit: seconds,
  per: ["instance", "target"],
  // It reads itself.
  recordingRule: true,
  title: { fr: "Expiration du certificat", en: "Certificate's expiry" },
  about: {
    fr: "Quand le certificat d'une adresse publique expire, en secondes depuis 1970 ; du dernier que l'on a vu.",
    en: "When the certificate of a public address expires, in seconds since 1970; of the last one that was seen.",
  },
  expr: promql`min by (instance, target) (${probe.certificateExpiry})
or last_over_time(${expiryName}[1d]) and on (instance, target) last_over_time(${probe.success}[6h])`,
});

export const certificateTimeLeft = signal("target:certificate_time_left:seconds", {
  unit: seconds,
  per: ["instance", "target"],
  title: { fr: "Validité restante du certificat", en: "Certificate's remaining time" },
  about: {
    fr: "Temps qui reste avant que le certificat d'une adresse publique expire.",
    en: "Time left until the certificate of a public address expires.",
  },
  expr: promql`${certificateExpiry} - time()`,
  produce: ({ values, interval, labels }) => [
    seriesOf(
      probe.certificateExpiry,
      labels,
      values.map((value, index) => (value === null ? null : rounded(index * interval + value))),
    ),
  ],
});

const day = 86_400;
const lifetimeName = "target:certificate_lifetime:seconds";
const expiry = (offset = "") => promql`min by (instance, target) (${probe.certificateExpiry}${offset})`;
/** What this rule itself recorded before; longer than any restart of the monitoring. */
const rememberedLifetime = `last_over_time(${lifetimeName}[1d])`;
/** Of a certificate whose issue nobody saw: the shortest that its remaining time allows, of those in use from 2027 on. */
const [shortLived, usualLife] = [7 * day, 45 * day];

/**
 * No metric says when a certificate was issued. What is left when another one is seen for the first time is its lifetime; that is
 * remembered until the next one. Let's Encrypt's live 90 days, 64 from 2027 and 45 from 2028 on, or six days for who asks for it.
 */
export const certificateLifetime = signal(lifetimeName, {
  unit: seconds,
  per: ["instance", "target"],
  every: "1m",
  title: { fr: "Durée de vie du certificat", en: "Certificate's lifetime" },
  about: {
    fr: "Ce qui restait au certificat d'une adresse publique quand on l'a vu pour la première fois ; 45 jours au moins si on n'a pas vu son renouvellement.",
    en: "What was left of a public address's certificate when it was first seen; at least 45 days where its renewal was not seen.",
  },
  expr: promql`${certificateTimeLeft} > ${rememberedLifetime}
or ${certificateTimeLeft} and ${expiry()} > ${expiry(" offset 10m")} + 3600
or ${rememberedLifetime}
or clamp_min(${certificateTimeLeft} > ${shortLived}, ${usualLife})
or clamp_min(${certificateTimeLeft}, ${shortLived})`,
});

/** Of a certificate in tests. */
const testLife = 90 * day;

export const certificateLifeLeft = signal("target:certificate_life_left:ratio", {
  unit: ratio,
  per: ["instance", "target"],
  every: "1m",
  title: { fr: "Part de vie restante du certificat", en: "Share of the certificate's life left" },
  about: {
    fr: "Part de la durée de vie du certificat qui reste. Le renouvellement a lieu quand il en reste un tiers, ou la moitié s'il ne vit que six jours.",
    en: "Share of the certificate's lifetime that is left. It is renewed when a third is left, or half of one that lives six days only.",
  },
  expr: promql`${certificateTimeLeft} / ${certificateLifetime}`,
  // Seen new at first.
  produce: ({ values, interval, labels }) => [
    seriesOf(
      probe.certificateExpiry,
      labels,
      values.map((value, index) =>
        value === null ? null : rounded(index * interval + (index === 0 ? 1 : value) * testLife),
      ),
    ),
  ],
});
