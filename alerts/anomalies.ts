import { alert, because, becauseAny } from "../kit/model/alert.ts";
import { given, justBeyond, justWithin, oneMissedScrape, spike, steady } from "../kit/model/example.ts";
import { seriesOf } from "../kit/model/series.ts";
import { command, link, person } from "../kit/model/step.ts";
import {
  recorderFailures,
  recorderPending,
  unacknowledgedCritical,
  unacknowledgedInfo,
  unacknowledgedWarning,
  unresolvedCritical,
} from "../signals/anomalies.ts";
import { anomalies } from "../signals/metrics/anomalies.ts";
import { escalation, record } from "./escalation.ts";
import { hostDown } from "./host.ts";
import { ofTheRecorder } from "./proven-by.ts";

// Who is called when nobody acts on an anomaly: benevoclic.md section 5. Its first step, at once, is the alert itself.

export const criticalToCto = alert(
  "AnomalyCriticalToCto",
  escalation({ on: unacknowledgedCritical, severity: "critical", after: "30m", to: "cto" }),
);
export const criticalToCeo = alert(
  "AnomalyCriticalToCeo",
  escalation({ on: unacknowledgedCritical, severity: "critical", after: "1h", to: "ceo" }),
);
export const warningToLead = alert(
  "AnomalyWarningToLead",
  escalation({ on: unacknowledgedWarning, severity: "warning", after: "1h", to: "lead" }),
);
export const warningToDevops = alert(
  "AnomalyWarningToDevops",
  escalation({ on: unacknowledgedWarning, severity: "warning", after: "4h", to: "devops" }),
);
export const warningToCto = alert(
  "AnomalyWarningToCto",
  escalation({ on: unacknowledgedWarning, severity: "warning", after: "24h", to: "cto" }),
);
export const infoToLead = alert(
  "AnomalyInfoToLead",
  escalation({ on: unacknowledgedInfo, severity: "info", after: "24h", to: "lead" }),
);
export const infoToLeadAgain = alert(
  "AnomalyInfoToLeadAgain",
  escalation({ on: unacknowledgedInfo, severity: "info", after: "72h", to: "lead" }),
);

export const anomalyUnresolved = alert("AnomalyUnresolved", {
  provenBy: ofTheRecorder,
  title: { fr: "Anomalie critique non résolue", en: "Critical anomaly unresolved" },
  on: unresolvedCritical,
  category: "system",
  escalation: "lead",
  endsAtOnce: "an anomaly that is closed must not call anybody any more",
  // The objective of benevoclic.md section 4.
  levels: { warning: { above: 4 * 3600, for: "0s" } },
  summary: {
    fr: "{{anomaly}} ({{recorded_alert}}), critique, est ouverte depuis {{value}} (objectif {{limit}})",
    en: "{{anomaly}} ({{recorded_alert}}), critical, has been open for {{value}} (objective {{limit}})",
  },
  impact: {
    fr: "Les visiteurs subissent la panne depuis plus longtemps que promis, même si quelqu'un y travaille.",
    en: "Visitors have suffered from the failure for longer than promised, even though somebody works on it.",
  },
  next: [
    link(record, {
      fr: "Lire où en est la fiche",
      en: "Read how far the record is",
    }),
    person("lead", {
      fr: "Décider avec la personne assignée : renfort, contournement ou retour à la version précédente",
      en: "Decide with the assignee: help, a workaround, or going back to the version before",
    }),
    link(record, {
      fr: "Si tout est rétabli, clore la fiche",
      en: "If all is well again, close the record",
    }),
  ],
  examples: {
    fires: [steady(justBeyond)],
    silent: [
      steady(justWithin),
      given("closed before", ({ instance, interval, level }) => {
        const opened = -level.limit + 40 * interval;
        return [
          seriesOf(
            anomalies.opened,
            { instance, acknowledged: "true" },
            Array.from({ length: 80 }, (_, index) => (index < 8 ? opened : null)),
          ),
        ];
      }),
    ],
  },
});

