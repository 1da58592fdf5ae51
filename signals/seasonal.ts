import {
  deviationOf,
  earlierOf,
  highestOf,
  lowestOf,
  medianOf,
  ofLeast,
  ofMost,
  ofUsual,
  shareOfUsual,
} from "../kit/kinds/usual-band.ts";
import { promql, selector } from "../kit/model/promql.ts";
import { scrape } from "../kit/model/scraped.ts";
import { signal } from "../kit/model/signal.ts";
import { perSecond, ratio, seconds } from "../kit/model/unit.ts";
import { api, peoplesRequests } from "./metrics/api.ts";

/** Zero where the API is up and has counted nothing yet: after a restart its counters do not exist (quirk 5). */
const zeroWhileUp = promql`0 * max by (instance) (${scrape.up.where('job="benevoclic-api"')} == 1)`;
const requests = api.requests.where(peoplesRequests);
const logins = api.logins.where('success="true"');
const usualShare = shareOfUsual(ratio);

// Traffic: visits of some eight requests, most counted twice; their squares make them 18 arrivals at once.
const visits = { window: "10m", together: 18 } as const;

export const traffic = signal("instance:api_traffic:rate1h", {
  unit: perSecond,
  per: ["instance"],
  over: "1h",
  every: "2m",
  title: { fr: "Trafic, sur une heure", en: "Traffic, over an hour" },
  about: {
    fr: "Requêtes des visiteurs par seconde, sur une heure ; zéro quand l'API tourne sans visiteur.",
    en: "Visitors' requests per second, over an hour; zero while the API runs without a visitor.",
  },
  expr: promql`sum by (instance) (rate(${requests}[1h])) or ${zeroWhileUp}`,
});
const ofTraffic = { of: traffic, called: { fr: "trafic de l'API", en: "traffic of the API" } };
export const earlierTraffic = signal("earlier:api_traffic:rate1h", earlierOf(ofTraffic));
export const usualTraffic = signal(
  "instance:api_traffic_usual:median",
  medianOf({ ...ofTraffic, earlier: earlierTraffic }),
);
export const trafficDeviation = signal(
  "instance:api_traffic_usual:deviation",
  deviationOf({ ...ofTraffic, earlier: earlierTraffic, median: usualTraffic }),
);
const trafficBand = { ...ofTraffic, median: usualTraffic, deviation: trafficDeviation, chance: visits };
export const leastTraffic = signal("instance:api_traffic_usual:least", lowestOf({ ...trafficBand, times: 0.9 }));
export const mostTraffic = signal(
  "instance:api_traffic_usual:most",
  // Ten visits more, so that nights on which nobody ever came are not a limit of zero.
  highestOf({ ...trafficBand, times: 1.25, plus: 0.3 }),
);

const trafficOver = (window: string) => promql`sum by (instance) (rate(${requests}[${window}]))`;
const trafficOrNone = (window: string) => promql`(${trafficOver(window)} or ${zeroWhileUp})`;

export const trafficLeft = signal("instance:api_traffic_left:ratio4m", {
  unit: usualShare,
  per: ["instance"],
  over: "28d",
  remembers: "4m",
  title: { fr: "Trafic restant", en: "Traffic left" },
  about: {
    fr:
      "Requêtes des 4 dernières minutes, en part de ce qui est habituel à cette heure les jours et semaines passés. " +
      "Sans valeur la nuit et aux heures creuses (moins d'une requête par seconde d'habitude), ni avant trois semaines.",
    en:
      "Requests of the last 4 minutes, as a share of what is usual at this time of earlier days and weeks. No value at " +
      "night and in slack hours (usually under one request a second), nor before three weeks are recorded.",
  },
  // Of 240 usual requests in 4 minutes, some 18 visits, none comes by chance once in 65 million times.
  expr: ofUsual(trafficOrNone("4m"), usualTraffic, 1),
});

export const trafficOfLeast = signal("instance:api_traffic:of_least", {
  unit: usualShare,
  per: ["instance"],
  over: "28d",
  remembers: "10m",
  every: "1m",
  title: { fr: "Trafic, comparé au minimum habituel", en: "Traffic against the least usual" },
  about: {
    fr:
      "Requêtes des 10 dernières minutes, en part du minimum habituel à cette heure. Au-dessous de 100 %, il manque " +
      "des visiteurs. Sans valeur la nuit, quand ne voir personne est ordinaire, ni avant trois semaines.",
    en:
      "Requests of the last 10 minutes, as a share of the least that is usual at this time. Below 100 %, visitors are " +
      "missing. No value at night, when seeing nobody is ordinary, nor before three weeks are recorded.",
  },
  expr: ofLeast(trafficOrNone("10m"), leastTraffic),
});

export const trafficOfMost = signal("instance:api_traffic:of_most", {
  unit: usualShare,
  per: ["instance"],
  over: "28d",
  remembers: "10m",
  every: "1m",
  title: { fr: "Trafic, comparé au maximum habituel", en: "Traffic against the most usual" },
  about: {
    fr: "Requêtes des 10 dernières minutes, en part du maximum habituel à cette heure. Sans valeur avant trois semaines.",
    en: "Requests of the last 10 minutes, as a share of the most that is usual at this time. No value before three weeks.",
  },
  expr: ofMost(trafficOver("10m"), mostTraffic),
});

