import { counterRate } from "../kit/kinds/counter-rate.ts";
import { errorRatio } from "../kit/kinds/error-ratio.ts";
import { latencyQuantile } from "../kit/kinds/latency-quantile.ts";
import { loneErrorRatio } from "../kit/kinds/lone-error-ratio.ts";
import { up } from "../kit/kinds/up.ts";
import { promql } from "../kit/model/promql.ts";
import { scrape } from "../kit/model/scraped.ts";
import { seriesOf } from "../kit/model/series.ts";
import { signal } from "../kit/model/signal.ts";
import { bool, count } from "../kit/model/unit.ts";
import { api, failed, peoplesRequests, requestTallies } from "./metrics/api.ts";
import { probe } from "./metrics/blackbox.ts";

export const apiAlive = signal("instance:api_alive:max", {
  unit: bool,
  per: ["instance"],
  title: { fr: "API vivante", en: "API alive" },
  about: {
    fr: "1 quand l'API répond à Prometheus ou à la sonde ; 0 quand plus rien ne la voit.",
    en: "1 while the API answers Prometheus or the probe; 0 when nothing sees it any more.",
  },
  expr: promql`max by (instance) (${scrape.up.where('job="benevoclic-api"')} or ${probe.success.where('target="api-health"')})`,
  produce: ({ values, labels }) => [
    seriesOf(scrape.up, { job: "benevoclic-api", ...labels }, values),
    seriesOf(probe.success, { target: "api-health", ...labels }, values),
  ],
});

export const apiReachable = signal(
  "instance:api_reachable:min",
  up({
    gauge: probe.success,
    where: ['target="api-health"'],
    example: { target: "api-health" },
    per: ["instance"],
    title: { fr: "API joignable de l'extérieur", en: "API reachable from outside" },
    about: {
      fr: "1 quand l'adresse publique de l'API répond comme prévu : nom, certificat, nginx et API.",
      en: "1 while the API's public address answers as expected: name, certificate, nginx and API.",
    },
  }),
);

export const requestRate = signal(
  "instance:api_requests:rate5m",
  counterRate({
    recordingRule: true,
    counter: api.requests,
    where: [peoplesRequests],
    over: "5m",
    per: ["instance"],
    title: { fr: "Requêtes par seconde", en: "Requests per second" },
    about: {
      fr: "Requêtes des visiteurs, sans celles de la surveillance. Les routes sans paramètre comptent double.",
      en: "Requests of visitors, without the monitoring's own. Routes without a parameter count twice.",
    },
  }),
);

export const serverErrors = signal(
  "instance:api_server_errors:ratio2m",
  errorRatio({
    bad: { counter: api.requests, where: [peoplesRequests, failed], example: { status: "500" } },
    all: { counter: api.requests, where: [peoplesRequests] },
    over: "2m",
    still: "1m",
    per: ["instance"],
    objective: { below: 0.001 },
    title: { fr: "Erreurs du serveur", en: "Server errors" },
    about: {
      fr: "Part des requêtes des visiteurs auxquelles l'API a répondu par une erreur 5xx.",
      en: "Share of the visitors' requests that the API answered with a 5xx error.",
    },
  }),
);

export const serverErrorsHourly = signal("instance:api_server_errors:ratio1h", {
  ...errorRatio({
    bad: { counter: api.requests, where: [peoplesRequests, failed], example: { status: "500" } },
    all: { counter: api.requests, where: [peoplesRequests] },
    over: "1h",
    per: ["instance"],
    title: { fr: "Erreurs du serveur (1 h)", en: "Server errors (1 h)" },
    about: {
      fr: "La même part sur une heure, pour les heures où les visiteurs sont rares.",
      en: "The same share over an hour, for hours in which visitors are rare.",
    },
  }),
  every: "1m",
});

export const responseTime = signal(
  "instance:api_response_time:p95_2m",
  latencyQuantile({
    histogram: api.requestDuration,
    where: [peoplesRequests],
    quantile: 0.95,
    over: "2m",
    still: "1m",
    per: ["instance"],
    objective: { below: 0.2 },
    title: { fr: "Temps de réponse (P95)", en: "Response time (P95)" },
    about: {
      fr: "95 % des requêtes des visiteurs ont reçu leur réponse en moins de temps que cela.",
      en: "95 % of the visitors' requests were answered in less time than this.",
    },
  }),
);

/** What takes minutes to matter is not evaluated at each scrape. */
const every = "30s";

/** One route as the API labels it. */
const route = ["method", "path"];

