import { alert, because } from "../kit/model/alert.ts";
import type { Condition } from "../kit/model/condition.ts";
import {
  type ExampleContext,
  given,
  justBeyond,
  justWithin,
  oneMissedScrape,
  spike,
  steady,
} from "../kit/model/example.ts";
import type { Metric } from "../kit/model/metric.ts";
import { promql } from "../kit/model/promql.ts";
import { scrape } from "../kit/model/scraped.ts";
import { counted, seriesOf } from "../kit/model/series.ts";
import { command, person } from "../kit/model/step.ts";
import { api, peoplesRequests } from "../signals/metrics/api.ts";
import { traceStore } from "../signals/metrics/trace-store.ts";
import { spansAccepted, spansLost, tracesDisk } from "../signals/trace-store.ts";
import { apiDown } from "./api.ts";
import { hostDown } from "./host.ts";
import { monitoringTargetMissing } from "./monitoring.ts";
import { inTheTraces } from "./proven-by.ts";

const nobody = {
  fr: "Aucun pour les visiteurs ; la page d'une anomalie ne montre plus les requêtes qui l'expliquent.",
  en: "None for visitors; an anomaly's page no longer shows the requests that explain it.",
};

const storeWords = command("{{docker}} logs --since 15m {{jaeger_container}} 2>&1 | tail -20", {
  fr: "Lire ce que dit Jaeger : mémoire, disque plein",
  en: "Read what Jaeger says: memory, a full disk",
});

const diskLeft = command("df -h /var/lib/docker", {
  fr: "Voir combien de disque il reste",
  en: "See how much disk is left",
});

export const monitoringSpansLost = alert("MonitoringSpansLost", {
  provenBy: inTheTraces,
  title: { fr: "Étapes de traces perdues", en: "Spans of traces lost" },
  on: spansLost,
  category: "system",
  levels: { warning: { above: 100.5, for: "0s" } },
  causes: [because(hostDown)],
  summary: {
    fr: "Jaeger a perdu {{value}} étapes de traces en 10 minutes sur {{instance}}",
    en: "Jaeger lost {{value}} spans of traces within 10 minutes on {{instance}}",
  },
  impact: nobody,
  next: [
    storeWords,
    diskLeft,
    command("{{docker}} stats --no-stream {{jaeger_container}}", {
      fr: "Près de sa limite de mémoire : un programme envoie plus de 20 traces par seconde (docs/traces.md)",
      en: "Near its limit of memory: a program sends more than 20 traces a second (docs/traces.md)",
    }),
  ],
  examples: {
    fires: [
      steady(justBeyond),
      given("all is taken, and nothing can be written", ({ instance, interval }) => {
        const written = Array.from({ length: 1200 / interval }, () => 1);
        return [
          seriesOf(
            traceStore.refused,
            { instance },
            written.map(() => 0),
          ),
          seriesOf(traceStore.failed, { instance }, counted(written, interval)),
        ];
      }),
    ],
    silent: [steady(justWithin), oneMissedScrape],
  },
});

/** People ask the API, of which some are traced always; and it was traced within the day before: an API that never was is not silent. */
const traced: Condition = {
  expr: promql`sum by (instance) (increase(${api.requests.where(peoplesRequests)}[30m])) >= 200
  and sum by (instance) (max_over_time(${traceStore.accepted}[1d] offset 30m)) > 0`,
  over: "30m",
  produce: ({ values, interval, labels }) => [
    seriesOf(
      api.requests,
      labels,
      counted(
        values.map(() => 0.5),
        interval,
      ),
    ),
  ],
};

/** An hour and a half of a metric, each sample by its time in seconds. */
const course = (
  metric: Metric,
  { instance, interval }: ExampleContext,
  value: (at: number) => number | null,
  labels: Readonly<Record<string, string>> = {},
) =>
  seriesOf(
    metric,
    { instance, ...labels },
    Array.from({ length: 5400 / interval }, (_, index) => value(index * interval)),
  );
/** What stops after half an hour. */
const forHalfAnHour = (at: number) => Math.min(at, 1800);
const requested = (at: number) => at / 2;

export const monitoringSpansStopped = alert("MonitoringSpansStopped", {
  provenBy: inTheTraces,
  title: { fr: "Plus aucune trace", en: "No traces any more" },
  on: spansAccepted,
  onlyWhile: traced,
  category: "system",
  levels: { warning: { below: 1, for: "2m" } },
  tellsLate: "counts over 30 minutes: who traces may keep few requests of a quiet hour",
  causes: [because(hostDown), because(apiDown), because(monitoringTargetMissing, {}, { job: "traces" })],
  summary: {
    fr: "Jaeger n'a reçu aucune étape de trace en 30 minutes, alors que l'API répond à des visiteurs ({{instance}})",
    en: "Jaeger received no span within 30 minutes, although the API answers visitors ({{instance}})",
  },
  wellAgain: { fr: "Jaeger reçoit de nouveau des traces", en: "Jaeger receives traces again" },
  impact: nobody,
  next: [
    command("{{pm2}} env 0 | grep OTEL", {
      fr: "L'adresse et le nom sont-ils encore donnés à l'API (docs/traces.md) ?",
      en: "Are the address and the name still given to the API (docs/traces.md)?",
    }),
    storeWords,
    person("lead", {
      fr: "Si tout y est, dire au développeur principal depuis quel déploiement cela manque",
      en: "If all is there, tell the lead developer since which deployment they are missing",
    }),
  ],
  examples: {
    fires: [
      given("spans stop, and requests go on", (context) => [
        course(traceStore.accepted, context, forHalfAnHour),
        course(api.requests, context, requested),
      ]),
      given("Jaeger is started anew, and nothing reaches it any more", (context) => [
        course(traceStore.accepted, context, (at) => (at > 1800 ? null : at)),
        course(scrape.up, context, () => 1, { job: "traces" }),
        course(api.requests, context, requested),
      ]),
    ],
    silent: [
      steady(justWithin),
      oneMissedScrape,
      given("spans and requests stop: the night", (context) => [
        course(traceStore.accepted, context, forHalfAnHour),
        course(api.requests, context, (at) => requested(forHalfAnHour(at))),
      ]),
      given("nobody has ever traced the API", (context) => [course(api.requests, context, requested)]),
    ],
  },
});

export const monitoringTraceStoreLarge = alert("MonitoringTraceStoreLarge", {
  provenBy: inTheTraces,
  title: { fr: "Traces trop grandes", en: "Traces too large" },
  on: tracesDisk,
  category: "system",
  levels: { warning: { above: 4e9, for: "10m" } },
  causes: [because(hostDown)],
  summary: {
    fr: "Les traces occupent {{value}} sur {{instance}} (limite {{limit}})",
    en: "The traces take {{value}} on {{instance}} (limit {{limit}})",
  },
  impact: {
    fr: "Aucun pour l'instant ; rien ne les arrête avant que le disque soit plein.",
    en: "None for now; nothing stops them before the disk is full.",
  },
  next: [
    diskLeft,
    command("{{docker}} exec {{jaeger_container}} du -sh /jaeger", {
      fr: "Voir ce qui est occupé vraiment",
      en: "See what is really taken",
    }),
    person("devops", {
      fr: "Garder moins longtemps (`traces: { keep: 1d }`), ou trouver le programme qui envoie trop (docs/traces.md)",
      en: "Keep them for less long (`traces: { keep: 1d }`), or find the program that sends too much (docs/traces.md)",
    }),
  ],
  examples: {
    fires: [steady(justBeyond)],
    silent: [steady(justWithin), spike(justBeyond, { shorterThan: "for" }), oneMissedScrape],
  },
});
