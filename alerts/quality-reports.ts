import { alert } from "../kit/model/alert.ts";
import { given, justBeyond, justWithin, oneMissedScrape, spike, steady } from "../kit/model/example.ts";
import { seriesOf } from "../kit/model/series.ts";
import { command, link } from "../kit/model/step.ts";
import { quality } from "../signals/metrics/quality.ts";
import { reportGoodFor } from "../signals/metrics/quality-exporter.ts";
import { auditAge, coverage, lighthouseScore, reportAge } from "../signals/quality.ts";
import { figureOfData, lastsForDays } from "./proven-by.ts";

const hour = 3600;
const day = 24 * hour;

const workflows = link("https://github.com/benevoclic/benevoclic-{{project}}/actions", {
  fr: "Ouvrir le dernier rapport dans GitHub Actions",
  en: "Open the last report in GitHub Actions",
});

const arrived = command("{{docker}} exec {{node_exporter_container}} ls -l /textfile", {
  fr: "Si le rapport est fait, voir si son fichier est arrivé sur l'hôte",
  en: "If the report was made, see whether its file arrived on the host",
});

export const qualityLighthouseLow = alert("QualityLighthouseLow", {
  provenBy: figureOfData,
  title: { fr: "Note Lighthouse trop basse", en: "Lighthouse score too low" },
  on: lighthouseScore,
  category: "performance",
  levels: { info: { below: 0.9, for: "30m" } },
  summary: {
    fr: "Lighthouse donne {{value}} à {{project}} ({{audit}}, objectif {{limit}})",
    en: "Lighthouse gives {{project}} {{value}} ({{audit}}, objective {{limit}})",
  },
  impact: {
    fr: "Pages plus lentes, moins accessibles ou moins bien trouvées par les moteurs de recherche.",
    en: "Pages are slower, less accessible or found less easily by search engines.",
  },
  next: [
    workflows,
    command("npx lighthouse {{public_web}}/ --only-categories={{audit}} --view", {
      fr: "Mesurer à nouveau et lire les conseils",
      en: "Measure again and read the advice",
    }),
  ],
  examples: {
    fires: [steady(justBeyond)],
    silent: [steady(justWithin), spike(justBeyond, { shorterThan: "for" }), oneMissedScrape],
  },
});

export const qualityCoverageLow = alert("QualityCoverageLow", {
  provenBy: figureOfData,
  title: { fr: "Couverture des tests trop basse", en: "Test coverage too low" },
  on: coverage,
  category: "functionality",
  levels: { info: { below: 0.8, for: "30m" } },
  summary: {
    fr: "Les tests de {{project}} couvrent {{value}} ({{kind}}, objectif {{limit}})",
    en: "The tests of {{project}} cover {{value}} ({{kind}}, objective {{limit}})",
  },
  impact: {
    fr: "Aucun encore ; la prochaine version peut casser ce que rien ne vérifie.",
    en: "None yet; the next version may break what nothing checks.",
  },
  next: [
    workflows,
    command("{{npm}} --prefix {{checkouts}}/benevoclic-{{project}} test -- --coverage", {
      fr: "Trouver les fichiers que les tests n'exécutent pas",
      en: "Find the files that tests do not run",
    }),
  ],
  examples: {
    fires: [steady(justBeyond)],
    silent: [steady(justWithin), spike(justBeyond, { shorterThan: "for" }), oneMissedScrape],
  },
});

export const qualityAuditStale = alert("QualityAuditStale", {
  provenBy: lastsForDays,
  title: { fr: "Audit des failles trop vieux", en: "Vulnerability audit too old" },
  on: auditAge,
  category: "security",
  levels: { warning: { above: reportGoodFor.audit, for: "30m" } },
  summary: {
    fr: "Le dernier audit des failles de {{project}} date de {{value}} (limite {{limit}})",
    en: "The last audit of vulnerabilities of {{project}} is {{value}} old (limit {{limit}})",
  },
  impact: {
    fr: "Aucun pour les visiteurs ; une nouvelle faille passerait inaperçue.",
    en: "None for visitors; a new vulnerability would go unnoticed.",
  },
  next: [workflows, arrived],
  examples: {
    fires: [steady(justBeyond)],
    silent: [steady(justWithin), spike(justBeyond, { shorterThan: "for" }), oneMissedScrape],
  },
});

export const qualityReportStale = alert("QualityReportStale", {
  provenBy: lastsForDays,
  title: { fr: "Rapport de qualité trop vieux", en: "Quality report too old" },
  on: reportAge,
  category: "functionality",
  levels: { info: { above: reportGoodFor.coverage, for: "30m" } },
  summary: {
    fr: "Le rapport « {{report}} » de {{project}} date de {{value}} (limite {{limit}})",
    en: 'The report "{{report}}" of {{project}} is {{value}} old (limit {{limit}})',
  },
  impact: {
    fr: "Aucun pour les visiteurs ; une régression passerait inaperçue.",
    en: "None for visitors; a regression would go unnoticed.",
  },
  next: [workflows, arrived],
  examples: {
    fires: [steady(justBeyond)],
    silent: [
      steady(justWithin),
      spike(justBeyond, { shorterThan: "for" }),
      given("an old audit, which has its own alert", ({ instance, interval }) => [
        seriesOf(
          quality.reportTimestamp,
          { instance, report: "audit" },
          Array.from({ length: (2 * hour) / interval }, () => -30 * day),
        ),
      ]),
    ],
  },
});
