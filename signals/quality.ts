import { gaugeRatio } from "../kit/kinds/gauge-ratio.ts";
import { gaugeValue } from "../kit/kinds/gauge-value.ts";
import { lowestOver } from "../kit/kinds/lowest-over.ts";
import { timeSince } from "../kit/kinds/time-since.ts";
import { promql } from "../kit/model/promql.ts";
import { seriesOf } from "../kit/model/series.ts";
import { signal } from "../kit/model/signal.ts";
import { ratio, whole } from "../kit/model/unit.ts";
import { quality } from "./metrics/quality.ts";
import { qualityExporter } from "./metrics/quality-exporter.ts";

const severe = 'severity=~"critical|high"';

export const vulnerabilities = signal(
  "project:vulnerabilities:sum",
  gaugeValue({
    gauge: quality.vulnerabilities,
    take: "sum",
    unit: whole,
    where: [severe],
    per: ["instance", "project"],
    objective: { below: 1 },
    title: { fr: "Failles connues", en: "Known vulnerabilities" },
    about: {
      fr: "Failles critiques ou hautes des paquets npm du projet, d'après le dernier audit.",
      en: "Critical or high vulnerabilities of the project's npm packages, by the last audit.",
    },
  }),
);

export const criticalVulnerabilities = signal(
  "project:vulnerabilities_critical:sum",
  gaugeValue({
    gauge: quality.vulnerabilities,
    take: "sum",
    unit: whole,
    where: ['severity="critical"'],
    example: { severity: "critical" },
    per: ["instance", "project"],
    objective: { below: 1 },
    title: { fr: "Failles critiques", en: "Critical vulnerabilities" },
    about: {
      fr: "Failles critiques des paquets npm du projet, d'après le dernier audit.",
      en: "Critical vulnerabilities of the project's npm packages, by the last audit.",
    },
  }),
);

const unfixed = (severity: "critical" | "high", words: { fr: string; en: string }) =>
  lowestOver({
    gauge: quality.vulnerabilities,
    where: [`severity="${severity}"`],
    example: { severity },
    unit: whole,
    over: "24h",
    per: ["instance", "project"],
    title: { fr: `Failles ${words.fr} non corrigées`, en: `Unfixed ${words.en} vulnerabilities` },
    about: {
      fr: `Failles ${words.fr} que chaque audit des dernières 24 heures a trouvées, si une l'était déjà il y a 24 heures.`,
      en: `${words.en === "high" ? "High" : "Critical"} vulnerabilities that every audit of the last 24 hours found, if there was one 24 hours ago already.`,
    },
  });

export const unfixedCritical = signal(
  "project:vulnerabilities_critical:min24h",
  unfixed("critical", { fr: "critiques", en: "critical" }),
);
export const unfixedHigh = signal("project:vulnerabilities_high:min24h", unfixed("high", { fr: "hautes", en: "high" }));

export const outdatedShare = signal(
  "project:outdated_packages:ratio",
  gaugeRatio({
    used: quality.outdatedPackages,
    of: quality.packages,
    per: ["instance", "project"],
    objective: { below: 0.05 },
    title: { fr: "Paquets en retard", en: "Outdated packages" },
    about: {
      fr: "Part des paquets npm du projet dont il existe une version plus récente.",
      en: "Share of the project's npm packages that have a newer version.",
    },
  }),
);

/** `category` is a label of every alert, hence another name for Lighthouse's. */
export const lighthouseScore = signal("audit:lighthouse_score:min", {
  unit: ratio,
  per: ["instance", "project", "audit"],
  renamed: { audit: "category" },
  objective: { above: 0.9 },
  title: { fr: "Note Lighthouse", en: "Lighthouse score" },
  about: {
    fr: "Note du site par Lighthouse : performance, accessibilité, bonnes pratiques, référencement.",
    en: "Lighthouse's score of the site: performance, accessibility, best practices, SEO.",
  },
  expr: promql`min by (instance, project, audit) (label_replace(${quality.lighthouse}, "audit", "$1", "category", "(.*)"))`,
  produce: ({ values, labels }) => [seriesOf(quality.lighthouse, labels, values)],
});

export const coverage = signal("project:coverage:min", {
  ...gaugeValue({
    gauge: quality.coverage,
    take: "min",
    unit: ratio,
    per: ["instance", "project", "kind"],
    objective: { above: 0.8 },
    title: { fr: "Couverture des tests", en: "Test coverage" },
    about: {
      fr: "Part du code que les tests exécutent : lignes, branches, fonctions, instructions.",
      en: "Part of the code that tests run: lines, branches, functions, statements.",
    },
  }),
  every: "1m",
});

export const securityFindings = signal(
  "project:security_findings:sum",
  gaugeValue({
    gauge: quality.securityFindings,
    take: "sum",
    unit: whole,
    where: ['severity="error"'],
    per: ["instance", "project"],
    objective: { below: 1 },
    title: { fr: "Alertes de sécurité du code", en: "Security findings in the code" },
    about: {
      fr: "Erreurs des règles de sécurité d'ESLint dans le code du projet.",
      en: "Errors by ESLint's security rules in the project's code.",
    },
  }),
);

/** The formula: docs/quality-metrics.md. What alerts is what it is made of. */
export const securityScore = signal(
  "project:security_score:min",
  gaugeValue({
    gauge: qualityExporter.securityScore,
    take: "min",
    unit: ratio,
    per: ["instance", "project"],
    objective: { above: 0.9 },
    title: { fr: "Note de sécurité", en: "Security score" },
    about: {
      fr: "100 % moins 10 points par faille critique, 7,5 par haute ou par erreur de sécurité du code, 5 par moyenne, 2,5 par basse.",
      en: "100 % less 10 points a critical vulnerability, 7.5 a high one or a security error in the code, 5 a moderate, 2.5 a low one.",
    },
  }),
);

export const auditAge = signal(
  "project:audit_age:seconds",
  timeSince({
    timestamp: quality.reportTimestamp,
    where: ['report="audit"'],
    example: { report: "audit" },
    per: ["instance", "project"],
    title: { fr: "Âge de l'audit", en: "Age of the audit" },
    about: {
      fr: "Temps écoulé depuis le dernier audit des failles du projet ; il est quotidien.",
      en: "Time since the project's last audit of vulnerabilities; it is daily.",
    },
  }),
);

export const reportAge = signal("report:quality_report_age:seconds", {
  ...timeSince({
    timestamp: quality.reportTimestamp,
    where: ['report!="audit"'],
    per: ["instance", "project", "report"],
    title: { fr: "Âge du rapport", en: "Age of the report" },
    about: {
      fr: "Temps écoulé depuis le dernier rapport de qualité du projet : couverture, Lighthouse, ESLint, paquets en retard.",
      en: "Time since the project's last quality report: coverage, Lighthouse, ESLint, outdated packages.",
    },
  }),
  every: "1m",
});
