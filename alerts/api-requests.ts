import { alert, because, becauseAny } from "../kit/model/alert.ts";
import { deployment } from "../kit/model/deployment.ts";
import { given, justBeyond, justWithin, neverYet, oneMissedScrape, spike, steady } from "../kit/model/example.ts";
import { justEnough, justTooFew } from "../kit/model/guard.ts";
import { counted, type Sample, seriesOf } from "../kit/model/series.ts";
import { command, link, person } from "../kit/model/step.ts";
import { apiApp, restart } from "../parts/remedies.ts";
import { clientErrors, requestsStuck, routeResponseTime } from "../signals/api.ts";
import { api, enoughTraffic } from "../signals/metrics/api.ts";
import { apiDown, apiSlowResponses } from "./api.ts";
import { databaseLost, databaseSlowOperations } from "./database.ts";
import { hostDown } from "./host.ts";
import { outsideService, slowQuery, spinning } from "./likely.ts";
import { securityAccessRefused } from "./security.ts";
import { versionBefore } from "./version-before.ts";

/** Of fewer requests, most of which count twice, two or three that were slow by chance are a P95 already. */
const routeTraffic = enoughTraffic({ atLeast: 200, over: "1h", per: routeResponseTime.per });
const traffic = enoughTraffic({ atLeast: 200, over: "10m" });

export const apiSlowRoute = alert("ApiSlowRoute", {
  title: { fr: "Route de l'API lente", en: "API route slow" },
  on: routeResponseTime,
  onlyWhile: routeTraffic,
  category: "performance",
  levels: { warning: { above: 0.5, for: "5m" } },
  tellsLate:
    "a route serves too few requests for less than an hour; when all of them get slow, three minutes are enough",
  causes: [
    because(hostDown),
    because(apiDown),
    because(databaseLost),
    becauseAny(databaseSlowOperations),
    because(apiSlowResponses),
  ],
  summary: {
    fr: "{{method}} {{path}} répond en {{value}} (P95, limite {{limit}}) sur {{instance}}",
    en: "{{method}} {{path}} answers in {{value}} (P95, limit {{limit}}) on {{instance}}",
  },
  impact: {
    fr: "Une page précise est lente ; le reste du site répond comme d'habitude.",
    en: "One particular page is slow; the rest of the site answers as usual.",
  },
  next: [
    command("{{mongosh}} --eval 'db.setProfilingLevel(1, { slowms: 200 })'", {
      fr: "Enregistrer les requêtes lentes pendant 10 minutes (puis remettre à 0)",
      en: "Record slow queries for 10 minutes (then set it back to 0)",
    }),
    command(
      "{{mongosh}} --eval 'db.system.profile.find({}, { ns: 1, millis: 1, planSummary: 1 }).sort({ millis: -1 }).limit(5)'",
      {
        fr: "Lire les plus lentes : COLLSCAN veut dire qu'un index manque",
        en: "Read the slowest: COLLSCAN means that an index is missing",
      },
    ),
    person("lead", {
      fr: "Demander l'index au développeur principal, ou le retour à la version précédente",
      en: "Ask the lead developer for the index, or for the version before",
    }),
  ],
  examples: {
    fires: [steady(justBeyond), justEnough(routeResponseTime, routeTraffic)],
    silent: [
      steady(justWithin),
      justTooFew(routeResponseTime, routeTraffic),
      deployment(routeResponseTime),
      given("a route asked for ten times an hour, each time slow", ({ instance, interval }) => {
        const few = Array.from({ length: 7200 / interval }, () => 10 / 3600);
        const requests = seriesOf(api.requests, { instance }, counted(few, interval));
        const durations = ["1", "2", "+Inf"].map((le) => {
          const samples: Sample[] = counted(
            few.map((rate) => (le === "1" ? 0 : rate)),
            interval,
          );
          return seriesOf(api.requestDuration, { instance, le }, samples, "_bucket");
        });
        return [requests, ...durations];
      }),
    ],
  },
});

