import { components } from "../alerts/components.ts";
import { dashboard, row } from "../kit/model/dashboard.ts";
import { graph, list, ranking } from "../kit/model/panel.ts";
import {
  apiAlive,
  apiReachable,
  clientErrors,
  requestRate,
  requestsStuck,
  responseTime,
  routeErrors,
  routeErrorsHourly,
  routeResponseTime,
  serverErrors,
  serverErrorsHourly,
} from "../signals/api.ts";
import { eventLoopLag, garbageCollection, heapUse, openFiles, restarts } from "../signals/api-process.ts";
import { seriesGrowth, seriesKept } from "../signals/api-series.ts";
import { operationTime } from "../signals/database.ts";
import { operations } from "./series.ts";
import { route } from "./variables.ts";
import {
  errorsByRoute,
  loginsByResult,
  mostFailingRoutes,
  requestsByAnswer,
  requestsByRoute,
  requestsInProgress,
  slowestRoutes,
  timeByRoute,
} from "./views/api.ts";

const quiet = { fr: "Aucune requête sur la période.", en: "No request in the period." };

export const api = dashboard("api", {
  title: components.Api.title,
  about: {
    fr: "L'API répond-elle, vite et sans erreur, et sinon sur quelle route ?",
    en: "Does the API answer, fast and without errors, and if not, on which route?",
  },
  readers: {
    fr: "Développeurs de l'API, pendant un incident et après chaque mise en production.",
    en: "The API's developers, during an incident and after each deployment.",
  },
  since: "6h",
  variables: [route],
  rows: [
    row({ fr: "Répond-elle ?", en: "Does it answer?" }, [apiAlive, apiReachable]),
    row(
      { fr: "Trafic, erreurs, temps", en: "Traffic, errors, time" },
      [
        graph(responseTime, { whenEmpty: quiet }),
        graph(serverErrors, { whenEmpty: quiet }),
        graph(serverErrorsHourly, { whenEmpty: quiet }),
      ],
      [
        graph(requestRate, { against: "7d" }),
        graph(requestsByAnswer, {
          series: {
            "2xx": { text: { fr: "2xx réussies", en: "2xx successful" }, colour: "neutral" },
            "3xx": { text: { fr: "3xx redirigées", en: "3xx redirected" }, colour: "past" },
            "4xx": { text: { fr: "4xx refusées", en: "4xx refused" }, colour: "aside" },
            "5xx": { text: { fr: "5xx échouées", en: "5xx failed" }, colour: "critical" },
          },
        }),
      ],
      [graph(clientErrors, { whenEmpty: quiet }), requestsInProgress, requestsStuck],
    ),
    row(
      { fr: "Routes", en: "Routes" },
      [
        ranking(slowestRoutes, {
          whenEmpty: { fr: "Aucune requête ces 5 dernières minutes.", en: "No request in the last 5 minutes." },
        }),
        ranking(mostFailingRoutes, {
          whenEmpty: { fr: "Aucune route n'échoue.", en: "No route fails." },
        }),
      ],
      [
        list(requestsByRoute, {
          title: { fr: "Toutes les routes", en: "All routes" },
          tall: true,
          beside: [errorsByRoute, timeByRoute],
          columns: { path: { title: { fr: "Route", en: "Route" } } },
        }),
      ],
      [
        graph(routeErrors, { whenEmpty: { fr: "Aucune route n'échoue.", en: "No route fails." } }),
        graph(routeErrorsHourly, { whenEmpty: quiet }),
        graph(routeResponseTime, { whenEmpty: quiet }),
      ],
    ),
    row({ fr: "Connexions et base de données", en: "Logins and database" }, [
      graph(loginsByResult, {
        whenEmpty: { fr: "Personne n'a essayé de se connecter.", en: "Nobody tried to sign in." },
        series: {
          true: { text: { fr: "réussies", en: "successful" }, colour: "neutral" },
          false: { text: { fr: "refusées", en: "refused" }, colour: "aside" },
        },
      }),
      graph(operationTime, {
        series: operations,
        whenEmpty: { fr: "Aucune opération mesurée.", en: "No operation was measured." },
      }),
    ]),
    row(
      { fr: "Processus de l'API", en: "The API's process" },
      [eventLoopLag, heapUse],
      [garbageCollection, openFiles, restarts],
    ),
    row({ fr: "Ce que sa surveillance coûte", en: "What watching it costs" }, [seriesGrowth, seriesKept]),
  ],
});
