import { notificationFailures, targetUp, watchdog } from "../signals/monitoring.ts";
import { apiDown } from "./api.ts";
import { hostDown } from "./host.ts";
import { alert, because } from "./model/alert.ts";
import { justBeyond, justWithin, oneMissedScrape, spike, steady } from "./model/example.ts";
import { command, link } from "./model/step.ts";

export const watchdogAlert = alert("Watchdog", {
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
    command("docker ps --all --filter name=prometheus --filter name=alertmanager", {
      fr: "Si le VPS répond, vérifier Prometheus et Alertmanager",
      en: "If the VPS answers, check Prometheus and Alertmanager",
    }),
  ],
  examples: { fires: [steady(justBeyond)], silent: [] },
});

export const monitoringTargetMissing = alert("MonitoringTargetMissing", {
  on: targetUp,
  category: "system",
  levels: { warning: { below: 1, for: "5m" } },
  causes: [because(hostDown), because(apiDown, { job: "benevoclic-api" })],
  summary: {
    fr: "Prometheus ne lit plus les mesures de {{job}} sur {{instance}}",
    en: "Prometheus no longer reads the metrics of {{job}} on {{instance}}",
  },
  impact: {
    fr: "Aucun pour les visiteurs ; les pannes que ces mesures révèlent passeraient inaperçues.",
    en: "None for visitors; the failures that these metrics reveal would go unnoticed.",
  },
  next: [
    command("docker ps --all --filter name={{job}}", {
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
  on: notificationFailures,
  category: "system",
  levels: { critical: { above: 0.5, for: "2m" } },
  summary: {
    fr: "{{value}} des notifications par {{integration}} échouent",
    en: "{{value}} of the notifications by {{integration}} fail",
  },
  impact: {
    fr: "Aucun pour les visiteurs ; une panne pourrait ne réveiller personne.",
    en: "None for visitors; an outage might wake nobody.",
  },
  next: [
    command("docker logs --since 15m $(docker ps -qf name=alertmanager) 2>&1 | grep -i {{integration}}", {
      fr: "Lire le refus du canal",
      en: "Read why the channel refuses",
    }),
    command("sudo ls -l /etc/benevoclic-monitoring/secrets/alertmanager/", {
      fr: "Vérifier que l'adresse ou le mot de passe du canal est en place, et le renouveler s'il est révoqué",
      en: "Check that the channel's URL or password is in place, and renew it if it was revoked",
    }),
  ],
  examples: {
    fires: [steady(justBeyond)],
    silent: [steady(justWithin), spike(justBeyond, { shorterThan: "for" }), oneMissedScrape],
  },
});
