import { counterRate } from "../../kit/kinds/counter-rate.ts";
import { errorRatio } from "../../kit/kinds/error-ratio.ts";
import { latencyQuantile } from "../../kit/kinds/latency-quantile.ts";
import { promql } from "../../kit/model/promql.ts";
import { signal } from "../../kit/model/signal.ts";
import { perSecond, whole } from "../../kit/model/unit.ts";
import { api, failed, peoplesRequests } from "../../signals/metrics/api.ts";

export const requestsByAnswer = signal("answer:api_requests:rate5m", {
  unit: perSecond,
  per: ["instance", "answer"],
  over: "5m",
  title: { fr: "Réponses par famille", en: "Answers by family" },
  about: {
    fr: "2xx et 3xx : réussies. 4xx : la demande était mauvaise ou refusée. 5xx : l'API a échoué.",
    en: "2xx and 3xx: successful. 4xx: the request was wrong or refused. 5xx: the API failed.",
  },
  expr: promql`sum by (instance, answer) (
  label_replace(rate(${api.requests.where(peoplesRequests)}[5m]), "answer", "\${1}xx", "status", "(.)..")
)`,
});

const byRoute = { over: "5m", per: ["instance", "path"] } as const;

export const requestsByRoute = signal(
  "path:api_requests:rate5m",
  counterRate({
    ...byRoute,
    counter: api.requests,
    where: [peoplesRequests],
    title: { fr: "Requêtes par seconde", en: "Requests per second" },
    about: {
      fr: "Requêtes des visiteurs, route par route.",
      en: "Requests of visitors, route by route.",
    },
  }),
);

export const errorsByRoute = signal(
  "path:api_server_errors:ratio5m",
  errorRatio({
    ...byRoute,
    bad: { counter: api.requests, where: [peoplesRequests, failed] },
    all: { counter: api.requests, where: [peoplesRequests] },
    title: { fr: "Erreurs 5xx", en: "5xx errors" },
    about: {
      fr: "Part des requêtes de chaque route auxquelles l'API a répondu par une erreur.",
      en: "Share of each route's requests that the API answered with an error.",
    },
  }),
);

export const timeByRoute = signal(
  "path:api_response_time:p95_5m",
  latencyQuantile({
    ...byRoute,
    histogram: api.requestDuration,
    where: [peoplesRequests],
    quantile: 0.95,
    title: { fr: "Temps de réponse (P95)", en: "Response time (P95)" },
    about: {
      fr: "95 % des requêtes de chaque route ont reçu leur réponse en moins de temps que cela.",
      en: "95 % of each route's requests were answered in less time than this.",
    },
  }),
);

const worstFive = (of: typeof errorsByRoute, name: string, title: (typeof of)["title"]) =>
  signal(name, {
    unit: of.unit,
    per: of.per,
    ...(of.over && { over: of.over }),
    title,
    about: of.about,
    expr: promql`topk(5, ${of} > 0)`,
  });

export const slowestRoutes = worstFive(timeByRoute, "path:api_response_time:slowest", {
  fr: "Routes les plus lentes (P95)",
  en: "Slowest routes (P95)",
});

export const mostFailingRoutes = worstFive(errorsByRoute, "path:api_server_errors:most", {
  fr: "Routes qui échouent le plus",
  en: "Most failing routes",
});

export const requestsInProgress = signal("path:api_requests_in_progress:sum", {
  unit: whole,
  per: ["instance"],
  title: { fr: "Requêtes en cours", en: "Requests in progress" },
  about: {
    fr: "Requêtes auxquelles l'API est en train de répondre.",
    en: "Requests that the API is answering.",
  },
  expr: promql`sum by (instance) (${api.inProgress.where(peoplesRequests)})`,
});

export const loginsByResult = signal("success:api_logins:rate5m", {
  unit: perSecond,
  per: ["instance", "success"],
  over: "5m",
  title: { fr: "Connexions par seconde", en: "Logins per second" },
  about: {
    fr: "Tentatives de connexion, réussies ou refusées.",
    en: "Attempts to sign in, successful or refused.",
  },
  expr: promql`sum by (instance, success) (rate(${api.logins}[5m]))`,
});
