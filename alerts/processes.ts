import { alert, because } from "../kit/model/alert.ts";
import { whileAbove } from "../kit/model/condition.ts";
import { given, held, jumping, justBeyond, justWithin, oneMissedScrape, spike, steady } from "../kit/model/example.ts";
import { seriesOf } from "../kit/model/series.ts";
import { command, person } from "../kit/model/step.ts";
import { apiApp, rollback, webApp } from "../parts/remedies.ts";
import { pm2 } from "../signals/metrics/pm2.ts";
import {
  daemonUp,
  processEventLoopLag,
  processMemoryPeak,
  processMemoryUse,
  processOnline,
  processRestarts,
} from "../signals/processes.ts";
import { apiDown } from "./api.ts";
import { hostDown } from "./host.ts";
import { databaseRefuses, deployed } from "./likely.ts";
import { daemonKilled, killed, secondDaemon } from "./likely-on-host.ts";
import { notSimulated } from "./proven-by.ts";
import { versionBefore } from "./version-before.ts";

export const processDaemonGone = alert("ProcessDaemonGone", {
  provenBy: notSimulated,
  title: { fr: "PM2 arrêté", en: "PM2 down" },
  on: daemonUp,
  category: "system",
  outage: true,
  levels: { critical: { below: 1, for: "1m" } },
  causes: [because(hostDown)],
  summary: {
    fr: "PM2 ne répond plus sur {{instance}}",
    en: "PM2 no longer answers on {{instance}}",
  },
  wellAgain: { fr: "PM2 répond de nouveau sur {{instance}}", en: "PM2 answers again on {{instance}}" },
  impact: {
    fr: "Si l'API ou le site s'arrête, rien ne le relancera ; ils sont peut-être déjà arrêtés.",
    en: "If the API or the web site stops, nothing will start it again; they may have stopped already.",
  },
  next: [
    command(
      "pgrep -af 'PM2 .*God Daemon'; ps -eo pid,stat,etimes,args | grep -E 'benevoclic-(api|web)' | grep -v grep",
      {
        fr: "Voir si le démon et les applications tournent (état T ou D : bloqué)",
        en: "See whether the daemon and the apps run (state T or D: stuck)",
      },
    ),
    command("{{pm2}} resurrect && {{pm2}} status", {
      fr: "Le relancer avec les applications enregistrées (pm2 save)",
      en: "Start it again with the saved apps (pm2 save)",
    }),
    command("{{pm2_log}}; curl -fsS {{api}}/health", {
      fr: "Lire pourquoi il s'est arrêté, et vérifier que l'API répond",
      en: "Read why it stopped, and check that the API answers",
    }),
  ],
  likely: [daemonKilled, secondDaemon],
  examples: {
    fires: [steady(justBeyond)],
    silent: [steady(justWithin), spike(justBeyond, { shorterThan: "for" }), oneMissedScrape],
  },
});

export const processCrashLooping = alert("ProcessCrashLooping", {
  title: { fr: "Application qui redémarre sans cesse", en: "Application restarting again and again" },
  on: processRestarts,
  category: "functionality",
  outage: true,
  levels: { critical: { above: 3.5, for: "0s" } },
  tellsLate: "counts restarts over ten minutes: the one too many tells at once",
  causes: [because(hostDown), because(processDaemonGone)],
  // One restart more would not end it: a version that never came up is left for the one before.
  heals: [apiApp, webApp].map((app) => rollback(app, { whenDeployedWithin: "30m", only: { app: app.name } })),
  healsLate: "ten minutes of restarts are remembered: people are told at once",
  summary: {
    fr: "{{app}} redémarre sans cesse sur {{instance}} : {{value}} fois en 10 minutes",
    en: "{{app}} keeps restarting on {{instance}}: {{value}} times within 10 minutes",
  },
  wellAgain: { fr: "{{app}} ne redémarre plus sans cesse", en: "{{app}} no longer restarts again and again" },
  impact: {
    fr: "À chaque redémarrage, les requêtes en cours sont perdues ; après 10 échecs de suite, PM2 abandonne.",
    en: "At each restart the requests in progress are lost; after 10 failures in a row, PM2 gives up.",
  },
  next: [
    command("{{pm2}} logs {{app}} --err --lines 80 --nostream", {
      fr: "Lire la dernière erreur avant chaque arrêt",
      en: "Read the last error before each stop",
    }),
    versionBefore("{{app}}", {
      fr: "Si un déploiement vient d'avoir lieu, revenir à la version précédente",
      en: "If a deployment just took place, go back to the version before it",
    }),
    command("{{pm2}} reset {{app}} && {{pm2}} restart {{app}} --update-env", {
      fr: "Si une variable ou un service manquait et qu'il est revenu, le relancer",
      en: "If a variable or a service was missing and is back, start it again",
    }),
    person("lead", {
      fr: "Sinon, appeler le développeur principal",
      en: "Otherwise, call the lead developer",
    }),
  ],
  likely: [deployed("{{app}}"), killed("{{app}}"), databaseRefuses],
  examples: {
    fires: [
      steady(justBeyond),
      given("it dies once in two minutes", (context) => [
        seriesOf(
          pm2.restarts,
          { instance: context.instance },
          jumping(
            [2, 4, 6, 8].map((at) => ({ at, by: 1 })),
            10,
            context,
          ),
        ),
      ]),
    ],
    silent: [
      steady(justWithin),
      oneMissedScrape,
      given("a deploy: two restarts, and one more for a setting forgotten", (context) => [
        seriesOf(
          pm2.restarts,
          { instance: context.instance },
          jumping(
            [
              { at: 12, by: 2 },
              { at: 15, by: 1 },
            ],
            40,
            context,
          ),
        ),
      ]),
      given("the exporter restarts: its counter starts again at zero", (context) => [
        seriesOf(pm2.restarts, { instance: context.instance }, [
          ...Array.from({ length: 50 }, () => 9),
          ...Array.from({ length: 50 }, () => 0),
        ]),
      ]),
    ],
  },
});

