import { alert, because } from "../kit/model/alert.ts";
import {
  type ExampleContext,
  given,
  justBeyond,
  justWithin,
  oneMissedScrape,
  spike,
  steady,
} from "../kit/model/example.ts";
import type { TestSeries } from "../kit/model/series.ts";
import { seriesOf } from "../kit/model/series.ts";
import { command, person } from "../kit/model/step.ts";
import { messageBursts, newErrors } from "../signals/logs.ts";
import { logCounts } from "../signals/metrics/log-counts.ts";
import { pm2 } from "../signals/metrics/pm2.ts";
import { apiDown } from "./api.ts";
import { hostDown } from "./host.ts";
import { lines } from "./lines.ts";
import { inTheLogs } from "./proven-by.ts";
import { versionBefore } from "./version-before.ts";

// By what lines say: the label `line` holds it, without its numbers, and the message tells it.

export const processMessageBurst = alert("ProcessMessageBurst", {
  provenBy: inTheLogs,
  title: { fr: "Un même message en rafale", en: "One message in a burst" },
  on: messageBursts,
  category: "functionality",
  levels: { warning: { above: 300.5, for: "5m" } },
  tellsLate: "counts over a quarter of an hour: a burst of a hundred a minute tells after five",
  causes: [because(hostDown), because(apiDown, { service: "api" })],
  summary: {
    fr: "{{service}} a écrit {{value}} fois en 15 minutes : {{line}}",
    en: "{{service}} wrote {{value}} times within 15 minutes: {{line}}",
  },
  impact: {
    fr: "Ce que ce message raconte arrive à chaque fois à un visiteur ou à une tâche, et le journal se remplit de lui seul.",
    en: "What this message tells happens to a visitor or a job each time, and the log holds little else.",
  },
  next: [
    lines('service:"{{service}}" level:in(warn,error,fatal)', {
      fr: "Lire ces lignes en entier, avec leur pile",
      en: "Read these lines in full, with their stack",
    }),
    command("{{pm2}} status", {
      fr: "Voir s'il redémarre sans cesse",
      en: "See whether it restarts again and again",
    }),
    versionBefore("benevoclic-{{service}}", {
      fr: "Si un déploiement vient d'avoir lieu, revenir à la version précédente",
      en: "If a deployment just took place, go back to the version before it",
    }),
    person("lead", {
      fr: "Sinon, donner ces lignes au développeur principal",
      en: "Otherwise give these lines to the lead developer",
    }),
  ],
  examples: {
    fires: [steady(justBeyond)],
    silent: [steady(justWithin), spike(justBeyond, { shorterThan: "for" }), oneMissedScrape],
  },
});

/** When an example of a day and a bit ends, in hours. */
const end = 26;
const minutesBefore = (minutes: number) => end - minutes / 60;

/** The API writes a kind of error so many times in each quarter of an hour, from an hour on; it was started at another. */
function errorsFrom(
  { interval, instance }: ExampleContext,
  {
    from,
    times,
    startedAt,
    recordedFrom = 0,
  }: Readonly<Record<"from" | "times" | "startedAt", number>> & { readonly recordedFrom?: number },
): readonly TestSeries[] {
  const samples = <Value>(value: (hour: number) => Value) =>
    Array.from({ length: Math.floor((end * 3600) / interval) + 1 }, (_, index) => value((index * interval) / 3600));
  return [
    seriesOf(
      logCounts.trouble,
      { instance, service: "api" },
      samples((hour) => (hour < from ? null : times)),
    ),
    seriesOf(
      logCounts.lines,
      { instance, service: "api" },
      samples((hour) => (hour < recordedFrom ? null : 900)),
    ),
    seriesOf(
      pm2.startTime,
      { instance, app: "benevoclic-api" },
      samples((hour) => (hour < startedAt ? 0 : startedAt * 3600)),
    ),
  ];
}

export const processNewErrors = alert("ProcessNewErrors", {
  provenBy: inTheLogs,
  title: { fr: "Erreur nouvelle depuis le déploiement", en: "New error since the deployment" },
  on: newErrors,
  category: "functionality",
  // What fails once while a process starts is no news.
  levels: { warning: { above: 2.5, for: "5m" } },
  tellsLate: "compares with the day before; of the present it reads a quarter of an hour",
  causes: [because(hostDown), because(apiDown, { service: "api" })],
  summary: {
    fr: "{{service}}, nouveau depuis son démarrage, {{value}} fois : {{line}}",
    en: "{{service}}, new since its start, {{value}} times: {{line}}",
  },
  impact: {
    fr: "Quelque chose échoue qui n'échouait pas avant le déploiement ; les visiteurs qui s'en servent le voient.",
    en: "Something fails that did not fail before the deployment; visitors who use it see that.",
  },
  next: [
    lines('service:"{{service}}" level:in(error,fatal)', {
      fr: "Lire l'erreur et l'endroit du code d'où elle vient",
      en: "Read the error and the place in the code that it comes from",
    }),
    versionBefore("benevoclic-{{service}}", {
      fr: "Revenir à la version précédente, si les visiteurs sont touchés",
      en: "Go back to the version before it, if visitors are affected",
    }),
    person("lead", {
      fr: "Donner ces lignes au développeur principal",
      en: "Give these lines to the lead developer",
    }),
  ],
  examples: {
    fires: [
      given("an error that nobody knew, ten minutes after a deployment", (context) =>
        errorsFrom(context, { from: minutesBefore(20), times: context.level.limit + 1, startedAt: minutesBefore(25) }),
      ),
    ],
    silent: [
      given("as many as the limit allows", (context) =>
        errorsFrom(context, {
          from: minutesBefore(20),
          times: Math.floor(context.level.limit),
          startedAt: minutesBefore(25),
        }),
      ),
      given("the same error as on the day before", (context) =>
        errorsFrom(context, { from: 3, times: context.level.limit + 1, startedAt: minutesBefore(25) }),
      ),
      given("a new error of a process that has run for hours", (context) =>
        errorsFrom(context, { from: minutesBefore(20), times: context.level.limit + 1, startedAt: 12 }),
      ),
      given("a first day of logs, on which every error is new", (context) =>
        errorsFrom(context, {
          from: minutesBefore(20),
          times: context.level.limit + 1,
          startedAt: minutesBefore(25),
          recordedFrom: 20,
        }),
      ),
    ],
  },
});
