import { alert, because } from "../kit/model/alert.ts";
import { given, justBeyond, justWithin, oneMissedScrape, spike, steady } from "../kit/model/example.ts";
import { seriesOf } from "../kit/model/series.ts";
import { command, link, person } from "../kit/model/step.ts";
import { quality } from "../signals/metrics/quality.ts";
import {
  criticalVulnerabilities,
  outdatedShare,
  securityFindings,
  unfixedCritical,
  unfixedHigh,
  vulnerabilities,
} from "../signals/quality.ts";
import { figureOfData, lastsForDays } from "./proven-by.ts";

const hour = 3600;
const day = 24 * hour;

const audit = command("{{npm}} --prefix {{checkouts}}/benevoclic-{{project}} audit --omit=dev --audit-level=high", {
  fr: "Lire quels paquets sont touchés, et par où ils arrivent",
  en: "Read which packages are affected, and what brings them in",
});
const updates = link(
  "https://github.com/benevoclic/benevoclic-{{project}}/pulls?q=is%3Aopen+author%3Aapp%2Fdependabot",
  {
    fr: "Fusionner la mise à jour proposée par Dependabot si les tests passent",
    en: "Merge the update that Dependabot proposes if the tests pass",
  },
);

export const qualityVulnerabilitiesFound = alert("QualityVulnerabilitiesFound", {
  provenBy: figureOfData,
  title: { fr: "Failles connues dans les paquets", en: "Known vulnerabilities in packages" },
  on: vulnerabilities,
  category: "security",
  levels: { info: { above: 0, for: "0s" } },
  summary: {
    fr: "{{value}} faille(s) critique(s) ou haute(s) dans les paquets de {{project}}",
    en: "{{value}} critical or high vulnerabilities in the packages of {{project}}",
  },
  impact: {
    fr: "Rien encore ; un attaquant pourrait en profiter. Objectif : corrigée en 24 heures.",
    en: "Nothing yet; an attacker might use them. Objective: fixed within 24 hours.",
  },
  next: [audit, updates],
  examples: {
    fires: [steady(justBeyond)],
    silent: [
      steady(justWithin),
      oneMissedScrape,
      given("moderate and low ones only", ({ instance }) =>
        ["moderate", "low"].map((severity) =>
          seriesOf(
            quality.vulnerabilities,
            { instance, severity },
            Array.from({ length: 40 }, () => 7),
          ),
        ),
      ),
    ],
  },
});

const unfixedSteps = [
  audit,
  updates,
  command("{{npm}} --prefix {{checkouts}}/benevoclic-{{project}} audit fix --dry-run", {
    fr: "Sans mise à jour proposée, voir ce que npm sait corriger",
    en: "Without a proposed update, see what npm can fix",
  }),
];

export const qualityCriticalVulnerabilityUnfixed = alert("QualityCriticalVulnerabilityUnfixed", {
  provenBy: lastsForDays,
  title: { fr: "Faille critique non corrigée", en: "Critical vulnerability unfixed" },
  on: unfixedCritical,
  category: "security",
  // It is no more urgent in this night than in the one before.
  levels: { warning: { above: 0, for: "30m" } },
  repeats: "24h",
  tellsLate: "vulnerabilities have a day to be fixed: it says that the day is over",
  summary: {
    fr: "{{value}} faille(s) critique(s) de {{project}} sans correction depuis 24 h",
    en: "{{value}} critical vulnerabilities of {{project}} unfixed for 24 h",
  },
  impact: {
    fr: "Les données des utilisateurs sont exposées à une attaque connue et publiée.",
    en: "Users' data are exposed to an attack that is known and published.",
  },
  next: [
    ...unfixedSteps,
    person("lead", {
      fr: "Faute de correctif, décider : contournement, ou fonction coupée",
      en: "Without a fix, decide: a workaround, or the feature switched off",
    }),
  ],
  examples: {
    fires: [steady(justBeyond)],
    silent: [
      steady(justWithin),
      given("found 20 hours ago", ({ instance, interval }) => [
        seriesOf(
          quality.vulnerabilities,
          { instance, severity: "critical" },
          Array.from({ length: (44 * hour) / interval }, (_, index) => (index * interval < day ? 0 : 1)),
        ),
      ]),
      given("a new project, with one from the start", ({ instance, interval }) => [
        seriesOf(
          quality.vulnerabilities,
          { instance, severity: "critical" },
          Array.from({ length: (20 * hour) / interval }, () => 1),
        ),
      ]),
    ],
  },
});

