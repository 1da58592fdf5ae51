import { alert, because } from "../kit/model/alert.ts";
import { given, justBeyond, justWithin, neverYet, oneMissedScrape, spike, steady } from "../kit/model/example.ts";
import { seriesOf } from "../kit/model/series.ts";
import { command, link, person } from "../kit/model/step.ts";
import {
  blackboxContainer,
  businessContainer,
  nodeExporterContainer,
  pm2ExporterContainer,
  restart,
} from "../parts/remedies.ts";
import { riskySilences } from "../signals/anomalies.ts";
import { alertmanager } from "../signals/metrics/alertmanager.ts";
import { anomalies, silencesAlert } from "../signals/metrics/anomalies.ts";
import { deadWay, prometheus } from "../signals/metrics/prometheus.ts";
import { alertsRefused, configurationLoaded, notificationFailures, targetUp, watchdog } from "../signals/monitoring.ts";
import { apiDown } from "./api.ts";
import { hostDown } from "./host.ts";
import { addressRevoked, alertmanagerStopped, channelOut, passwordOfAlertmanager } from "./likely-in-monitoring.ts";
import { ofTheMonitoring } from "./proven-by.ts";

export const watchdogAlert = alert("Watchdog", {
  provenBy: { examplesAlone: "fires when all is well" },
  title: { fr: "Signe de vie", en: "Sign of life" },
  on: watchdog,
  category: "system",
  levels: { info: { above: 0, for: "0s" } },
  alwaysFiring: true,
  summary: { fr: "Signe de vie de la surveillance", en: "The monitoring's sign of life" },
  impact: {
    fr: "Aucun. Quand ce signe de vie manque, le service extérieur appelle : la surveillance ou le VPS est mort.",
    en: "None. When this sign of life is missing, the outside service calls: the monitoring or the VPS is dead.",
  },
  next: [
    link("https://www.ovh.com/manager/#/dedicated/vps", {
      fr: "S'il manque, vérifier le VPS dans la console OVH",
      en: "If it is missing, check the VPS in the OVH console",
    }),
    command("{{docker}} ps --all --filter name={{prometheus_container}} --filter name={{alertmanager_container}}", {
      fr: "Si le VPS répond, vérifier Prometheus et Alertmanager",
      en: "If the VPS answers, check Prometheus and Alertmanager",
    }),
  ],
  examples: {
    fires: [steady(justBeyond)],
    silent: [],
  },
});

export const monitoringSilenceRisky = alert(silencesAlert, {
  title: { fr: "Silence qui cache trop", en: "Silence that hides too much" },
  on: riskySilences,
  category: "security",
  levels: { warning: { above: 0, for: "1m" } },
  summary: {
    fr: "{{value}} silence(s) d'Alertmanager à risque : {{risk}}",
    en: "{{value}} risky silence(s) of Alertmanager: {{risk}}",
  },
  impact: {
    fr: "Aucun pour les visiteurs ; ce qu'un silence cache ne réveille personne : long, plus d'un jour ; watchdog, le signe de vie ; critical, une alerte critique.",
    en: "None for visitors; what a silence hides wakes nobody: long, more than a day; watchdog, the sign of life; critical, a critical alert.",
  },
  next: [
    command(
      "{{docker}} exec {{alertmanager_container}} amtool silence query -o extended --alertmanager.url=http://127.0.0.1:9093 --http.config.file=/etc/alertmanager/current/amtool.yml",
      {
        fr: "Lire qui a mis quoi en silence, jusqu'à quand et pourquoi",
        en: "Read who silenced what, until when and why",
      },
    ),
    person("devops", {
      fr: "Demander à son auteur s'il est voulu ; si personne ne le connaît, changer alertmanager-password (npm run secrets)",
      en: "Ask its author whether it is meant; if nobody knows it, change alertmanager-password (npm run secrets)",
    }),
    command(
      "{{docker}} exec {{alertmanager_container}} amtool silence expire <id> --alertmanager.url=http://127.0.0.1:9093 --http.config.file=/etc/alertmanager/current/amtool.yml",
      { fr: "Sinon, y mettre fin", en: "Otherwise end it" },
    ),
  ],
  provenBy: ofTheMonitoring,
  examples: {
    fires: [steady(justBeyond)],
    silent: [
      steady(justWithin),
      oneMissedScrape,
      given("Alertmanager does not answer", ({ instance }) => [
        seriesOf(anomalies.silences, { instance, risk: "long" }, [0, 0, null, null, null, null, null, null, 0, 0]),
      ]),
    ],
  },
});

