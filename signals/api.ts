import { counterRate } from "./kinds/counter-rate.ts";
import { errorRatio } from "./kinds/error-ratio.ts";
import { latencyQuantile } from "./kinds/latency-quantile.ts";
import { up } from "./kinds/up.ts";
import { api, peoplesRequests } from "./metrics/api.ts";
import { probe } from "./metrics/blackbox.ts";
import { scrape } from "./metrics/every.ts";
import { promql } from "./model/promql.ts";
import { seriesOf } from "./model/series.ts";
import { signal } from "./model/signal.ts";
import { bool } from "./model/unit.ts";

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
  "instance:api_server_errors:ratio5m",
  errorRatio({
    bad: { counter: api.requests, where: [peoplesRequests, 'status=~"5.."'], example: { status: "500" } },
    all: { counter: api.requests, where: [peoplesRequests] },
    over: "5m",
    per: ["instance"],
    objective: { below: 0.001 },
    title: { fr: "Erreurs du serveur", en: "Server errors" },
    about: {
      fr: "Part des requêtes des visiteurs auxquelles l'API a répondu par une erreur 5xx.",
      en: "Share of the visitors' requests that the API answered with a 5xx error.",
    },
  }),
);

export const responseTime = signal(
  "instance:api_response_time:p95_5m",
  latencyQuantile({
    histogram: api.requestDuration,
    where: [peoplesRequests],
    quantile: 0.95,
    over: "5m",
    per: ["instance"],
    objective: { below: 0.2 },
    title: { fr: "Temps de réponse (P95)", en: "Response time (P95)" },
    about: {
      fr: "95 % des requêtes des visiteurs ont reçu leur réponse en moins de temps que cela.",
      en: "95 % of the visitors' requests were answered in less time than this.",
    },
  }),
);
