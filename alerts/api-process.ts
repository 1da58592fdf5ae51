import { alert, because } from "../kit/model/alert.ts";
import { deployment } from "../kit/model/deployment.ts";
import {
  type ExampleContext,
  given,
  justBeyond,
  justWithin,
  oneMissedScrape,
  spike,
  steady,
} from "../kit/model/example.ts";
import { seriesOf } from "../kit/model/series.ts";
import { command, person } from "../kit/model/step.ts";
import { apiApp, restart } from "../parts/remedies.ts";
import { eventLoopLag, garbageCollection, heapUse, openFiles, restarts } from "../signals/api-process.ts";
import { apiProcess } from "../signals/metrics/api-process.ts";
import { apiDown } from "./api.ts";
import { hostDown } from "./host.ts";
import { deployed, outsideService, spinning } from "./likely.ts";
import { hostBusy, leaking } from "./likely-on-host.ts";
import { versionBefore } from "./version-before.ts";

const restartByHand = command(
  "{{pm2}} restart benevoclic-api && curl -fsS --retry 10 --retry-connrefused {{api}}/health",
  {
    fr: "Redémarrer l'API et vérifier qu'elle répond",
    en: "Restart the API and check that it answers",
  },
);

/** So many moments, in minutes, close to the end of the 40. */
const lately = (times: number) => Array.from({ length: times }, (_, index) => 24 + 4 * index);

/** Over 40 minutes, the process is replaced at each of these minutes; the scrape in between is missed. */
const startedAt = (context: ExampleContext, minutes: readonly number[]) => {
  const samples = Array.from({ length: 2400 / context.interval }, (_, index) => {
    const at = index * context.interval;
    if (minutes.some((minute) => minute * 60 === at)) return null;
    return 1_700_000_000 + 60 * Math.max(0, ...minutes.filter((minute) => minute * 60 < at));
  });
  return [seriesOf(apiProcess.startTime, { instance: context.instance }, samples)];
};

export const apiEventLoopBlocked = alert("ApiEventLoopBlocked", {
  title: { fr: "API qui se fige", en: "API freezing" },
  on: eventLoopLag,
  category: "performance",
  levels: { warning: { above: 0.1, for: "5m" }, critical: { above: 0.5, for: "1m" } },
  causes: [because(hostDown), because(apiDown)],
  heals: [restart(apiApp, { atMost: 1, per: "6h" })],
  healsAt: "critical",
  healsLate: "the median of three minutes shows a cure later than people may wait",
  summary: {
    fr: "L'API se fige {{value}} à la fois sur {{instance}} (limite {{limit}})",
    en: "The API stands still {{value}} at a time on {{instance}} (limit {{limit}})",
  },
  impact: {
    fr: "Toutes les pages attendent ensemble, même les plus simples ; certaines requêtes expirent.",
    en: "All pages wait together, even the simplest; some requests time out.",
  },
  next: [
    command('top -H -b -n 1 -p "$({{pm2}} pid benevoclic-api)" | head -15', {
      fr: "Voir quel fil de l'API calcule sans cesse",
      en: "See which thread of the API keeps computing",
    }),
    command('sudo kill -USR1 "$({{pm2}} pid benevoclic-api)" && node inspect 127.0.0.1:9229', {
      fr: "Taper « pause » puis « bt » : la pile montre le code qui bloque ; la noter pour le développeur",
      en: 'Type "pause", then "bt": the stack shows the code that blocks; note it for the developer',
    }),
    restartByHand,
  ],
  likely: [deployed("benevoclic-api"), hostBusy, spinning],
  examples: {
    fires: [steady(justBeyond)],
    silent: [steady(justWithin), spike(justBeyond, { shorterThan: "for" }), oneMissedScrape],
  },
});

export const apiHeapNearLimit = alert("ApiHeapNearLimit", {
  title: { fr: "Mémoire de l'API presque épuisée", en: "API memory nearly used up" },
  on: heapUse,
  category: "performance",
  levels: { warning: { above: 0.7, for: "5m" }, critical: { above: 0.85, for: "10m" } },
  causes: [because(hostDown), because(apiDown)],
  tellsLate:
    "a leak that PM2 ends by itself passes this for minutes each time: the warning says it, nobody is woken for a gap of seconds",
  heals: [restart(apiApp, { atMost: 1, per: "6h" })],
  healsAfter: "1m",
  summary: {
    fr: "Les objets de l'API occupent {{value}} du gibioctet permis sur {{instance}} (limite {{limit}})",
    en: "The API's objects fill {{value}} of the gibibyte allowed on {{instance}} (limit {{limit}})",
  },
  impact: {
    fr: "Rien encore ; à 1 Gio, PM2 redémarre l'API et coupe les requêtes en cours.",
    en: "Nothing yet; at 1 GiB PM2 restarts the API and cuts the requests in progress.",
  },
  next: [
    command("{{pm2}} reload benevoclic-api", {
      fr: "Redémarrer l'API au moment choisi plutôt qu'au pire : la mémoire est rendue",
      en: "Restart the API at a chosen moment rather than the worst one: the memory is given back",
    }),
    versionBefore("benevoclic-api", {
      fr: "Si la mémoire monte depuis un déploiement, revenir à la version précédente",
      en: "If the memory has been rising since a deployment, go back to the version before it",
    }),
    person("lead", {
      fr: "Si elle remonte en quelques heures, demander au développeur principal de chercher la fuite",
      en: "If it rises again within hours, ask the lead developer to look for the leak",
    }),
  ],
  likely: [leaking, deployed("benevoclic-api")],
  examples: {
    fires: [steady(justBeyond)],
    silent: [
      steady(justWithin),
      spike(justBeyond, { shorterThan: "for" }),
      oneMissedScrape,
      given("a heap that fills and is collected every minute", (context) => {
        const samples = Array.from({ length: 900 / context.interval }, (_, index) =>
          Math.round(((index * context.interval) % 60 < 30 ? 0.4 : 0.99) * 2 ** 30),
        );
        return [seriesOf(apiProcess.heapUsed, { instance: context.instance }, samples)];
      }),
    ],
  },
});

