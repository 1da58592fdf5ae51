import { alert, because } from "../kit/model/alert.ts";
import type { ExampleContext } from "../kit/model/example.ts";
import { command, link } from "../kit/model/step.ts";
import {
  counterOverWeeks,
  evening,
  goneFrom,
  type Moment,
  night,
  overWeeks,
  since,
  type Weeks,
} from "../kit/model/weeks.ts";
import { api, enoughTraffic } from "../signals/metrics/api.ts";
import { latencyOfMost, trafficLeft, trafficOfLeast, trafficOfMost } from "../signals/seasonal.ts";
import { apiDown, apiSlowResponses, apiUnreachable } from "./api.ts";
import { hostDown } from "./host.ts";
import { deployed, firewallClosed, nameLost } from "./likely.ts";
import { noneSinceRestart } from "./none-since-restart.ts";
import { versionBefore } from "./version-before.ts";

/** Visitors' requests over weeks of ordinary days: so many a second in the evening. */
const visitorsOf = (evening: number) => (context: ExampleContext, weeks: Weeks) => [
  counterOverWeeks(context, weeks, { metric: api.requests, peak: () => evening }),
];
const visitors = visitorsOf(5);
/** Answers over weeks, which take 0.1 s on average; `course` is how many times as long as that. */
const answers = (context: ExampleContext, { course = () => 1, ...weeks }: Weeks) => {
  const part = (suffix: "_sum" | "_count", peak: (moment: Moment) => number) =>
    counterOverWeeks(context, weeks, { metric: api.requestDuration, suffix, peak });
  return [part("_sum", (moment) => 0.5 * course(moment)), part("_count", () => 5), ...visitors(context, weeks)];
};

/** From 19:30 on, so much of the usual. */
const lessFrom = (part: number): Weeks => ({ until: evening, course: since({ day: evening.day, hour: 19.5 }, part) });

const noHistory = { day: 10, hour: 22.5 };

export const apiTrafficStopped = alert("ApiTrafficStopped", {
  title: { fr: "Plus aucun trafic", en: "No traffic left" },
  on: trafficLeft,
  category: "functionality",
  levels: { critical: { below: 0.02, for: "1m" } },
  tellsLate: "reads the weeks before as well; of the present, four minutes",
  causes: [because(hostDown), because(apiDown), because(apiUnreachable)],
  summary: {
    fr: "Plus personne n'utilise l'API de {{instance}} : {{value}} du trafic habituel à cette heure",
    en: "Nobody uses the API of {{instance}} any more: {{value}} of the usual traffic at this time",
  },
  impact: {
    fr: "L'API va bien, mais les visiteurs ne l'atteignent plus : le site est sans doute vide ou en erreur chez eux.",
    en: "The API is well, but visitors do not reach it any more: the web site is probably empty or broken for them.",
  },
  next: [
    link("https://www.benevoclic.fr/", {
      fr: "Ouvrir le site sur un téléphone, hors du réseau de l'entreprise : les annonces s'affichent-elles ?",
      en: "Open the web site on a phone, outside the company's network: do announcements show?",
    }),
    command("dig +short {{api_host}} {{web_host}} @9.9.9.9", {
      fr: "Vérifier que les deux noms mènent encore à l'adresse du VPS",
      en: "Check that both names still lead to the VPS's address",
    }),
    command("sudo tail -50 /var/log/nginx/error.log; sudo ufw status numbered", {
      fr: "Voir si nginx ou le pare-feu écarte les visiteurs",
      en: "See whether nginx or the firewall turns visitors away",
    }),
    versionBefore("benevoclic-web", {
      fr: "Si le site vient d'être déployé, revenir à la version précédente : il appelle peut-être une autre adresse",
      en: "If the web site was just deployed, go back to the version before it: it may call another address",
    }),
  ],
  likely: [nameLost, firewallClosed, deployed("benevoclic-web")],
  examples: {
    fires: [
      overWeeks("nobody comes any more from 19:30 on", goneFrom(19.5), visitors),
      overWeeks("nobody comes any more, where just one a second is usual", goneFrom(19.5), visitorsOf(1.05)),
      overWeeks("hardly anybody comes any more", lessFrom(0.019), visitors),
      noneSinceRestart(visitors),
    ],
    silent: [
      overWeeks("nobody comes any more, where not even one a second is usual", goneFrom(19.5), visitorsOf(0.95)),
      overWeeks("a few still come", lessFrom(0.0205), visitors),
      overWeeks(
        "a quarter of the usual traffic",
        { until: evening, course: since({ day: 22, hour: 19 }, 0.25) },
        visitors,
      ),
      overWeeks("a quiet night without a request for hours", { until: night }, visitors),
      overWeeks("clocks change: everything an hour later", { until: { day: 22, hour: 9 }, shiftedBy: -1 }, visitors),
      overWeeks(
        "nobody comes, before three weeks are recorded",
        { until: noHistory, course: since({ day: 10, hour: 19 }, 0) },
        visitors,
      ),
    ],
  },
});

