import { alert, because, becauseAny } from "../kit/model/alert.ts";
import { deployment } from "../kit/model/deployment.ts";
import {
  type ExampleContext,
  given,
  held,
  type Jump,
  jumping,
  justBeyond,
  justWithin,
  neverYet,
  oneMissedScrape,
  spike,
  steady,
} from "../kit/model/example.ts";
import { justEnough, justTooFew } from "../kit/model/guard.ts";
import { scrape } from "../kit/model/scraped.ts";
import { counted, seriesOf } from "../kit/model/series.ts";
import { command, person } from "../kit/model/step.ts";
import { apiApp, restart, rollback } from "../parts/remedies.ts";
import { apiAlive, apiReachable, responseTime, routeErrors, serverErrors } from "../signals/api.ts";
import { api, enoughTraffic } from "../signals/metrics/api.ts";
import { probe } from "../signals/metrics/blackbox.ts";
import { webCertificateExpired } from "./certificates.ts";
import { databaseDriverErrors, databaseLost, databaseSlowOperations } from "./database.ts";
import { webEntranceDown } from "./entrance.ts";
import { hostDown } from "./host.ts";
import {
  certificateOld,
  databaseRefuses,
  deployed,
  nameLost,
  nginxStopped,
  outsideService,
  slowQuery,
  spinning,
} from "./likely.ts";
import { hostBusy, killed } from "./likely-on-host.ts";
import { versionBefore } from "./version-before.ts";

const certificateExpired = because(webCertificateExpired, {}, { target: "api-health" });
const traffic = enoughTraffic({ atLeast: 20, over: "3m" });
const fifteenMinutes = ({ interval }: ExampleContext) => Array.from({ length: 900 / interval });
/** The API for five minutes, alive for one of those that look at it only. */
const seenBy = (name: string, context: ExampleContext) =>
  held(apiAlive, 1, 5, context).map((series) =>
    series.name === name ? series : { ...series, samples: series.samples.map(() => 0) },
  );

export const apiDown = alert("ApiDown", {
  title: { fr: "API arrêtée", en: "API down" },
  on: apiAlive,
  category: "functionality",
  takesPlatformDown: true,
  levels: { critical: { below: 1, for: "45s" } },
  causes: [because(hostDown)],
  heals: [restart(apiApp, { atMost: 2, per: "1h" }), rollback(apiApp, { whenDeployedWithin: "30m" })],
  summary: { fr: "L'API ne répond plus sur {{instance}}", en: "The API no longer answers on {{instance}}" },
  wellAgain: { fr: "L'API répond de nouveau sur {{instance}}", en: "The API answers again on {{instance}}" },
  impact: {
    fr: "Personne ne peut se connecter, s'inscrire ni voir les annonces.",
    en: "Nobody can log in, register or see announcements.",
  },
  next: [
    command("{{pm2}} status && {{pm2}} logs benevoclic-api --err --lines 50 --nostream", {
      fr: "Voir si le processus tourne et pourquoi il s'est arrêté",
      en: "See whether the process runs and why it stopped",
    }),
    command("{{pm2}} restart benevoclic-api && curl -fsS --retry 10 --retry-connrefused {{api}}/health", {
      fr: "Le redémarrer et vérifier qu'il répond",
      en: "Restart it and check that it answers",
    }),
    person("lead", {
      fr: "S'il ne repart pas, appeler le développeur principal",
      en: "If it does not come back, call the lead developer",
    }),
  ],
  likely: [deployed("benevoclic-api"), killed("benevoclic-api"), databaseRefuses],
  examples: {
    fires: [steady(justBeyond)],
    silent: [
      steady(justWithin),
      spike(justBeyond, { shorterThan: "for" }),
      given("its metrics are broken, and the probe finds it well", (context) => seenBy(probe.success.name, context)),
      given("the public address is broken, and Prometheus finds it well", (context) => seenBy(scrape.up.name, context)),
    ],
  },
});

