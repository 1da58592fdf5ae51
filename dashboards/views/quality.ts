import { gaugeValue } from "../../kit/kinds/gauge-value.ts";
import { timeSince } from "../../kit/kinds/time-since.ts";
import { promql } from "../../kit/model/promql.ts";
import { signal } from "../../kit/model/signal.ts";
import { bool, whole } from "../../kit/model/unit.ts";
import { quality } from "../../signals/metrics/quality.ts";
import { qualityExporter } from "../../signals/metrics/quality-exporter.ts";

export const lintProblems = signal(
  "project:lint_problems:sum",
  gaugeValue({
    gauge: quality.lintProblems,
    take: "sum",
    unit: whole,
    per: ["instance", "project"],
    title: { fr: "Remarques d'ESLint", en: "ESLint's complaints" },
    about: {
      fr: "Erreurs et avertissements d'ESLint, par projet, d'après le dernier rapport.",
      en: "Errors and warnings of ESLint, by project, by the last report.",
    },
  }),
);

export const reportsNotGood = signal("report:quality_report_not_good:bool", {
  unit: bool,
  per: ["instance", "project", "report", "state"],
  title: { fr: "Rapports qui manquent", en: "Reports that are missing" },
  about: {
    fr: "Les rapports que la dernière lecture a trouvés absents, trop vieux ou illisibles.",
    en: "The reports that the last run found missing, too old or unreadable.",
  },
  expr: promql`max by (instance, project, report, state) (${qualityExporter.reportState.where('state!="good"')}) == 1`,
});

export const qualityRunAge = signal(
  "instance:quality_run_age:seconds",
  timeSince({
    timestamp: qualityExporter.lastRun,
    per: ["instance"],
    title: { fr: "Dernière lecture des rapports", en: "Last run over the reports" },
    about: {
      fr: "Temps écoulé depuis que l'exporteur de qualité a lu les rapports.",
      en: "Time since the quality exporter read the reports.",
    },
  }),
);