export const apiGarbagePressure = alert("ApiGarbagePressure", {
  title: { fr: "API ralentie par sa mémoire", en: "API slowed down by its memory" },
  on: garbageCollection,
  category: "performance",
  levels: { warning: { above: 0.1, for: "5m" } },
  causes: [because(hostDown), because(apiDown), because(apiHeapNearLimit)],
  heals: [restart(apiApp, { atMost: 1, per: "6h" })],
  healsAfter: "1m",
  healsLate: "five minutes of collections show a cure as late as people are told",
  summary: {
    fr: "L'API passe {{value}} de son temps à nettoyer sa mémoire sur {{instance}} (limite {{limit}})",
    en: "The API spends {{value}} of its time collecting garbage on {{instance}} (limit {{limit}})",
  },
  impact: {
    fr: "Toutes les pages ralentissent par à-coups.",
    en: "All pages get slower by fits and starts.",
  },
  next: [
    command("{{pm2}} show benevoclic-api | grep -iE 'heap|restarts|uptime'", {
      fr: "Voir si le tas est plein",
      en: "See whether the heap is full",
    }),
    command("{{pm2}} logs benevoclic-api --lines 100 --nostream", {
      fr: "Chercher une requête qui charge trop de documents à la fois",
      en: "Look for a request that loads too many documents at once",
    }),
    restartByHand,
  ],
  examples: {
    fires: [steady(justBeyond)],
    silent: [steady(justWithin), spike(justBeyond, { shorterThan: "for" }), deployment(garbageCollection)],
  },
});

export const apiFilesNearLimit = alert("ApiFilesNearLimit", {
  title: { fr: "Fichiers et connexions de l'API presque épuisés", en: "API files and connections nearly used up" },
  on: openFiles,
  category: "system",
  levels: { warning: { above: 0.8, for: "5m" }, critical: { above: 0.95, for: "1m" } },
  causes: [because(hostDown), because(apiDown)],
  heals: [restart(apiApp, { atMost: 1, per: "6h" })],
  healsAfter: "1m",
  summary: {
    fr: "L'API a ouvert {{value}} des fichiers et connexions permis sur {{instance}} (limite {{limit}})",
    en: "The API has opened {{value}} of the files and connections allowed on {{instance}} (limit {{limit}})",
  },
  impact: {
    fr: "Rien encore ; à 100 %, l'API refuse les visiteurs et ne joint plus MongoDB.",
    en: "Nothing yet; at 100 % the API refuses visitors and no longer reaches MongoDB.",
  },
  next: [
    command(
      `sudo lsof -nP -p "$({{pm2}} pid benevoclic-api)" | awk '{print $5, $8, $9}' | sort | uniq -c | sort -rn | head`,
      {
        fr: "Trouver ce qui reste ouvert : connexions à MongoDB, à S3, fichiers",
        en: "Find what stays open: connections to MongoDB, to S3, files",
      },
    ),
    restartByHand,
    person("lead", {
      fr: "Donner au développeur principal la liste ci-dessus : une connexion n'est jamais fermée",
      en: "Give the lead developer the list above: a connection is never closed",
    }),
  ],
  likely: [leaking, outsideService],
  examples: {
    fires: [steady(justBeyond)],
    silent: [steady(justWithin), spike(justBeyond, { shorterThan: "for" }), oneMissedScrape],
  },
});

// One restart is a deployment: it is on the dashboard, and told to nobody.
export const apiRestarting = alert("ApiRestarting", {
  title: { fr: "API qui redémarre sans cesse", en: "API restarting again and again" },
  on: restarts,
  category: "functionality",
  levels: { warning: { above: 2, for: "0s" }, info: { above: 1, for: "0s" } },
  tellsLate: "counts restarts over half an hour: the one too many tells at once",
  causes: [because(hostDown)],
  summary: {
    fr: "L'API a redémarré {{value}} fois en 30 minutes sur {{instance}}",
    en: "The API restarted {{value}} times in 30 minutes on {{instance}}",
  },
  impact: {
    fr: "À chaque fois, les requêtes en cours échouent et l'API ne répond pas pendant quelques secondes.",
    en: "Each time the requests in progress fail and the API does not answer for some seconds.",
  },
  next: [
    command("{{pm2}} logs benevoclic-api --err --lines 80 --nostream", {
      fr: "Lire la dernière erreur avant chaque redémarrage",
      en: "Read the last error before each restart",
    }),
    command("{{pm2}} show benevoclic-api | grep -E 'restarts|uptime|exit code'", {
      fr: "Voir si PM2 l'a redémarrée (plantage, mémoire) ou si quelqu'un déploie",
      en: "See whether PM2 restarted it (crash, memory) or somebody is deploying",
    }),
    versionBefore("benevoclic-api", {
      fr: "Si cela suit un déploiement, revenir à la version précédente",
      en: "If it follows a deployment, go back to the version before it",
    }),
  ],
  examples: {
    fires: [given("one restart more than the limit", (context) => startedAt(context, lately(context.level.limit + 1)))],
    silent: [
      given("a deployment", (context) => startedAt(context, [20])),
      given("as many restarts as the limit", (context) => startedAt(context, lately(context.level.limit))),
      given("two deployments, more than half an hour apart", (context) => startedAt(context, [3, 37])),
      given("the same process all the time", (context) => startedAt(context, [])),
    ],
  },
});
