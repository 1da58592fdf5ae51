import { alert, because, becauseAny } from "../kit/model/alert.ts";
import { deployment } from "../kit/model/deployment.ts";
import {
  type ExampleContext,
  given,
  type Jump,
  jumping,
  justBeyond,
  justWithin,
  neverYet,
  oneMissedScrape,
  steady,
} from "../kit/model/example.ts";
import { justEnough, justTooFew } from "../kit/model/guard.ts";
import { seriesOf } from "../kit/model/series.ts";
import { routeErrorsHourly, serverErrorsHourly } from "../signals/api.ts";
import { api, enoughFailures } from "../signals/metrics/api.ts";
import { apiDown, apiRouteErrors, apiServerErrors } from "./api.ts";
import { databaseDriverErrors, databaseLost } from "./database.ts";
import { hostDown } from "./host.ts";
import { apiErrorsBurning } from "./objectives.ts";
import { rare } from "./proven-by.ts";

/** The first error of a route after a restart cannot be seen: where four can, five failed. */
const fourFailures = enoughFailures({ atLeast: 4, over: "1h", per: ["instance"] });

/** What makes all of the API fail is told by itself, and sooner. */
const ofTheWhole = [hostDown, apiDown, databaseLost, databaseDriverErrors, apiServerErrors].map((cause) =>
  because(cause),
);

/** But not its remedies: what an hour remembers shows no cure in time. */
const { category, next, likely } = apiServerErrors;

export const apiErrorsForHour = alert("ApiErrorsForHour", {
  provenBy: rare,
  ...{ category, next, ...(likely && { likely }) },
  title: { fr: "Erreurs de l'API (5xx) depuis une heure", en: "API errors (5xx) for an hour" },
  on: serverErrorsHourly,
  onlyWhile: fourFailures,
  levels: { warning: { above: 0.2, for: "5m" } },
  tellsLate:
    "what is rare is certain after an hour only; ApiServerErrors tells within minutes while there are visitors",
  causes: [...ofTheWhole, becauseAny(apiRouteErrors), because(apiErrorsBurning)],
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

/** Four, less what the counting of a rate may lose. */
const fourOfRoute = enoughFailures({ atLeast: 3.9, over: "3h", per: ["instance", "method", "path"] });

interface Route {
  readonly method: string;
  readonly path: string;
  /** Minutes between two requests from the second hour on, all of which fail. */
  readonly failsEvery: number;
  /** How many times. */
  readonly times?: number;
  /** Nobody met an error on it since the process began: its counter of errors does not exist before the first. */
  readonly neverBefore?: true;
}

/** Visitors read announcements three times a minute, and some routes fail. */
const amidTraffic = (context: ExampleContext, minutes: number, routes: readonly Route[]) => {
  const { instance, interval } = context;
  const counter = (route: { method: string; path: string; status: string }, jumps: readonly Jump[]) =>
    seriesOf(api.requests, { instance, ...route }, jumping(jumps, minutes, context));
  const reads = Array.from({ length: minutes }, (_, at) => ({ at, by: 3 }));
  return [
    ...routes.flatMap(({ method, path, failsEvery, times = minutes, neverBefore }) => {
      const failures = Array.from({ length: times }, (_, index) => ({ at: 60 + index * failsEvery, by: 1 }));
      const errors = counter({ method, path, status: "500" }, failures);
      return [
        {
          ...errors,
          samples: errors.samples.map((sample, index) => (neverBefore && index * interval < 3600 ? null : sample)),
        },
        counter({ method, path, status: "201" }, [{ at: 0, by: 5 }]),
      ];
    }),
    counter({ method: "GET", path: "/announcements", status: "200" }, reads),
  ];
};
const register = { method: "POST", path: "/announcement/:id/register" };

export const apiRareRouteFailing = alert("ApiRareRouteFailing", {
  ...apiRouteErrors,
  provenBy: rare,
  title: { fr: "Une route rare de l'API échoue", en: "A rare API route fails" },
  on: routeErrorsHourly,
  onlyWhile: fourOfRoute,
  levels: { warning: { above: 0.5, for: "5m" } },
  tellsLate: "what is rare is certain after an hour only; ApiRouteErrors tells at three errors in half an hour",
  causes: [...ofTheWhole, because(apiRouteErrors), because(apiErrorsBurning), because(apiErrorsForHour)],
  summary: {
    fr: "Depuis une heure, {{method}} {{path}} échoue {{value}} du temps sur {{instance}} (limite {{limit}})",
    en: "For an hour {{method}} {{path}} has failed {{value}} of the time on {{instance}} (limit {{limit}})",
  },
  impact: {
    fr: "Une action peu fréquente du site est cassée : presque tous ceux qui la tentent voient une erreur.",
    en: "A rare action of the web site is broken: nearly all who try it see an error.",
  },
  examples: {
    fires: [
      steady(justBeyond),
      justEnough(routeErrorsHourly, fourOfRoute),
      given("each registration for an announcement fails, four an hour", (context) =>
        amidTraffic(context, 115, [{ ...register, failsEvery: 15 }]),
      ),
      given("the same, on a process that never failed before", (context) =>
        amidTraffic(context, 130, [{ ...register, failsEvery: 15, neverBefore: true }]),
      ),
      given("the only requests to a page fail, three an hour", (context) =>
        amidTraffic(context, 130, [{ method: "GET", path: "/announcement/:id", failsEvery: 20 }]),
      ),
      given("three routes fail at once, nine times an hour together: the first of them", (context) =>
        amidTraffic(context, 115, [
          { ...register, failsEvery: 15 },
          { method: "PATCH", path: "/user/:id", failsEvery: 20 },
          { method: "PUT", path: "/volunteer/:id", failsEvery: 30 },
        ]),
      ),
    ],
    silent: [
      steady(justWithin),
      neverYet(routeErrorsHourly),
      justTooFew(routeErrorsHourly, fourOfRoute),
      oneMissedScrape,
      deployment(routeErrorsHourly),
      given("one visitor tries three times, and gives up", (context) =>
        amidTraffic(context, 115, [{ ...register, failsEvery: 1, times: 3 }]),
      ),
    ],
  },
});
