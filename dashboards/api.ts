import { apiAlive, apiReachable, requestRate, responseTime, serverErrors } from "../signals/api.ts";
import { dashboard, row } from "./model/dashboard.ts";
import { graph, list, ranking } from "./model/panel.ts";
import { route } from "./variables.ts";
import {
  mostFailingRoutes,
  requestsByAnswer,
  routeErrors,
  routeRequests,
  routeTime,
  slowestRoutes,
} from "./views/api.ts";

export const api = dashboard("api", {
  title: { fr: "API", en: "API" },
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
      [responseTime, serverErrors],
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
        list(routeRequests, {
          title: { fr: "Toutes les routes", en: "All routes" },
          tall: true,
          beside: [routeErrors, routeTime],
          columns: { path: { title: { fr: "Route", en: "Route" } } },
        }),
      ],
    ),
  ],
});