export const qualityHighVulnerabilityUnfixed = alert("QualityHighVulnerabilityUnfixed", {
  provenBy: lastsForDays,
  title: { fr: "Faille haute non corrigée", en: "High vulnerability unfixed" },
  on: unfixedHigh,
  category: "security",
  repeats: "24h",
  levels: { warning: { above: 0, for: "30m" } },
  tellsLate: "vulnerabilities have a day to be fixed: it says that the day is over",
  summary: {
    fr: "{{value}} faille(s) haute(s) de {{project}} sans correction depuis 24 h",
    en: "{{value}} high vulnerabilities of {{project}} unfixed for 24 h",
  },
  impact: {
    fr: "Rien de visible ; une attaque connue et publiée est possible.",
    en: "Nothing visible; an attack that is known and published is possible.",
  },
  next: unfixedSteps,
  examples: {
    fires: [steady(justBeyond)],
    silent: [
      steady(justWithin),
      given("fixed and found again within the day", ({ instance, interval }) => [
        seriesOf(
          quality.vulnerabilities,
          { instance, severity: "high" },
          Array.from({ length: (44 * hour) / interval }, (_, index) => (index * interval === 22 * hour ? 0 : 1)),
        ),
      ]),
    ],
  },
});

export const qualityCriticalVulnerabilityFound = alert("QualityCriticalVulnerabilityFound", {
  title: { fr: "Faille critique trouvée dans les paquets", en: "Critical vulnerability found in the packages" },
  on: criticalVulnerabilities,
  category: "security",
  levels: { warning: { above: 0, for: "0s" } },
  repeats: "24h",
  causes: [because(qualityCriticalVulnerabilityUnfixed)],
  summary: {
    fr: "{{value}} faille(s) critique(s) dans les paquets de {{project}}",
    en: "{{value}} critical vulnerabilities in the packages of {{project}}",
  },
  impact: {
    fr: "Rien encore ; l'attaque est connue et publiée. Objectif : corrigée en 24 heures.",
    en: "Nothing yet; the attack is known and published. Objective: fixed within 24 hours.",
  },
  next: [audit, updates],
  examples: {
    fires: [steady(justBeyond)],
    silent: [
      steady(justWithin),
      oneMissedScrape,
      given("high ones only, which are information", ({ instance }) => [
        seriesOf(
          quality.vulnerabilities,
          { instance, severity: "high" },
          Array.from({ length: 40 }, () => 7),
        ),
      ]),
    ],
  },
});

export const qualityPackagesOutdated = alert("QualityPackagesOutdated", {
  provenBy: figureOfData,
  title: { fr: "Trop de paquets en retard", en: "Too many outdated packages" },
  on: outdatedShare,
  category: "functionality",
  levels: { info: { above: 0.05, for: "30m" } },
  summary: {
    fr: "{{value}} des paquets de {{project}} sont en retard (objectif {{limit}})",
    en: "{{value}} of the packages of {{project}} are outdated (objective {{limit}})",
  },
  impact: {
    fr: "Aucun pour les visiteurs ; les corrections de sécurité seront plus longues à poser.",
    en: "None for visitors; security fixes will take longer to apply.",
  },
  next: [
    updates,
    command("{{npm}} --prefix {{checkouts}}/benevoclic-{{project}} outdated", {
      fr: "Lister les paquets en retard",
      en: "List the outdated packages",
    }),
  ],
  examples: {
    fires: [steady(justBeyond)],
    silent: [steady(justWithin), spike(justBeyond, { shorterThan: "for" }), oneMissedScrape],
  },
});

export const qualitySecurityFindings = alert("QualitySecurityFindings", {
  provenBy: figureOfData,
  title: { fr: "Erreurs de sécurité dans le code", en: "Security errors in the code" },
  on: securityFindings,
  category: "security",
  levels: { warning: { above: 0, for: "15m" } },
  summary: {
    fr: "ESLint trouve {{value}} erreur(s) de sécurité dans le code de {{project}}",
    en: "ESLint finds {{value}} security errors in the code of {{project}}",
  },
  impact: {
    fr: "Rien de visible ; le code déployé contient peut-être une faille.",
    en: "Nothing visible; the deployed code may hold a vulnerability.",
  },
  next: [
    command("{{npm}} --prefix {{checkouts}}/benevoclic-{{project}} run lint", {
      fr: "Lire le fichier, la ligne et la règle",
      en: "Read the file, the line and the rule",
    }),
    person("lead", {
      fr: "Faire corriger, ou écrire dans le code pourquoi c'est sans danger",
      en: "Have it mended, or write in the code why it is harmless",
    }),
  ],
  examples: {
    fires: [steady(justBeyond)],
    silent: [
      steady(justWithin),
      spike(justBeyond, { shorterThan: "for" }),
      given("mere warnings", ({ instance }) => [
        seriesOf(
          quality.securityFindings,
          { instance, severity: "warning" },
          Array.from({ length: 80 }, () => 12),
        ),
      ]),
    ],
  },
});
