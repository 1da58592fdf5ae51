import { alert, because } from "../kit/model/alert.ts";
import { type ExampleContext, given, justBeyond, justWithin, oneMissedScrape, steady } from "../kit/model/example.ts";
import { scrape } from "../kit/model/scraped.ts";
import { seriesOf } from "../kit/model/series.ts";
import { command, link } from "../kit/model/step.ts";
import { targetShare } from "../signals/monitoring.ts";
import { apiDown } from "./api.ts";
import { hostDown } from "./host.ts";
import { monitoringTargetMissing } from "./monitoring.ts";
import { metricItself } from "./proven-by.ts";

export const monitoringTargetUnsteady = alert("MonitoringTargetUnsteady", {
  provenBy: metricItself,
  title: { fr: "Mesures intermittentes", en: "Metrics that come and go" },
  on: targetShare,
  category: "system",
  // A fifth of 20 minutes: no deploy of three minutes, but one minute in four is seen.
  levels: { warning: { below: 0.8, for: "4m" } },
  tellsLate: "what is gone altogether is told by MonitoringTargetMissing; that it comes and goes shows in time",
  causes: [because(hostDown), because(apiDown, { job: "benevoclic-api" }), because(monitoringTargetMissing)],
  summary: {
    fr: "Prometheus ne lit les mesures de {{job}} que {{value}} du temps ({{instance}})",
    en: "Prometheus reads the metrics of {{job}} {{value}} of the time only ({{instance}})",
  },
  impact: {
    fr: "Aucun pour les visiteurs, sauf si le service redémarre sans cesse ; les alertes sur ces mesures repartent de zéro à chaque fois.",
    en: "None for visitors, unless the service restarts all the time; the alerts on these metrics begin anew each time.",
  },
  next: [
    command("{{docker}} ps --all --filter name={{job_container}}", {
      fr: "Voir si le service redémarre sans cesse (« Up 40 seconds »)",
      en: 'See whether the service restarts all the time ("Up 40 seconds")',
    }),
    link("{{prometheus}}/graph?g0.range_input=1h&g0.expr=up%7Bjob%3D%22{{job}}%22%7D", {
      fr: "Voir à quel rythme : chaque fois que le service redémarre, ou sans règle, comme le réseau ?",
      en: "See at what pace: each time the service restarts, or without a rule, as the network does?",
    }),
  ],
  examples: {
    fires: [
      steady(justBeyond),
      given("gone for a minute in four", (context) => upDuring(context, (minute) => minute % 4 !== 0)),
    ],
    silent: [
      steady(justWithin),
      oneMissedScrape,
      given("a deploy of three minutes", (context) => upDuring(context, (minute) => minute < 30 || minute >= 33)),
    ],
  },
});

/** A target over an hour, that answers in some minutes. */
const upDuring = ({ instance, interval }: ExampleContext, answers: (minute: number) => boolean) => [
  seriesOf(
    scrape.up,
    { job: "blackbox", instance },
    Array.from({ length: 3600 / interval }, (_, index) => Number(answers(Math.floor((index * interval) / 60)))),
  ),
];