/** What users miss has alerts of its own, which wake people; an app that none of them watches can wait for the day. */
export const processNotOnline = alert("ProcessNotOnline", {
  provenBy: notSimulated,
  title: { fr: "Application arrêtée dans PM2", en: "Application stopped in PM2" },
  on: processOnline,
  category: "functionality",
  levels: { warning: { below: 1, for: "1m" } },
  causes: [
    because(hostDown),
    because(processDaemonGone),
    because(processCrashLooping),
    because(apiDown, { app: "benevoclic-api" }),
  ],
  summary: {
    fr: "{{app}} n'est plus en ligne dans PM2 sur {{instance}}",
    en: "{{app}} is no longer online in PM2 on {{instance}}",
  },
  wellAgain: { fr: "{{app}} est de nouveau en ligne dans PM2", en: "{{app}} is online in PM2 again" },
  impact: {
    fr: "Ce que sert cette application ne répond plus, ou ne tient qu'à ses autres processus.",
    en: "What this app serves no longer answers, or only through its other processes.",
  },
  next: [
    command("{{pm2}} describe {{app}} | head -30", {
      fr: "Voir son état : « errored » = PM2 a abandonné, « stopped » = une tâche a échoué (exit code)",
      en: 'See its status: "errored" = PM2 gave up, "stopped" = a job failed (exit code)',
    }),
    command("{{pm2}} logs {{app}} --err --lines 50 --nostream", {
      fr: "Lire pourquoi elle s'est arrêtée",
      en: "Read why it stopped",
    }),
    command("{{pm2}} restart {{app}} && sleep 15 && {{pm2}} status", {
      fr: "La relancer et vérifier qu'elle tient",
      en: "Start it and check that it stays",
    }),
  ],
  examples: {
    fires: [steady(justBeyond)],
    silent: [
      steady(justWithin),
      spike(justBeyond, { shorterThan: "for" }),
      oneMissedScrape,
      given("a deploy: stopping, then launching, for half a minute", (context) =>
        held(processOnline, 1, 10, context).map((series) => ({
          ...series,
          samples: series.samples.map((sample, index) => (index === 20 || index === 21 ? 0 : sample)),
        })),
      ),
    ],
  },
});

export const processRestartedByMemory = alert("ProcessRestartedByMemory", {
  provenBy: notSimulated,
  title: { fr: "Application redémarrée faute de mémoire", en: "Application restarted for want of memory" },
  on: processRestarts,
  onlyWhile: whileAbove(processMemoryPeak, 0.9),
  category: "performance",
  levels: { warning: { above: 0, for: "0s" } },
  causes: [because(hostDown), because(processCrashLooping)],
  summary: {
    fr: "PM2 a redémarré {{app}} sur {{instance}}, qui atteignait sa limite de mémoire",
    en: "PM2 restarted {{app}} on {{instance}}, which reached its memory limit",
  },
  wellAgain: {
    fr: "{{app}} n'a plus redémarré faute de mémoire",
    en: "{{app}} has not restarted for want of memory again",
  },
  impact: {
    fr: "Les requêtes en cours à ce moment sont perdues ; cela recommencera si l'application fuit.",
    en: "The requests in progress at that moment are lost; it will happen again if the app leaks.",
  },
  next: [
    command(
      "{{pm2}} describe {{app}} | grep -E 'restarts|uptime|created at'; {{pm2}} logs {{app}} --lines 30 --nostream",
      {
        fr: "Voir depuis quand, et ce qu'elle faisait juste avant",
        en: "See since when, and what it did just before",
      },
    ),
    command("{{git}} -C {{checkouts}}/{{app}} log -5 --format='%h %cd %s'", {
      fr: "Comparer avec les derniers déploiements : la fuite date de l'un d'eux",
      en: "Compare with the last deploys: one of them brought the leak",
    }),
    person("lead", {
      fr: "Donner l'heure et la courbe de mémoire au développeur principal, le matin suffit",
      en: "Give the time and the memory's curve to the lead developer; the morning is soon enough",
    }),
  ],
  examples: {
    fires: [
      steady(justBeyond),
      given("the memory grows to its limit, and falls with the restart", (context) => {
        const samples = (of: (index: number) => number) => Array.from({ length: 60 }, (_, index) => of(index));
        const labels = { instance: context.instance };
        return [
          seriesOf(
            pm2.memory,
            labels,
            samples((index) => (index < 50 ? 6e8 + 8e6 * index : 2e8)),
          ),
          seriesOf(
            pm2.memoryLimit,
            labels,
            samples(() => 1e9),
          ),
          seriesOf(
            pm2.restarts,
            labels,
            samples((index) => (index < 50 ? 4 : 5)),
          ),
        ];
      }),
    ],
    silent: [
      steady(justWithin),
      oneMissedScrape,
      given("a deploy: a restart while much of the memory is in use", (context) => [
        ...held(processMemoryPeak, 0.88, 20, context),
        seriesOf(pm2.restarts, { instance: context.instance }, jumping([{ at: 12, by: 1 }], 20, context)),
      ]),
      given("a deploy: a restart with little memory in use", (context) => [
        ...held(processMemoryPeak, 0.4, 20, context),
        seriesOf(pm2.restarts, { instance: context.instance }, jumping([{ at: 12, by: 1 }], 20, context)),
      ]),
    ],
  },
});

