import { alert, because, becauseAny } from "../kit/model/alert.ts";
import type { EventsCondition } from "../kit/model/condition.ts";
import { resetAt } from "../kit/model/deployment.ts";
import { seconds } from "../kit/model/durations.ts";
import { given, justBeyond, justWithin, neverYet, steady } from "../kit/model/example.ts";
import { justEnough, justTooFew } from "../kit/model/guard.ts";
import { promql } from "../kit/model/promql.ts";
import {
  budgetInADay,
  type Eyes,
  goesSlowly,
  onceADay,
  shares,
  unknownYet,
  worseForDays,
  worseThanOfLate,
} from "../kit/model/shares.ts";
import { command, link, person } from "../kit/model/step.ts";
import { apiReachable, serverErrors } from "../signals/api.ts";
import { api } from "../signals/metrics/api.ts";
import {
  availabilityPage,
  availabilityTicket,
  errorsPage,
  errorsTicket,
  requestsFailed,
} from "../signals/objectives.ts";
import { apiDown, apiRouteErrors, apiServerErrors, apiUnreachable } from "./api.ts";
import { hostDown } from "./host.ts";
import { databaseRefuses, deployed, nginxStopped, outsideService } from "./likely.ts";
import { hostBusy } from "./likely-on-host.ts";
import { lastsForDays } from "./proven-by.ts";
import { versionBefore } from "./version-before.ts";

/** So many failed requests in a time: at night one failure of three requests burns any budget (quirk 6). */
const failuresAtLeast = (atLeast: number, over: "1h" | "1d"): EventsCondition => ({
  events: { of: { name: api.requests.name, labels: { status: "500" } }, atLeast, over },
  expr: promql`${seconds(over)} * avg_over_time(${requestsFailed}[${over}]) >= ${atLeast}`,
  produce: () => [],
});

const tenAnHour = failuresAtLeast(10, "1h");
const twentyADay = failuresAtLeast(20, "1d");

const probes: Eyes = { on: apiReachable, good: true };
const requests: Eyes = { on: serverErrors, good: false };

const probeSteps = [
  link("{{prometheus}}/graph?g0.range_input=6h&g0.expr=probe_success%7Btarget%3D%22api-health%22%7D", {
    fr: "Voir quand l'API était injoignable : une longue panne ou beaucoup de courtes",
    en: "See when the API was out of reach: one long outage or many short ones",
  }),
  command("{{pm2}} show benevoclic-api | grep -E 'restarts|uptime' && sudo tail -50 /var/log/nginx/error.log", {
    fr: "Voir si elle redémarre, ou si nginx ne la joint plus",
    en: "See whether it restarts, or nginx no longer reaches it",
  }),
];

const requestSteps = [
  link(
    "{{prometheus}}/graph?g0.range_input=6h&g0.expr=topk(5%2Csum%20by(method%2Cpath)(rate(http_requests_total%7Bstatus%3D~%225..%22%7D%5B5m%5D)))",
    { fr: "Voir quelles routes échouent, et depuis quand", en: "See which routes fail, and since when" },
  ),
  command("{{pm2}} logs benevoclic-api --err --lines 100 --nostream", {
    fr: "Lire les erreurs de l'API",
    en: "Read the API's errors",
  }),
];

const rollback = versionBefore("benevoclic-api", {
  fr: "Si cela a commencé avec un déploiement, revenir à la version précédente",
  en: "If it began with a deployment, go back to the version before it",
});

const freeze = person("lead", {
  fr: "Décider avec le développeur principal d'arrêter les mises en production jusqu'à ce que la cause soit corrigée",
  en: "Decide with the lead developer to stop deployments until the cause is mended",
});

export const apiAvailabilityBurning = alert("ApiAvailabilityBurning", {
  title: { fr: "Disponibilité de l'API en chute", en: "API availability falling" },
  on: availabilityPage,
  category: "functionality",
  levels: { critical: { above: 1, for: "0s" } },
  tellsLate:
    "what burns fast is told within minutes by the short one of its windows; ApiUnreachable and ApiServerErrors tell sooner",
  causes: [because(hostDown), because(apiDown), because(apiUnreachable)],
  summary: {
    fr: "L'API de {{instance}} use son budget d'indisponibilité {{value}} fois plus vite que la limite",
    en: "The API of {{instance}} spends its unavailability budget {{value}} times faster than the limit",
  },
  wellAgain: {
    fr: "L'API répond de nouveau assez souvent pour tenir son objectif",
    en: "The API answers often enough again to keep its objective",
  },
  impact: {
    fr: "Par moments, personne n'atteint l'API ; à ce rythme, les 43 minutes permises en 30 jours durent 5 jours au plus.",
    en: "At times nobody reaches the API; at this pace the 43 minutes allowed in 30 days last 5 days at most.",
  },
  next: [...probeSteps, rollback, freeze],
  likely: [deployed("benevoclic-api"), nginxStopped, hostBusy],
  examples: {
    fires: [
      steady(justBeyond),
      ...worseThanOfLate(probes),
      shares(
        "well for 6 hours, then 2 % of the budget in an hour",
        7,
        (hour, limit) => (hour < 6 ? 0 : 0.015 * limit),
        probes,
      ),
    ],
    silent: [
      steady(justWithin),
      unknownYet(0.4, probes),
      shares("an outage of 40 seconds", 7, (hour) => (hour >= 6.5 && hour < 6.52 ? 0.33 : 0), probes),
    ],
  },
});