export const anomalyRecorderFailing = alert("AnomalyRecorderFailing", {
  provenBy: ofTheRecorder,
  title: { fr: "Enregistreur d'anomalies en échec", en: "Anomaly recorder failing" },
  on: recorderFailures,
  category: "system",
  // One refusal is tried again; the rate limits of GitHub end within minutes.
  levels: { warning: { above: 4.5, for: "2m" } },
  causes: [because(hostDown)],
  summary: {
    fr: "L'enregistreur d'anomalies échoue : {{value}} fois « {{operation}} » en 10 min",
    en: 'The anomaly recorder fails: {{value}} times "{{operation}}" within 10 min',
  },
  impact: {
    fr: "Aucun pour les visiteurs ; des anomalies ne sont ni suivies ni signalées à la hiérarchie.",
    en: "None for visitors; anomalies are neither tracked nor escalated.",
  },
  next: [
    command('{{docker}} logs --since 30m {{anomaly_recorder_container}} 2>&1 | grep -v \'"level":"info"\' | tail -20', {
      fr: "Lire le refus de GitHub : 401 ou 403, le jeton ; 404, le dépôt ; 5xx, GitHub lui-même",
      en: "Read GitHub's refusal: 401 or 403, the token; 404, the repository; 5xx, GitHub itself",
    }),
    link("https://www.githubstatus.com/", { fr: "Vérifier l'état de GitHub", en: "Check the state of GitHub" }),
    command("sudo ls -l /etc/benevoclic-monitoring/secrets/anomaly-recorder/github-token", {
      fr: "Si le jeton est refusé, le renouveler",
      en: "If the token is refused, renew it",
    }),
  ],
  examples: {
    fires: [steady(justBeyond)],
    silent: [
      steady(justWithin),
      oneMissedScrape,
      given("a restarted recorder counts from 0 again", ({ instance, interval }) => [
        seriesOf(
          anomalies.failures,
          { instance },
          Array.from({ length: 2400 / interval }, (_, index) => (index * interval < 1200 ? 30 : 0)),
        ),
      ]),
    ],
  },
});

export const anomalyRecorderBehind = alert("AnomalyRecorderBehind", {
  provenBy: ofTheRecorder,
  title: { fr: "Enregistreur d'anomalies en retard", en: "Anomaly recorder behind" },
  on: recorderPending,
  category: "system",
  levels: { warning: { above: 0, for: "30m" } },
  tellsLate: "GitHub limits its use for up to an hour, and the recorder catches up by itself",
  causes: [because(hostDown), becauseAny(anomalyRecorderFailing)],
  summary: {
    fr: "L'enregistreur d'anomalies a {{value}} changement(s) en attente depuis plus de 30 min",
    en: "The anomaly recorder has had {{value}} change(s) waiting for more than 30 min",
  },
  impact: {
    fr: "Aucun pour les visiteurs ; les fiches d'anomalie sont en retard sur la réalité.",
    en: "None for visitors; anomaly records lag behind reality.",
  },
  next: [
    link("https://www.githubstatus.com/", { fr: "Vérifier l'état de GitHub", en: "Check the state of GitHub" }),
    command(
      "{{docker}} logs --since 30m {{anomaly_recorder_container}} 2>&1 | grep -iE 'rate|retry|limit' | tail -20",
      {
        fr: "Voir s'il attend la fin d'une limite de GitHub",
        en: "See whether it waits for the end of a limit of GitHub",
      },
    ),
    command("{{docker}} restart {{anomaly_recorder_container}}", {
      fr: "S'il n'attend rien, le redémarrer : il retrouve son état sur GitHub",
      en: "If it waits for nothing, restart it: it finds its state on GitHub",
    }),
  ],
  examples: {
    fires: [steady(justBeyond)],
    silent: [
      steady(justWithin),
      spike(justBeyond, { shorterThan: "for" }),
      given("a storm that drains within 20 minutes", ({ instance, interval }) => [
        seriesOf(
          anomalies.pending,
          { instance },
          Array.from({ length: 3600 / interval }, (_, index) =>
            Math.max(0, 500 - Math.floor((index * interval) / 2.4)),
          ),
        ),
      ]),
    ],
  },
});