export const apiClientErrors = alert("ApiClientErrors", {
  title: { fr: "Trop de requêtes refusées (4xx)", en: "Too many requests refused (4xx)" },
  on: clientErrors,
  onlyWhile: traffic,
  category: "functionality",
  levels: { warning: { above: 0.05, for: "3m" } },
  causes: [because(hostDown), because(apiDown), because(securityAccessRefused)],
  summary: {
    fr: "L'API refuse {{value}} des requêtes (4xx) sur {{instance}} (limite {{limit}})",
    en: "The API refuses {{value}} of the requests (4xx) on {{instance}} (limit {{limit}})",
  },
  impact: {
    fr: "Des visiteurs remplissent un formulaire et sont refusés : le site envoie sans doute ce que l'API n'attend pas.",
    en: "Visitors fill in a form and are refused: the web site probably sends what the API does not expect.",
  },
  next: [
    link(
      "{{prometheus}}/graph?g0.tab=0&g0.expr=topk(5%2Csum%20by(method%2Cpath%2Cstatus)(rate(http_requests_total%7Bstatus%3D~%224..%22%7D%5B10m%5D)))",
      {
        fr: "Voir quelles routes refusent, et avec quel code",
        en: "See which routes refuse, and with which code",
      },
    ),
    versionBefore("benevoclic-api", {
      fr: "Si l'API vient d'être déployée, revenir à la version précédente (le site : de même dans /srv/benevoclic-web)",
      en: "If the API was just deployed, go back to the version before (the web site: the same in /srv/benevoclic-web)",
    }),
    person("lead", { fr: "Donner les routes au développeur principal", en: "Give the routes to the lead developer" }),
  ],
  examples: {
    fires: [steady(justBeyond), justEnough(clientErrors, traffic)],
    silent: [
      steady(justWithin),
      neverYet(clientErrors),
      justTooFew(clientErrors, traffic),
      spike(justBeyond, { shorterThan: "for" }),
      deployment(clientErrors),
      given("a scanner collects 404s and a visitor mistypes a password, at night", ({ instance, interval }) => {
        const few = Array.from({ length: 1800 / interval }, (_, index) => (index % 60 === 0 ? 1 / interval : 0));
        return [
          seriesOf(api.requests, { instance, path: "/support", status: "404" }, counted(few, interval)),
          seriesOf(api.requests, { instance, path: "/auth/login", status: "401" }, counted(few, interval)),
        ];
      }),
    ],
  },
});

export const apiRequestsStuck = alert("ApiRequestsStuck", {
  title: { fr: "Requêtes bloquées dans l'API", en: "Requests stuck in the API" },
  on: requestsStuck,
  category: "performance",
  levels: { warning: { above: 10, for: "5m" }, critical: { above: 30, for: "1m" } },
  causes: [because(hostDown), because(apiDown), because(databaseLost), becauseAny(databaseSlowOperations)],
  heals: [restart(apiApp, { atMost: 1, per: "6h" })],
  healsAfter: "1m",
  summary: {
    fr: "{{value}} requêtes ne finissent pas sur {{instance}} (limite {{limit}})",
    en: "{{value}} requests do not end on {{instance}} (limit {{limit}})",
  },
  impact: {
    fr: "Ces visiteurs attendent sans réponse, jusqu'à ce que leur navigateur renonce.",
    en: "These visitors wait without an answer until their browser gives up.",
  },
  next: [
    link("{{prometheus}}/graph?g0.tab=0&g0.expr=topk(5%2Chttp_requests_in_progress)", {
      fr: "Voir sur quelle route elles attendent",
      en: "See on which route they wait",
    }),
    command("{{mongosh}} --eval 'db.currentOp({ secs_running: { $gt: 10 } })'", {
      fr: "Chercher ce qu'elles attendent dans MongoDB ; db.killOp(opid) l'arrête",
      en: "Look for what they wait for in MongoDB; db.killOp(opid) stops it",
    }),
    link("https://status.firebase.google.com/", {
      fr: "Si MongoDB est calme, voir si Firebase ou S3 ne répond plus",
      en: "If MongoDB is calm, see whether Firebase or S3 does not answer any more",
    }),
    command("{{pm2}} restart benevoclic-api", {
      fr: "Redémarrer l'API libère les visiteurs, qui peuvent réessayer",
      en: "Restarting the API frees the visitors, who can try again",
    }),
  ],
  likely: [slowQuery, outsideService, spinning],
  examples: {
    fires: [steady(justBeyond)],
    silent: [
      steady(justWithin),
      spike(justBeyond, { shorterThan: "for" }),
      oneMissedScrape,
      given("a busy minute: many requests in progress, none of them for long", (context) => {
        const busy = Array.from({ length: 900 / context.interval }, (_, index) =>
          (index * context.interval) % 60 === 0 ? 1 : 2 * context.level.limit,
        );
        return [seriesOf(api.inProgress, { instance: context.instance }, busy)];
      }),
    ],
  },
});