export const apiUnreachable = alert("ApiUnreachable", {
  title: { fr: "API injoignable de l'extérieur", en: "API unreachable from outside" },
  on: apiReachable,
  category: "functionality",
  outage: true,
  levels: { critical: { below: 1, for: "45s" } },
  causes: [because(hostDown), because(apiDown), because(webEntranceDown), certificateExpired],
  summary: {
    fr: "L'adresse publique de l'API ne répond plus ({{instance}})",
    en: "The API's public address no longer answers ({{instance}})",
  },
  wellAgain: { fr: "L'adresse publique de l'API répond de nouveau", en: "The API's public address answers again" },
  impact: {
    fr: "L'API tourne, mais les visiteurs ne l'atteignent pas : connexion et annonces en erreur.",
    en: "The API runs, but visitors do not reach it: login and announcements fail.",
  },
  next: [
    command("curl -vsS -o /dev/null {{public_api}}/health", {
      fr: "Lire l'erreur : nom, certificat ou code HTTP",
      en: "Read the error: name, certificate or HTTP code",
    }),
    command("sudo nginx -t && systemctl status nginx --no-pager", {
      fr: "Vérifier nginx ; le recharger si sa configuration est bonne",
      en: "Check nginx; reload it if its configuration is good",
    }),
  ],
  likely: [nginxStopped, certificateOld, nameLost],
  examples: { fires: [steady(justBeyond)], silent: [steady(justWithin), spike(justBeyond, { shorterThan: "for" })] },
});

/** Registrations for announcements, and the other requests, over 40 minutes: each a rate a second. */
function registrations(
  { instance, interval }: ExampleContext,
  rates: {
    accepted?: number | ((at: number) => number);
    failed: (at: number) => number;
    others?: number;
    othersFailed?: number;
  },
) {
  const times = Array.from({ length: 2400 / interval }, (_, index) => index * interval);
  const series = (path: string, status: string, rate: (at: number) => number) => {
    const method = path === register ? "POST" : "GET";
    return seriesOf(api.requests, { instance, method, path, status }, counted(times.map(rate), interval));
  };
  const { accepted = 0, failed, others = 0, othersFailed = 0 } = rates;
  return [
    series(register, "201", typeof accepted === "number" ? () => accepted : accepted),
    series(register, "500", failed),
    series("/announcements", "200", () => others),
    series("/announcements", "500", () => othersFailed),
  ];
}
/** All registrations of a busy route are accepted up to a moment, and fail from then on: so many a second. */
const brokenAfter = (moment: number, failing: number) => ({
  accepted: (at: number) => (at < moment ? 0.2 : 0),
  failed: (at: number) => (at < moment ? 0 : failing),
  others: 0.3,
});
const register = "/announcement/:id/register";
/** One request in the interval that begins at `at`, as a rate. */
const single = (at: number, interval: number, moments: readonly number[]) => (moments.includes(at) ? 1 / interval : 0);

/** A quiet night, and one visitor who meets an error that one met before on the same route. */
const oneVisitor = (
  context: ExampleContext,
  route: { readonly method: string; readonly path: string },
  errors: readonly Jump[],
) => {
  const minutes = 75;
  const { instance, interval } = context;
  const once = (by: number) => [{ at: 0, by }];
  const quiet = Array.from({ length: Math.ceil((60 * minutes) / interval) }, () => 1 / 300);
  return [
    seriesOf(
      api.requests,
      { instance, method: "GET", path: "/announcement/:id", status: "200" },
      counted(quiet, interval),
    ),
    seriesOf(api.requests, { instance, ...route, status: "200" }, jumping(once(100), minutes, context)),
    seriesOf(api.requests, { instance, ...route, status: "500" }, jumping([...once(2), ...errors], minutes, context)),
  ];
};