export const monitoringTargetMissing = alert("MonitoringTargetMissing", {
  title: { fr: "Mesures qui n'arrivent plus", en: "Metrics no longer arriving" },
  on: targetUp,
  category: "system",
  levels: { warning: { below: 1, for: "5m" } },
  causes: [because(hostDown), because(apiDown, { job: "benevoclic-api" })],
  heals: (
    [
      ["node", nodeExporterContainer],
      ["blackbox", blackboxContainer],
      ["business", businessContainer],
      ["pm2", pm2ExporterContainer],
    ] as const
  ).map(([job, container]) => restart(container, { atMost: 2, per: "6h", only: { job } })),
  healsAfter: "1m",
  summary: {
    fr: "Prometheus ne lit plus les mesures de {{job}} sur {{instance}}",
    en: "Prometheus no longer reads the metrics of {{job}} on {{instance}}",
  },
  wellAgain: { fr: "Les mesures de {{job}} arrivent de nouveau", en: "The metrics of {{job}} arrive again" },
  impact: {
    fr: "Aucun pour les visiteurs ; les pannes que ces mesures révèlent passeraient inaperçues.",
    en: "None for visitors; the failures that these metrics reveal would go unnoticed.",
  },
  next: [
    command("{{docker}} ps --all --filter name={{job_container}}", {
      fr: "Vérifier que le service tourne",
      en: "Check that the service runs",
    }),
    link("{{prometheus}}/targets?search={{job}}", {
      fr: "Lire l'erreur de la dernière lecture",
      en: "Read the error of the last scrape",
    }),
  ],
  examples: {
    fires: [steady(justBeyond)],
    silent: [steady(justWithin), spike(justBeyond, { shorterThan: "for" }), oneMissedScrape],
  },
});

export const monitoringNotificationsFailing = alert("MonitoringNotificationsFailing", {
  title: { fr: "Messages d'alerte non remis", en: "Alert messages not delivered" },
  on: notificationFailures,
  category: "system",
  levels: { critical: { above: 0.5, for: "2m" } },
  tellsLate: "a quiet channel is tried again every few minutes: fewer would hold no second attempt",
  summary: {
    fr: "{{value}} des notifications par {{integration}} échouent",
    en: "{{value}} of the notifications by {{integration}} fail",
  },
  wellAgain: { fr: "Les messages d'alerte sont de nouveau remis", en: "Messages of alerts are delivered again" },
  impact: {
    fr: "Aucun pour les visiteurs ; une panne pourrait ne réveiller personne.",
    en: "None for visitors; an outage might wake nobody.",
  },
  next: [
    command("{{docker}} logs --since 15m {{alertmanager_container}} 2>&1 | grep -i {{integration}}", {
      fr: "Lire le refus du canal",
      en: "Read why the channel refuses",
    }),
    command("sudo ls -l /etc/benevoclic-monitoring/secrets/alertmanager/", {
      fr: "Vérifier que l'adresse ou le mot de passe du canal est en place, et le renouveler s'il est révoqué",
      en: "Check that the channel's URL or password is in place, and renew it if it was revoked",
    }),
  ],
  likely: [addressRevoked, channelOut],
  examples: {
    fires: [steady(justBeyond)],
    silent: [
      steady(justWithin),
      neverYet(notificationFailures),
      spike(justBeyond, { shorterThan: "for" }),
      oneMissedScrape,
    ],
  },
});