export const processMemoryHigh = alert("ProcessMemoryHigh", {
  provenBy: notSimulated,
  title: { fr: "Mémoire de l'application presque épuisée", en: "Application memory nearly used up" },
  on: processMemoryUse,
  category: "performance",
  levels: { warning: { above: 0.9, for: "5m" } },
  causes: [because(hostDown), because(processRestartedByMemory), because(processCrashLooping)],
  summary: {
    fr: "{{app}} occupe {{value}} de la mémoire à laquelle PM2 la redémarre, sur {{instance}}",
    en: "{{app}} uses {{value}} of the memory at which PM2 restarts it, on {{instance}}",
  },
  impact: {
    fr: "Rien encore ; à 100 %, PM2 la redémarre et les requêtes en cours sont perdues.",
    en: "Nothing yet; at 100 % PM2 restarts it and the requests in progress are lost.",
  },
  next: [
    command("{{pm2}} describe {{app}} | grep -E 'Heap|uptime|restarts'", {
      fr: "Voir si le tas de Node est plein, et depuis combien de temps elle tourne",
      en: "See whether Node's heap is full, and for how long it has run",
    }),
    command("{{pm2}} reload {{app}}", {
      fr: "La redémarrer maintenant, à une heure calme, plutôt que de laisser PM2 choisir",
      en: "Restart it now, at a quiet hour, rather than let PM2 choose",
    }),
    person("lead", {
      fr: "Si elle y revient en quelques jours, signaler la fuite au développeur principal",
      en: "If it is back there within days, report the leak to the lead developer",
    }),
  ],
  examples: {
    fires: [steady(justBeyond)],
    silent: [steady(justWithin), spike(justBeyond, { shorterThan: "for" }), oneMissedScrape],
  },
});

export const processEventLoopLagging = alert("ProcessEventLoopLagging", {
  provenBy: notSimulated,
  title: { fr: "Application qui se fige", en: "Application freezing" },
  on: processEventLoopLag,
  category: "performance",
  levels: { warning: { above: 0.2, for: "5m" } },
  causes: [because(hostDown)],
  summary: {
    fr: "{{app}} se fige {{value}} à la fois sur {{instance}} (limite {{limit}})",
    en: "{{app}} stalls for {{value}} at a time on {{instance}} (limit {{limit}})",
  },
  impact: {
    fr: "Pendant ce temps, aucune requête n'avance : tout paraît lent, même le plus simple.",
    en: "Meanwhile no request moves on: everything looks slow, even the simplest.",
  },
  next: [
    command("{{pm2}} describe {{app}} | grep -iE 'event loop|active'", {
      fr: "Voir le retard actuel et les requêtes en cours",
      en: "See the present lag and the requests in progress",
    }),
    command('sudo timeout 10 perf top -p "$({{pm2}} pid {{app}})" --stdio 2>/dev/null | head -30', {
      fr: "Voir quelle fonction occupe le processus (paquet linux-perf)",
      en: "See which function occupies the process (package linux-perf)",
    }),
    command("{{pm2}} restart {{app}}", {
      fr: "Si les visiteurs s'en plaignent, la redémarrer",
      en: "If visitors complain, restart it",
    }),
  ],
  examples: {
    fires: [steady(justBeyond)],
    silent: [steady(justWithin), spike(justBeyond, { shorterThan: "for" }), oneMissedScrape],
  },
});