export const apiRouteErrors = alert("ApiRouteErrors", {
  title: { fr: "Erreurs sur une route de l'API", en: "Errors on one API route" },
  on: routeErrors,
  category: "functionality",
  levels: { warning: { above: 0.1, for: "5m" }, critical: { above: 0.5, for: "1m" } },
  tellsLate:
    "most routes serve a few requests an hour; three errors tell at once where traffic is low, five minutes are enough where it is not",
  causes: [because(hostDown), because(apiDown), because(databaseLost), because(databaseDriverErrors)],
  summary: {
    fr: "{{method}} {{path}} échoue {{value}} du temps sur {{instance}} (limite {{limit}}), le reste va bien",
    en: "{{method}} {{path}} fails {{value}} of the time on {{instance}} (limit {{limit}}), the rest is well",
  },
  impact: {
    fr: "Une seule action du site est cassée : ceux qui la tentent voient une erreur, les autres ne remarquent rien.",
    en: "A single action of the web site is broken: those who try it see an error, the others notice nothing.",
  },
  next: [
    command("{{pm2}} logs benevoclic-api --err --lines 100 --nostream", {
      fr: "Lire l'erreur que cette route écrit",
      en: "Read the error that this route writes",
    }),
    command(
      '{{mongosh}} --eval \'db.announcements.find({ status: "ACTIVE", $expr: { $gte: ["$nbVolunteers", "$maxVolunteers"] } }, { nameEvent: 1 })\'',
      {
        fr: "Si c'est l'inscription à une annonce, chercher une annonce complète : l'API répond 500 au lieu de refuser. La masquer (isHidden) arrête les erreurs",
        en: "If it is the registration for an announcement, look for a full one: the API answers 500 in place of a refusal. Hiding it (isHidden) stops the errors",
      },
    ),
    versionBefore("benevoclic-api", {
      fr: "Si un déploiement vient d'avoir lieu, revenir à la version précédente",
      en: "If a deployment just took place, go back to the version before it",
    }),
    person("lead", {
      fr: "Donner la route et l'erreur au développeur principal",
      en: "Give the route and the error to the lead developer",
    }),
  ],
  likely: [deployed("benevoclic-api"), databaseRefuses, outsideService],
  examples: {
    fires: [
      steady(justBeyond),
      given("a full announcement: each registration fails, one every 30 s, on a quiet morning", (context) =>
        registrations(context, { failed: () => 1 / 30, others: 0.3 }),
      ),
      given("five registrations fail in half an hour, the only requests there are", (context) =>
        registrations(context, {
          failed: (at) => single(at, context.interval, [900, 1200, 1500, 1800, 2100]),
        }),
      ),
      given("a busy route breaks after a good half-hour: just three errors in five minutes", (context) =>
        registrations(context, brokenAfter(1740, 3.15 / 300)),
      ),
      given("a quiet route fails always: just three errors in half an hour", (context) =>
        registrations(context, { failed: () => 3.15 / 1800, others: 0.3 }),
      ),
    ],
    silent: [
      steady(justWithin),
      spike(justBeyond, { shorterThan: "for" }),
      deployment(routeErrors),
      given("all routes fail alike: told of the whole API", (context) =>
        registrations(context, { accepted: 0.1, failed: () => 0.4, others: 1, othersFailed: 1 }),
      ),
      given("a busy route breaks after a good half-hour: not three errors in five minutes", (context) =>
        registrations(context, brokenAfter(1740, 2.85 / 300)),
      ),
      given("a quiet route fails always: not three errors in half an hour", (context) =>
        registrations(context, { failed: () => 2.85 / 1800, others: 0.3 }),
      ),
      given("one 5xx on a quiet night", (context) =>
        registrations(context, { failed: (at) => single(at, context.interval, [1200]) }),
      ),
      given("one visitor opens one page once, and the browser asks once again: four counted", (context) =>
        oneVisitor(context, { method: "GET", path: "/user/current-user" }, [{ at: 61, by: 4 }]),
      ),
      given("one visitor presses Send twice: four counted", (context) =>
        oneVisitor(
          context,
          { method: "POST", path: "/support" },
          [61, 68].map((at) => ({ at, by: 2 })),
        ),
      ),
      given("no 5xx series at all on a fresh process", (context) =>
        registrations(context, { accepted: 1, failed: () => 0 }).filter(({ labels }) => labels.status !== "500"),
      ),
    ],
  },
});

