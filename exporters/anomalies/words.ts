import type { Text } from "../../kit/model/text.ts";
import { terms } from "../../kit/model/words.ts";
import type { Resolution, Status } from "./anomaly.ts";
import type { PublicState } from "./public-text.ts";

/** The fixed words of records: the sheet of benevoclic.md section 7. */
export const words = {
  general: { fr: "Informations générales", en: "General information" },
  description: { fr: "Description", en: "Description" },
  context: { fr: "Contexte", en: "Context" },
  metrics: { fr: "Mesures", en: "Metrics" },
  actions: { fr: "Actions immédiates", en: "Immediate actions" },
  investigation: { fr: "Analyse", en: "Investigation" },
  resolution: { fr: "Résolution", en: "Resolution" },
  postMortem: { fr: "Post-mortem", en: "Post-mortem" },
  rootCause: { fr: "Cause racine", en: "Root cause" },
  prevention: { fr: "Actions préventives", en: "Preventive actions" },
  field: { fr: "Champ", en: "Field" },
  content: { fr: "Valeur", en: "Value" },
  id: { fr: "Identifiant", en: "Id" },
  status: { fr: "État", en: "Status" },
  severity: terms.severity,
  category: terms.category,
  environment: terms.environment,
  host: terms.host,
  affected: { fr: "Composants touchés", en: "Affected components" },
  impact: { fr: "Ressenti par les utilisateurs", en: "User impact" },
  detection: { fr: "Détection", en: "Detection method" },
  detectedAt: { fr: "Détectée le", en: "Detection time" },
  openedAt: { fr: "Enregistrée le", en: "Recorded at" },
  resolvedAt: { fr: "Rétablie le", en: "Resolution time" },
  ticket: { fr: "Ticket de support", en: "Support ticket" },
  alert: terms.alert,
  value: { fr: "Valeur à la détection", en: "Value at detection" },
  limit: terms.limit,
  things: { fr: "Concerne", en: "About" },
  symptoms: { fr: "Symptômes expliqués par cette anomalie", en: "Symptoms that this anomaly explains" },
  earlier: { fr: "Anomalies précédentes", en: "Earlier anomalies" },
  occurrence: { fr: "e fois en 30 jours", en: "th time in 30 days" },
  timeline: { fr: "Chronologie", en: "Timeline" },
  dashboard: terms.dashboard,
  graph: terms.graph,
  runbook: { fr: "Fiche de résolution", en: "Runbook" },
  report: { fr: "Signalement", en: "Report" },
  unknown: { fr: "inconnu", en: "unknown" },
  noStep: { fr: "Aucune action déclarée", en: "No action declared" },
  noImpact: { fr: "À préciser", en: "To be told" },
} satisfies Record<string, Text>;

export const statusWords: Readonly<Record<Status, Text>> = {
  open: { fr: "ouverte", en: "open" },
  in_progress: { fr: "prise en charge", en: "in progress" },
  resolved: { fr: "rétablie", en: "resolved" },
  closed: { fr: "close", en: "closed" },
};
export const detectionWords = {
  automatic: { fr: "automatique", en: "automatic" },
  manual: { fr: "manuelle", en: "manual" },
  user_report: { fr: "signalée par un utilisateur", en: "user report" },
} satisfies Record<string, Text>;
export const resolutionWords: Readonly<Record<Resolution, Text>> = {
  fixed: { fr: "corrigée", en: "fixed" },
  false_alarm: { fr: "fausse alerte", en: "false alarm" },
  duplicate: { fr: "doublon", en: "duplicate" },
  remediation: { fr: "réparée sans intervention", en: "healed by itself" },
};

/** How visitors feel it, in the words that they read on the status page. */
export const publicStateWords: Readonly<Record<PublicState, Text>> = {
  degraded: { fr: "Perturbé", en: "Disturbed" },
  outage: { fr: "En panne", en: "Down" },
};

/** What happened, in the timeline and at the head of comments. */
export const eventWords = {
  firstBad: { fr: "première valeur au-delà du seuil", en: "first value beyond the limit" },
  detected: { fr: "détectée", en: "detected" },
  opened: { fr: "enregistrée", en: "recorded" },
  acknowledged: { fr: "prise en charge", en: "acknowledged" },
  resolved: statusWords.resolved,
  closed: statusWords.closed,
  raised: { fr: "aggravée", en: "raised" },
  reopened: { fr: "revenue : fiche rouverte", en: "back: record reopened" },
} satisfies Record<string, Text>;

/** What people find in the part of the sheet that is theirs. */
export const checklists = {
  investigation: [
    { fr: "Début et fin confirmés sur le graphe", en: "Beginning and end confirmed on the graph" },
    { fr: "Journaux et déploiements de ces minutes lus", en: "Logs and deploys of these minutes read" },
    { fr: "Cause trouvée", en: "Cause found" },
  ],
  resolution: [
    { fr: "Correctif ou retour arrière en place", en: "Fix or rollback in place" },
    { fr: "Retour à la normale vérifié sur le tableau de bord", en: "Return to normal verified on the dashboard" },
    { fr: "Personnes concernées prévenues", en: "People concerned told" },
  ],
} satisfies Record<string, readonly Text[]>;

export const comments = {
  lasted: terms.lasted,
  from: { fr: "de", en: "from" },
  to: { fr: "à", en: "to" },
  valueAtDetection: words.value,
  valueNow: {
    fr: "Valeurs du signal (début → extrêmes → fin)",
    en: "Values of the signal (start → extremes → end)",
  },
  closedAutomatically: {
    fr: "La fiche est close. Elle sera rouverte si l'alerte revient.",
    en: "The record is closed. It will be reopened if the alert returns.",
  },
  waits: {
    fr: "La fiche attend une personne : `/close fixed`, `/close false_alarm` ou `/close duplicate`.",
    en: "The record waits for a person: `/close fixed`, `/close false_alarm` or `/close duplicate`.",
  },
  moved: {
    fr: "La fiche était pleine ; la fin de son texte est ici :",
    en: "The record was full; the end of its text is here:",
  },
  duplicateRecord: { fr: "Fiche écrite deux fois : la suite est dans", en: "Recorded twice: it goes on in" },
  postMortemMissing: {
    fr: "Complétez cette analyse, puis retirez l'étiquette `post-mortem`.",
    en: "Complete this analysis, then remove the label `post-mortem`.",
  },
  alerts: { fr: "Alertes de ces minutes", en: "Alerts of these minutes" },
  restarts: { fr: "Redémarrages et déploiements", en: "Restarts and deploys" },
  noData: terms.noData,
  none: { fr: "aucun", en: "none" },
  detectedIn: { fr: "Délai de détection", en: "Time to detect" },
  acknowledgedIn: { fr: "Délai de prise en charge", en: "Time to acknowledge" },
  resolvedIn: { fr: "Délai de rétablissement", en: "Time to resolve" },
} satisfies Record<string, Text>;