export const apiTrafficFallen = alert("ApiTrafficFallen", {
  title: { fr: "Trafic inhabituellement faible", en: "Unusually little traffic" },
  on: trafficOfLeast,
  category: "functionality",
  levels: { warning: { below: 1, for: "5m" } },
  tellsLate: "reads the weeks before as well; of the present, no more than an hour",
  causes: [because(hostDown), because(apiDown), because(apiUnreachable), because(apiTrafficStopped)],
  summary: {
    fr: "Le trafic de l'API de {{instance}} est à {{value}} du minimum habituel à cette heure",
    en: "The traffic of the API of {{instance}} is at {{value}} of the least that is usual at this time",
  },
  impact: {
    fr: "Une partie des visiteurs n'arrive plus, ou une page ne charge plus ses données.",
    en: "Some of the visitors do not arrive any more, or a page does not load its data any more.",
  },
  next: [
    link("https://www.benevoclic.fr/", {
      fr: "Parcourir le site sur un téléphone : annonces, recherche, connexion",
      en: "Walk through the web site on a phone: announcements, search, sign-in",
    }),
    link(
      "{{prometheus}}/graph?g0.tab=0&g0.range_input=12h&g0.expr=sum%20by(path)(rate(http_requests_total%7Bjob%3D%22benevoclic-api%22%7D%5B15m%5D))",
      {
        fr: "Voir quelle route a perdu son trafic : une seule montre la page cassée, toutes l'accès",
        en: "See which route lost its traffic: a single one shows the broken page, all of them the access",
      },
    ),
    versionBefore("benevoclic-web", {
      fr: "Si le site vient d'être déployé, revenir à la version précédente",
      en: "If the web site was just deployed, go back to the version before it",
    }),
  ],
  examples: {
    fires: [
      overWeeks(
        "a quarter of the usual traffic from 19:30 on",
        { until: evening, course: since({ day: 22, hour: 19.5 }, 0.25) },
        visitors,
      ),
      noneSinceRestart(visitors),
    ],
    silent: [
      overWeeks(
        "three quarters of the usual traffic",
        { until: evening, course: since({ day: 22, hour: 19 }, 0.75) },
        visitors,
      ),
      overWeeks("a quiet night without a request for hours", { until: night }, visitors),
      overWeeks("clocks change: everything an hour later", { until: { day: 22, hour: 24 }, shiftedBy: -1 }, visitors),
      overWeeks("clocks change: everything an hour earlier", { until: { day: 22, hour: 24 }, shiftedBy: 1 }, visitors),
      overWeeks("a deployment in the evening", { until: evening, deployedAt: { day: 22, hour: 20.5 } }, visitors),
      overWeeks(
        "a campaign on two of the days before",
        { until: { day: 29, hour: 22.5 }, course: ({ day }) => (day === 22 || day === 27 ? 1.8 : 1) },
        visitors,
      ),
    ],
  },
});