export const apiServerErrors = alert("ApiServerErrors", {
  title: { fr: "Trop d'erreurs de l'API (5xx)", en: "Too many API errors (5xx)" },
  on: serverErrors,
  onlyWhile: traffic,
  category: "functionality",
  levels: { warning: { above: 0.01, for: "5m" }, critical: { above: 0.05, for: "2m" } },
  heals: [rollback(apiApp, { whenDeployedWithin: "30m" })],
  healsAt: "critical",
  // A new process meets the first requests of everybody at once.
  healsAfter: "1m",
  healsLate: "a return to the version before shows in two minutes of requests",
  causes: [
    because(hostDown),
    because(apiDown),
    because(databaseLost),
    because(databaseDriverErrors),
    becauseAny(apiRouteErrors),
  ],
  summary: {
    fr: "{{value}} des requêtes échouent sur {{instance}} (limite {{limit}})",
    en: "{{value}} of requests fail on {{instance}} (limit {{limit}})",
  },
  impact: {
    fr: "Des visiteurs voient une erreur au lieu de leur page ou de leur inscription.",
    en: "Visitors see an error in place of their page or their registration.",
  },
  next: [
    command("{{pm2}} logs benevoclic-api --err --lines 100 --nostream", {
      fr: "Lire les erreurs de l'API",
      en: "Read the API's errors",
    }),
    versionBefore("benevoclic-api", {
      fr: "Si un déploiement vient d'avoir lieu, revenir à la version précédente",
      en: "If a deployment just took place, go back to the version before it",
    }),
    person("lead", { fr: "Prévenir le développeur principal", en: "Tell the lead developer" }),
  ],
  likely: [deployed("benevoclic-api"), databaseRefuses, outsideService],
  examples: {
    fires: [steady(justBeyond), justEnough(serverErrors, traffic)],
    silent: [
      steady(justWithin),
      neverYet(serverErrors),
      justTooFew(serverErrors, traffic),
      spike(justBeyond, { shorterThan: "for" }),
      oneMissedScrape,
      deployment(serverErrors),
      given("one 5xx on a quiet night, the only request there is", (context) => {
        const once = fifteenMinutes(context).map((_, index) => (index === 30 ? 1 / context.interval : 0));
        const labels = { instance: context.instance, status: "500" };
        return [seriesOf(api.requests, labels, counted(once, context.interval))];
      }),
      given("no 5xx series at all on a fresh process", (context) => {
        const busy = fifteenMinutes(context).map(() => 5);
        return [seriesOf(api.requests, { instance: context.instance }, counted(busy, context.interval))];
      }),
    ],
  },
});

export const apiSlowResponses = alert("ApiSlowResponses", {
  title: { fr: "API lente", en: "API slow" },
  on: responseTime,
  onlyWhile: traffic,
  category: "performance",
  levels: { warning: { above: 0.5, for: "5m" }, critical: { above: 2, for: "2m" } },
  heals: [rollback(apiApp, { whenDeployedWithin: "30m" })],
  healsAt: "critical",
  // The first requests of a new process find nothing in its caches.
  healsAfter: "1m",
  healsLate: "a return to the version before shows in two minutes of requests",
  causes: [because(hostDown), because(apiDown), because(databaseLost), becauseAny(databaseSlowOperations)],
  summary: {
    fr: "L'API répond en {{value}} (P95, limite {{limit}}) sur {{instance}}",
    en: "The API answers in {{value}} (P95, limit {{limit}}) on {{instance}}",
  },
  impact: {
    fr: "Les pages se chargent lentement ; au-delà de 2 s, les visiteurs renoncent.",
    en: "Pages load slowly; above 2 s visitors give up.",
  },
  next: [
    command("{{mongosh}} --eval 'db.currentOp({ secs_running: { $gt: 1 } })'", {
      fr: "Chercher une requête lente dans MongoDB (un index manque ?)",
      en: "Look for a slow query in MongoDB (an index missing?)",
    }),
    command("top -b -n 1 -o %CPU | head -20", {
      fr: "Voir si la machine est saturée",
      en: "See whether the host is busy",
    }),
    command("{{pm2}} restart benevoclic-api", {
      fr: "Si l'API seule est lente, la redémarrer",
      en: "If the API alone is slow, restart it",
    }),
  ],
  likely: [slowQuery, hostBusy, spinning],
  examples: {
    fires: [steady(justBeyond), justEnough(responseTime, traffic)],
    silent: [
      steady(justWithin),
      justTooFew(responseTime, traffic),
      spike(justBeyond, { shorterThan: "for" }),
      oneMissedScrape,
      deployment(responseTime),
      given("two slow requests on a quiet night", (context) => {
        const once = fifteenMinutes(context).map((_, index) => (index === 30 ? 2 / context.interval : 0));
        return ["2", "5", "+Inf"].map((le) => {
          const samples = counted(le === "2" ? once.map(() => 0) : once, context.interval);
          return seriesOf(api.requestDuration, { instance: context.instance, le }, samples, "_bucket");
        });
      }),
    ],
  },
});