/** Of the mean a slowdown of any size shows; the P95 hardly moves within its bucket, which reaches from 0.1 to 0.5 s. */
const meanOver = (window: string) => {
  const rate = (suffix: "_sum" | "_count") =>
    promql`sum by (instance) (rate(${selector(api.requestDuration, [peoplesRequests], suffix)}[${window}]))`;
  return promql`${rate("_sum")} / (${rate("_count")} > 0)`;
};

export const latency = signal("instance:api_latency:mean1h", {
  unit: seconds,
  per: ["instance"],
  over: "1h",
  every: "2m",
  title: { fr: "Temps de réponse moyen, sur une heure", en: "Mean response time, over an hour" },
  about: {
    fr: "Ce que les requêtes ont attendu leur réponse en moyenne, sur une heure ; rien sans requête.",
    en: "How long requests waited for their answer on average, over an hour; nothing without a request.",
  },
  expr: meanOver("1h"),
});
const ofLatency = { of: latency, called: { fr: "temps de réponse de l'API", en: "response time of the API" } };
export const earlierLatency = signal("earlier:api_latency:mean1h", earlierOf(ofLatency));
export const usualLatency = signal(
  "instance:api_latency_usual:median",
  medianOf({ ...ofLatency, earlier: earlierLatency }),
);
export const latencyDeviation = signal(
  "instance:api_latency_usual:deviation",
  deviationOf({ ...ofLatency, earlier: earlierLatency, median: usualLatency }),
);
export const mostLatency = signal(
  "instance:api_latency_usual:most",
  highestOf({ ...ofLatency, median: usualLatency, deviation: latencyDeviation, times: 1.5, plus: 0.02 }),
);

export const latencyOfMost = signal("instance:api_latency:of_most", {
  unit: usualShare,
  per: ["instance"],
  over: "28d",
  remembers: "15m",
  every: "1m",
  title: { fr: "Temps de réponse, comparé au maximum habituel", en: "Response time against the most usual" },
  about: {
    fr:
      "Moyenne des 15 dernières minutes, en part du maximum habituel à cette heure : un ralentissement se voit ainsi bien " +
      "avant la limite de 500 ms. Sans valeur avant trois semaines.",
    en:
      "Mean of the last 15 minutes, as a share of the most that is usual at this time: this shows a slowdown well " +
      "before the limit of 500 ms. No value before three weeks are recorded.",
  },
  expr: ofMost(meanOver("15m"), mostLatency),
});

// People sign in one by one.
const signIns = { window: "15m", together: 1 } as const;

export const loginRate = signal("instance:api_logins:rate1h", {
  unit: perSecond,
  per: ["instance"],
  over: "1h",
  every: "2m",
  title: { fr: "Connexions réussies, sur une heure", en: "Successful logins, over an hour" },
  about: {
    fr: "Connexions réussies par seconde, sur une heure ; zéro quand l'API tourne et que personne ne se connecte.",
    en: "Successful logins per second, over an hour; zero while the API runs and nobody signs in.",
  },
  expr: promql`sum by (instance) (rate(${logins}[1h])) or ${zeroWhileUp}`,
});
const ofLogins = { of: loginRate, called: { fr: "connexions réussies", en: "successful logins" } };
export const earlierLogins = signal("earlier:api_logins:rate1h", earlierOf(ofLogins));
export const usualLogins = signal(
  "instance:api_logins_usual:median",
  medianOf({ ...ofLogins, earlier: earlierLogins }),
);
export const loginDeviation = signal(
  "instance:api_logins_usual:deviation",
  deviationOf({ ...ofLogins, earlier: earlierLogins, median: usualLogins }),
);
const loginBand = { ...ofLogins, median: usualLogins, deviation: loginDeviation, chance: signIns };
export const leastLogins = signal("instance:api_logins_usual:least", lowestOf({ ...loginBand, times: 0.9 }));
export const mostLogins = signal(
  "instance:api_logins_usual:most",
  // Ten people more, so that nights on which nobody ever signed in are not a limit of zero.
  highestOf({ ...loginBand, times: 1.25, plus: 0.011 }),
);

const loginsNow = promql`sum by (instance) (rate(${logins}[15m]))`;

export const loginsOfLeast = signal("instance:api_logins:of_least", {
  unit: usualShare,
  per: ["instance"],
  over: "28d",
  remembers: "15m",
  every: "1m",
  title: { fr: "Connexions, comparées au minimum habituel", en: "Logins against the least usual" },
  about: {
    fr:
      "Connexions réussies des 15 dernières minutes, en part du minimum habituel à cette heure. Sans valeur la nuit, " +
      "ni avant trois semaines.",
    en:
      "Successful logins of the last 15 minutes, as a share of the least that is usual at this time. No value at " +
      "night, nor before three weeks are recorded.",
  },
  expr: ofLeast(promql`(${loginsNow} or ${zeroWhileUp})`, leastLogins),
});

export const loginsOfMost = signal("instance:api_logins:of_most", {
  unit: usualShare,
  per: ["instance"],
  over: "28d",
  remembers: "15m",
  every: "1m",
  title: { fr: "Connexions, comparées au maximum habituel", en: "Logins against the most usual" },
  about: {
    fr: "Connexions réussies des 15 dernières minutes, en part du maximum habituel à cette heure. Sans valeur avant trois semaines.",
    en: "Successful logins of the last 15 minutes, as a share of the most that is usual at this time. No value before three weeks.",
  },
  expr: ofMost(loginsNow, mostLogins),
});