export const apiTrafficUnusual = alert("ApiTrafficUnusual", {
  title: { fr: "Trafic inhabituellement fort", en: "Unusually much traffic" },
  on: trafficOfMost,
  category: "performance",
  levels: { info: { above: 1, for: "15m" } },
  tellsLate: "reads the weeks before as well; of the present, no more than an hour",
  causes: [because(hostDown)],
  summary: {
    fr: "Le trafic de l'API de {{instance}} est à {{value}} du maximum habituel à cette heure",
    en: "The traffic of the API of {{instance}} is at {{value}} of the most that is usual at this time",
  },
  impact: {
    fr: "Aucun pour l'instant : une campagne, un article de presse ou un robot amène du monde.",
    en: "None for now: a campaign, a press article or a robot brings people.",
  },
  next: [
    command("sudo awk '{print $1}' /var/log/nginx/access.log | sort | uniq -c | sort -rn | head", {
      fr: "Voir si quelques adresses font tout ce trafic (un robot) ou beaucoup (des visiteurs)",
      en: "See whether a few addresses make all this traffic (a robot) or many (visitors)",
    }),
    command("top -b -n 1 -o %CPU | head -12", {
      fr: "Voir ce qu'il reste de marge au processeur",
      en: "See how much room the CPU has left",
    }),
  ],
  examples: {
    fires: [
      overWeeks("three times the usual traffic", { until: evening, course: since({ day: 22, hour: 19 }, 3) }, visitors),
    ],
    silent: [
      overWeeks("a quarter more than usual", { until: evening, course: since({ day: 22, hour: 19 }, 1.25) }, visitors),
      overWeeks("clocks change: everything an hour earlier", { until: { day: 22, hour: 24 }, shiftedBy: 1 }, visitors),
    ],
  },
});

export const apiLatencyUnusual = alert("ApiLatencyUnusual", {
  title: { fr: "API plus lente que d'habitude", en: "API slower than usual" },
  on: latencyOfMost,
  onlyWhile: enoughTraffic({ atLeast: 200, over: "15m" }),
  category: "performance",
  levels: { info: { above: 1, for: "15m" } },
  tellsLate: "reads the weeks before as well; of the present, no more than an hour",
  causes: [because(hostDown), because(apiDown), because(apiSlowResponses)],
  summary: {
    fr: "L'API de {{instance}} répond plus lentement que d'habitude : {{value}} du maximum habituel à cette heure",
    en: "The API of {{instance}} answers more slowly than usual: {{value}} of the most that is usual at this time",
  },
  impact: {
    fr: "Presque rien encore : les pages restent sous la limite, mais quelque chose a changé.",
    en: "Hardly anything yet: pages stay below the limit, but something has changed.",
  },
  next: [
    command("{{git}} -C {{checkouts}}/benevoclic-api log -3 --format='%h %cd %s'", {
      fr: "Voir si une version vient d'être déployée, et ce qu'elle change",
      en: "See whether a version was just deployed, and what it changes",
    }),
    command("{{mongosh}} --eval 'db.currentOp({ secs_running: { $gt: 1 } })'", {
      fr: "Chercher une requête lente dans MongoDB (une collection qui grandit sans index ?)",
      en: "Look for a slow query in MongoDB (a collection growing without an index?)",
    }),
  ],
  examples: {
    fires: [
      overWeeks(
        "answers take twice as long, and still far less than half a second",
        { until: evening, course: since({ day: 22, hour: 19 }, 2) },
        answers,
      ),
    ],
    silent: [
      overWeeks("answers as fast as on every day", { until: evening }, answers),
      overWeeks(
        "answers take half as long again: the API has had such hours",
        { until: evening, course: since({ day: 22, hour: 19 }, 1.5) },
        answers,
      ),
      overWeeks("a quiet night: the few answers there are mean nothing", { until: night }, answers),
    ],
  },
});
