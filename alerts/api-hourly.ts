import { alert, because, becauseAny } from "../kit/model/alert.ts";
import type { EventsCondition } from "../kit/model/condition.ts";
import { deployment } from "../kit/model/deployment.ts";
import { justBeyond, justWithin, neverYet, oneMissedScrape, steady } from "../kit/model/example.ts";
import { justEnough, justTooFew } from "../kit/model/guard.ts";
import { promql } from "../kit/model/promql.ts";
import { serverErrorsHourly } from "../signals/api.ts";
import { api, peoplesRequests } from "../signals/metrics/api.ts";
import { apiDown, apiRouteErrors, apiServerErrors } from "./api.ts";
import { databaseDriverErrors, databaseLost } from "./database.ts";
import { hostDown } from "./host.ts";
import { apiErrorsBurning } from "./objectives.ts";
import { rare } from "./proven-by.ts";

/** The first error of a route after a restart cannot be seen, and one of a route without an id counts twice. */
const fourFailures: EventsCondition = {
  events: { of: { name: api.requests.name, labels: { status: "500" } }, atLeast: 4, over: "1h" },
  over: "1h",
  expr: promql`sum by (instance) (increase(${api.requests.where(peoplesRequests, 'status=~"5.."')}[1h])) >= 4`,
  produce: () => [],
};

export const apiErrorsForHour = alert("ApiErrorsForHour", {
  provenBy: rare,
  ...apiServerErrors,
  title: { fr: "Erreurs de l'API (5xx) depuis une heure", en: "API errors (5xx) for an hour" },
  on: serverErrorsHourly,
  onlyWhile: fourFailures,
  levels: { warning: { above: 0.2, for: "5m" } },
  tellsLate:
    "what is rare is certain after an hour only; ApiServerErrors tells within minutes while there are visitors",
  causes: [
    because(hostDown),
    because(apiDown),
    because(databaseLost),
    because(databaseDriverErrors),
    because(apiServerErrors),
    becauseAny(apiRouteErrors),
    because(apiErrorsBurning),
  ],
  summary: {
    fr: "Depuis une heure, {{value}} des rares requêtes à {{instance}} échouent (limite {{limit}})",
    en: "For an hour {{value}} of the few requests to {{instance}} have failed (limit {{limit}})",
  },
  impact: {
    fr: "Les visiteurs, rares à cette heure, voient des erreurs ; au matin ils seront nombreux.",
    en: "The visitors, few at this hour, see errors; in the morning they will be many.",
  },
  examples: {
    fires: [steady(justBeyond), justEnough(serverErrorsHourly, fourFailures)],
    silent: [
      steady(justWithin),
      neverYet(serverErrorsHourly),
      justTooFew(serverErrorsHourly, fourFailures),
      oneMissedScrape,
      deployment(serverErrorsHourly),
    ],
  },
});