export const apiAvailabilityLeaking = alert("ApiAvailabilityLeaking", {
  provenBy: lastsForDays,
  title: { fr: "Disponibilité de l'API qui s'érode", en: "API availability eroding" },
  on: availabilityTicket,
  category: "functionality",
  levels: { warning: { above: 1, for: "0s" } },
  tellsLate: "loses the objective over days: three of them tell it from an outage that is over",
  causes: [because(hostDown), because(apiDown), because(apiUnreachable), because(apiAvailabilityBurning)],
  summary: {
    fr: "L'API de {{instance}} use son budget d'indisponibilité {{value}} fois plus vite que la limite, depuis des jours",
    en: "The API of {{instance}} spends its unavailability budget {{value}} times faster than the limit, for days",
  },
  wellAgain: {
    fr: "L'API répond de nouveau assez souvent pour tenir son objectif",
    en: "The API answers often enough again to keep its objective",
  },
  impact: {
    fr: "De courtes coupures répétées ; à ce rythme, l'objectif de 99,9 % sur 30 jours ne sera pas tenu.",
    en: "Short outages again and again; at this pace the objective of 99.9 % over 30 days will not be met.",
  },
  next: [...probeSteps, freeze],
  examples: goesSlowly(probes, "an outage of 40 seconds every day"),
});

export const apiErrorsBurning = alert("ApiErrorsBurning", {
  title: { fr: "Budget d'erreurs de l'API brûlé", en: "API error budget burning" },
  on: errorsPage,
  onlyWhile: tenAnHour,
  category: "functionality",
  levels: { critical: { above: 1, for: "0s" } },
  tellsLate:
    "what burns fast is told within minutes by the short one of its windows; ApiUnreachable and ApiServerErrors tell sooner",
  causes: [because(hostDown), because(apiDown), because(apiServerErrors), becauseAny(apiRouteErrors)],
  summary: {
    fr: "L'API de {{instance}} use son budget d'erreurs {{value}} fois plus vite que la limite",
    en: "The API of {{instance}} spends its error budget {{value}} times faster than the limit",
  },
  wellAgain: {
    fr: "Les erreurs de l'API sont de nouveau assez rares pour tenir l'objectif",
    en: "The API's errors are rare enough again to keep the objective",
  },
  impact: {
    fr: "Des visiteurs voient des erreurs depuis une heure ou plus ; à ce rythme, le budget de 30 jours dure 5 jours au plus.",
    en: "Visitors have seen errors for an hour or more; at this pace the budget of 30 days lasts 5 days at most.",
  },
  next: [...requestSteps, rollback, freeze],
  likely: [deployed("benevoclic-api"), databaseRefuses, outsideService],
  examples: {
    fires: [
      steady(justBeyond),
      ...worseThanOfLate(requests),
      justEnough(errorsPage, tenAnHour),
      shares(
        "well for 6 hours, then 2 % of the budget in an hour",
        7,
        (hour, limit) => (hour < 6 ? 0 : 0.015 * limit),
        requests,
      ),
    ],
    silent: [
      steady(justWithin),
      neverYet(errorsPage),
      unknownYet(0.4, requests),
      justTooFew(errorsPage, tenAnHour),
      shares("all requests of 40 seconds fail", 7, (hour) => (hour >= 6.5 && hour < 6.52 ? 0.33 : 0), requests),
      given("a deployment resets the counters", ({ interval, instance, level }) => {
        const values = Array.from({ length: 25_200 / interval }, () => 0.0058 * level.limit);
        const series = serverErrors.produce?.({ values, interval, labels: { instance } }) ?? [];
        return series.map((one) => ({ ...one, samples: resetAt(one.samples, Math.floor(values.length / 2)) }));
      }),
      given("a quiet night: three requests an hour, and one of them fails", ({ interval, instance }) => {
        const values = Array.from({ length: 25_200 / interval }, () => 1 / 3);
        const series = serverErrors.produce?.({ values, interval, labels: { instance } }) ?? [];
        const slowly = 3 / 36_000;
        return series.map((one) => ({
          ...one,
          samples: one.samples.map((sample) => (sample === null ? null : Math.floor(sample * slowly))),
        }));
      }),
    ],
  },
});

export const apiErrorsLeaking = alert("ApiErrorsLeaking", {
  provenBy: lastsForDays,
  title: { fr: "Budget d'erreurs de l'API qui s'érode", en: "API error budget leaking" },
  on: errorsTicket,
  onlyWhile: twentyADay,
  category: "functionality",
  levels: { warning: { above: 1, for: "0s" } },
  tellsLate: "loses the objective over days: three of them tell it from an outage that is over",
  causes: [
    because(hostDown),
    because(apiDown),
    because(apiServerErrors),
    becauseAny(apiRouteErrors),
    because(apiErrorsBurning),
  ],
  summary: {
    fr: "L'API de {{instance}} use son budget d'erreurs {{value}} fois plus vite que la limite, depuis des jours",
    en: "The API of {{instance}} spends its error budget {{value}} times faster than the limit, for days",
  },
  wellAgain: {
    fr: "Les erreurs de l'API sont de nouveau assez rares pour tenir l'objectif",
    en: "The API's errors are rare enough again to keep the objective",
  },
  impact: {
    fr: "Peu d'erreurs, mais sans cesse ; à ce rythme, l'objectif de 99,9 % de requêtes réussies ne sera pas tenu.",
    en: "Few errors, but all the time; at this pace the objective of 99.9 % successful requests will not be met.",
  },
  next: [...requestSteps, freeze],
  examples: {
    fires: [steady(justBeyond), worseForDays(requests), justEnough(errorsTicket, twentyADay), budgetInADay(requests)],
    silent: [
      steady(justWithin),
      unknownYet(5, requests),
      justTooFew(errorsTicket, twentyADay),
      shares("all requests of 40 seconds fail every day", 80, onceADay, requests),
    ],
  },
});