export const monitoringConfigurationRefused = alert("MonitoringConfigurationRefused", {
  title: { fr: "Configuration refusée", en: "Configuration refused" },
  on: configurationLoaded,
  category: "system",
  levels: { warning: { below: 1, for: "5m" } },
  summary: {
    fr: "{{job}} a refusé sa dernière configuration et garde l'ancienne ({{instance}})",
    en: "{{job}} refused its last configuration and keeps the old one ({{instance}})",
  },
  impact: {
    fr: "Aucun pour les visiteurs ; les derniers changements de règles ou de destinataires ne valent pas, et un redémarrage échouerait.",
    en: "None for visitors; the last changes of rules or recipients do not hold, and a restart would fail.",
  },
  next: [
    command("{{docker}} logs --since 1h {{job_container}} 2>&1 | grep -iE 'error|err=' | tail -5", {
      fr: "Lire le fichier et la ligne refusés",
      en: "Read which file and line were refused",
    }),
    command("npm run check", {
      fr: "Dans le dépôt, corriger la déclaration, puis redéployer",
      en: "In the repository, mend the declaration, then deploy again",
    }),
  ],
  examples: {
    fires: [
      steady(justBeyond),
      given("Alertmanager refused its own", ({ instance, interval }) => [
        seriesOf(
          alertmanager.reloaded,
          { instance },
          Array.from({ length: 600 / interval }, () => 0),
        ),
      ]),
    ],
    silent: [steady(justWithin), spike(justBeyond, { shorterThan: "for" }), oneMissedScrape],
  },
});

/** Told by Prometheus' own page, and by the heartbeat service: Watchdog is withheld meanwhile, because this alert takes the same dead way. */
export const monitoringAlertmanagerUnreachable = alert("MonitoringAlertmanagerUnreachable", {
  provenBy: ofTheMonitoring,
  title: { fr: "Alertmanager injoignable", en: "Alertmanager unreachable" },
  on: alertsRefused,
  category: "system",
  levels: { critical: { above: deadWay, for: "2m" } },
  summary: {
    fr: "Prometheus ne peut pas remettre {{value}} de ses alertes à {{alertmanager}}",
    en: "Prometheus cannot hand {{value}} of its alerts to {{alertmanager}}",
  },
  wellAgain: { fr: "Alertmanager reçoit de nouveau les alertes", en: "Alertmanager gets the alerts again" },
  impact: {
    fr: "Aucun pour les visiteurs ; une panne ne réveillerait personne, sauf par le signe de vie qui manque.",
    en: "None for visitors; an outage would wake nobody, except by the missing sign of life.",
  },
  next: [
    command(
      "{{docker}} ps --all --filter name={{alertmanager_container}} && {{docker}} logs --tail 20 {{alertmanager_container}}",
      {
        fr: "Vérifier qu'Alertmanager tourne, et sinon pourquoi il s'est arrêté",
        en: "Check that Alertmanager runs, and if not why it stopped",
      },
    ),
    command("{{docker}} restart {{alertmanager_container}}", {
      fr: "Le redémarrer : silences et alertes en cours sont gardés",
      en: "Restart it: silences and present alerts are kept",
    }),
  ],
  likely: [alertmanagerStopped, passwordOfAlertmanager],
  examples: {
    fires: [steady(justBeyond)],
    silent: [
      steady(justWithin),
      neverYet(alertsRefused),
      oneMissedScrape,
      given("an Alertmanager that restarts refuses for a minute", ({ instance, interval }) => {
        const counts = (of: (minutes: number) => number) =>
          Array.from({ length: 1800 / interval }, (_, index) => of((index * interval) / 60));
        return [
          seriesOf(
            prometheus.alertsSent,
            { instance },
            counts((minutes) => Math.floor(20 * minutes)),
          ),
          seriesOf(
            prometheus.alertsRefused,
            { instance },
            counts((minutes) => Math.floor(20 * Math.min(1, Math.max(0, minutes - 15)))),
          ),
        ];
      }),
    ],
  },
});
