import { alert, because } from "../kit/model/alert.ts";
import { justBeyond, justWithin, oneMissedScrape, spike, steady } from "../kit/model/example.ts";
import { command, link } from "../kit/model/step.ts";
import { countsFailing, linesDropped, linesWaiting, logStoreFull, serviceLines } from "../signals/logs.ts";
import { apiDown } from "./api.ts";
import { hostDown } from "./host.ts";
import { monitoringTargetMissing } from "./monitoring.ts";
import { inTheLogs } from "./proven-by.ts";

const nobody = {
  fr: "Aucun pour les visiteurs ; les alertes sur les journaux ne voient plus ce qui se passe.",
  en: "None for visitors; the alerts over logs no longer see what happens.",
};

const storeWords = command("{{docker}} logs --since 15m {{victoria_logs_container}} 2>&1 | tail -20", {
  fr: "Lire ce que dit VictoriaLogs",
  en: "Read what VictoriaLogs says",
});

const collectorWords = command("{{docker}} logs --since 15m {{log_collector_container}} 2>&1 | tail -20", {
  fr: "Lire ce que dit le collecteur : droits, fichiers, VictoriaLogs",
  en: "Read what the collector says: permissions, files, VictoriaLogs",
});

const diskLeft = command("df -h /var/lib/docker", {
  fr: "Voir combien de disque il reste",
  en: "See how much disk is left",
});

export const monitoringServiceSilent = alert("MonitoringServiceSilent", {
  provenBy: inTheLogs,
  title: { fr: "Un service n'écrit plus de journal", en: "A service writes no log any more" },
  on: serviceLines,
  category: "system",
  levels: { warning: { below: 0.5, for: "2m" } },
  tellsLate: "counts over 15 minutes: a quiet night is no silence",
  causes: [
    because(hostDown),
    because(apiDown, { service: "api" }),
    because(monitoringTargetMissing, {}, { job: "log-collector" }),
  ],
  summary: {
    fr: "{{service}} n'a écrit aucune ligne en 15 minutes, lui qui ne se tait jamais ({{instance}})",
    en: "{{service}} wrote no line within 15 minutes, and it is never silent ({{instance}})",
  },
  wellAgain: { fr: "Le service écrit de nouveau", en: "The service writes again" },
  impact: nobody,
  next: [
    command("sudo ls -lt /var/log/nginx /var/log/benevoclic/api", {
      fr: "Voir si ses fichiers grandissent encore, et qui peut les lire",
      en: "See whether its files still grow, and who may read them",
    }),
    collectorWords,
    command("{{pm2}} status", {
      fr: "S'ils ne grandissent plus : le service tourne-t-il ?",
      en: "If they do not grow: does the service run?",
    }),
  ],
  examples: {
    fires: [steady(justBeyond)],
    silent: [steady(justWithin), spike(justBeyond, { shorterThan: "for" }), oneMissedScrape],
  },
});

export const monitoringLogsWaiting = alert("MonitoringLogsWaiting", {
  provenBy: inTheLogs,
  title: { fr: "Journaux en attente", en: "Logs waiting" },
  on: linesWaiting,
  category: "system",
  levels: { warning: { above: 0.3, for: "5m" } },
  causes: [because(hostDown)],
  summary: {
    fr: "La file des journaux est remplie à {{value}} sur {{instance}} (limite {{limit}})",
    en: "The queue of the logs is {{value}} full on {{instance}} (limit {{limit}})",
  },
  impact: nobody,
  next: [storeWords, collectorWords, diskLeft],
  examples: {
    fires: [steady(justBeyond)],
    silent: [steady(justWithin), spike(justBeyond, { shorterThan: "for" }), oneMissedScrape],
  },
});

export const monitoringLogsDropped = alert("MonitoringLogsDropped", {
  provenBy: inTheLogs,
  title: { fr: "Lignes de journal perdues", en: "Lines of logs lost" },
  on: linesDropped,
  category: "system",
  levels: { warning: { above: 10.5, for: "0s" } },
  causes: [because(hostDown)],
  summary: {
    fr: "VictoriaLogs a refusé {{value}} lignes en 10 minutes sur {{instance}}",
    en: "VictoriaLogs refused {{value}} lines within 10 minutes on {{instance}}",
  },
  impact: nobody,
  next: [
    storeWords,
    link("{{prometheus}}/graph?g0.range_input=6h&g0.expr=vl_rows_dropped_total", {
      fr: "Voir la raison : une horloge fausse, ou des lignes trop anciennes",
      en: "See the reason: a wrong clock, or lines that are too old",
    }),
  ],
  examples: { fires: [steady(justBeyond)], silent: [steady(justWithin), oneMissedScrape] },
});

export const monitoringLogStoreFull = alert("MonitoringLogStoreFull", {
  provenBy: inTheLogs,
  title: { fr: "Journal plein", en: "Log store full" },
  on: logStoreFull,
  category: "system",
  levels: { warning: { above: 0, for: "1m" } },
  causes: [because(hostDown)],
  summary: {
    fr: "VictoriaLogs ne prend plus de lignes sur {{instance}} : le disque est plein",
    en: "VictoriaLogs takes no lines any more on {{instance}}: the disk is full",
  },
  wellAgain: { fr: "VictoriaLogs prend de nouveau des lignes", en: "VictoriaLogs takes lines again" },
  impact: nobody,
  next: [diskLeft, storeWords],
  examples: {
    fires: [steady(justBeyond)],
    silent: [steady(justWithin), spike(justBeyond, { shorterThan: "for" }), oneMissedScrape],
  },
});

export const monitoringLogCountsFailing = alert("MonitoringLogCountsFailing", {
  provenBy: inTheLogs,
  title: { fr: "Comptages de journaux en échec", en: "Counts over logs failing" },
  on: countsFailing,
  category: "system",
  levels: { warning: { above: 20.5, for: "0s" } },
  causes: [because(hostDown)],
  summary: {
    fr: "{{value}} comptages sur les journaux ont échoué en 10 minutes ({{instance}})",
    en: "{{value}} counts over logs failed within 10 minutes ({{instance}})",
  },
  impact: nobody,
  next: [
    command("{{docker}} logs --since 15m {{log_rules_container}} 2>&1 | tail -20", {
      fr: "Lire ce que dit vmalert",
      en: "Read what vmalert says",
    }),
    storeWords,
  ],
  examples: { fires: [steady(justBeyond)], silent: [steady(justWithin), oneMissedScrape] },
});