export const routeErrors = signal("route:api_server_errors:ratio", {
  ...loneErrorRatio({
    counter: api.requests,
    where: [peoplesRequests],
    bad: { where: [failed], example: { status: "500" } },
    atLeast: 3,
    tallies: requestTallies,
    windows: ["5m", "30m"],
    othersBelow: 0.01,
    whole: ["instance"],
    member: route,
    title: { fr: "Erreurs d'une seule route", en: "Errors of a single route" },
    about: {
      fr:
        "Part des requêtes d'une route auxquelles l'API répond par une erreur 5xx, alors que les autres routes vont " +
        "bien (moins de 1 % d'erreurs ensemble). Sur 5 minutes, ou sur 30 quand il y a peu de trafic ; sans valeur " +
        "au-dessous de trois requêtes en échec. La première erreur d'une route après un redémarrage ne se voit pas.",
      en:
        "Share of a route's requests that the API answers with a 5xx error while the other routes are well (under 1 % " +
        "of errors together). Over 5 minutes, or over 30 when traffic is low; no value below three failed requests. A route's " +
        "first error after a restart cannot be seen.",
    },
  }),
  every,
});

export const routeErrorsHourly = signal("route:api_server_errors:ratio1h", {
  ...errorRatio({
    bad: { counter: api.requests, where: [peoplesRequests, failed], example: { status: "500" } },
    all: { counter: api.requests, where: [peoplesRequests] },
    over: "1h",
    per: ["instance", ...route],
    title: { fr: "Erreurs par route (1 h)", en: "Errors by route (1 h)" },
    about: {
      fr: "La part des erreurs 5xx de chaque route sur une heure, que les autres aillent bien ou non.",
      en: "The share of 5xx errors of each route over an hour, whether the others are well or not.",
    },
  }),
  every: "1m",
});

export const clientErrors = signal("instance:api_client_errors:ratio10m", {
  ...errorRatio({
    bad: {
      counter: api.requests,
      where: [peoplesRequests, 'path!="/auth/login"', 'status=~"4.."'],
      example: { status: "400" },
    },
    all: { counter: api.requests, where: [peoplesRequests, 'path!="/auth/login"'] },
    over: "10m",
    per: ["instance"],
    objective: { below: 0.05 },
    title: { fr: "Erreurs du client", en: "Client errors" },
    about: {
      fr:
        "Part des requêtes que l'API refuse par une réponse 4xx, connexions à part (les mots de passe faux ont leurs " +
        "propres alertes). Les refus 401, 403 et 404 d'une adresse avec identifiant, et ceux des robots, ne se voient " +
        "pas ici : l'API ne les compte que sous l'adresse brute, que Prometheus ne garde pas. Restent ceux que la " +
        "route elle-même refuse (400, 409, 422…) et tous ceux des routes sans identifiant.",
      en:
        "Share of the requests that the API refuses with a 4xx answer, logins aside (wrong passwords have alerts of " +
        "their own). Refusals 401, 403 and 404 of an address with an id, and those of scanners, cannot be seen here: " +
        "the API counts them under the raw address only, which Prometheus does not keep. What remains is what the " +
        "route itself refuses (400, 409, 422…) and all refusals of routes without an id.",
    },
  }),
  every,
});

export const routeResponseTime = signal("route:api_response_time:p95_1h", {
  ...latencyQuantile({
    histogram: api.requestDuration,
    where: [peoplesRequests],
    quantile: 0.95,
    over: "1h",
    per: ["instance", ...route],
    title: { fr: "Temps de réponse par route (P95)", en: "Response time by route (P95)" },
    about: {
      fr:
        "95 % des requêtes d'une route ont reçu leur réponse en moins de temps que cela, sur une heure : une route " +
        "sert trop peu de requêtes pour une fenêtre plus courte. Quand toutes ses requêtes ralentissent, la limite " +
        "est franchie en trois minutes, mais la valeur ne redescend qu'après une heure.",
      en:
        "95 % of a route's requests were answered in less time than this, over an hour: a route serves too few " +
        "requests for a shorter window. When all of them get slow, the limit is crossed within three minutes, but " +
        "the value comes down only after an hour.",
    },
  }),
  every: "1m",
});

export const requestsStuck = signal("instance:api_requests_stuck:min2m", {
  unit: count,
  per: ["instance"],
  every,
  over: "2m",
  title: { fr: "Requêtes qui ne finissent pas", en: "Requests that do not end" },
  about: {
    fr:
      "Requêtes en cours sans interruption depuis 2 minutes, route par route. Une requête sans réponse n'entre dans " +
      "aucun temps de réponse : on ne la voit qu'ici. Un trafic de centaines de requêtes par seconde demanderait des " +
      "limites plus hautes.",
    en:
      "Requests in progress without a break for 2 minutes, route by route. A request without an answer enters no " +
      "response time: it is seen only here. Traffic of hundreds of requests a second would need higher limits.",
  },
  expr: promql`sum by (instance) (min_over_time(${api.inProgress.where(peoplesRequests)}[2m]))`,
  produce: ({ values, labels }) => [seriesOf(api.inProgress, labels, values)],
});
