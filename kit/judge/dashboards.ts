import type { Environment } from "../model/environment.ts";
import { dashboardUid } from "../model/ids.ts";
import { idOf, panelOf } from "../model/panel.ts";
import { signalsOf } from "../model/shown.ts";
import type { Signal } from "../model/signal.ts";
import { grafanaUnits } from "../model/style.ts";
import { missingTranslations, type Text } from "../model/text.ts";
import { judge } from "./judge.ts";

/** Grafana refuses a longer uid; the SDK does not. https://github.com/grafana/grafana/blob/main/pkg/util/shortid_generator.go */
const longestUid = 40;

export const dashboards = judge(
  {
    "dashboard-name": "The name of a dashboard makes a uid that Grafana takes.",
    "dashboard-once": "The name of a dashboard is used once.",
    "dashboard-translated": "A dashboard, its rows and its panels say in every language what they are.",
    "panel-once": "A dashboard shows a signal once in each view.",
    "panel-unit": "A panel's signals have one unit, which Grafana knows.",
    "panel-signal": "A signal that only a panel reads is right: valid PromQL, its labels, its languages.",
  },
  (wrong, environment) => {
    const exported = new Set([...environment.signals.values()].flat());
    const names = new Set<string>();
    for (const { name, place, rows, ...texts } of environment.platform.dashboards) {
      const called = `the dashboard "${name}"`;
      const translated = (text: Text, what: string) => {
        for (const locale of missingTranslations(text))
          wrong("dashboard-translated", place, `${called} has no ${what} in "${locale}"`, `write its ${locale}`);
      };

      const uidOf = (one: string) => dashboardUid(environment.platform.name, one);
      if (!/^[a-z][a-z0-9-]*$/.test(name) || uidOf(name).length > longestUid)
        wrong(
          "dashboard-name",
          place,
          `${called} has a name that makes no uid`,
          `choose at most ${longestUid - uidOf("").length} lower-case letters, digits and dashes`,
        );
      if (names.has(name)) wrong("dashboard-once", place, `${called} is declared twice`, "rename one of them");
      names.add(name);
      for (const key of ["title", "about", "readers"] as const) translated(texts[key], key);

      const ids = new Set<number>();
      for (const { title, lines } of rows) {
        translated(title, "row title");
        for (const panel of lines.flat().map(panelOf)) {
          const { signal, view } = panel;
          if (ids.has(idOf(panel)))
            wrong("panel-once", place, `${called} shows ${signal.name} twice as a ${view}`, "remove one of the two");
          ids.add(idOf(panel));
          if (panel.title) translated(panel.title, `title for ${signal.name}`);
          if (panel.whenEmpty) translated(panel.whenEmpty, `text for an empty ${signal.name}`);
          for (const one of signalsOf(panel)) {
            if (grafanaUnits[one.unit.name] === undefined)
              wrong(
                "panel-unit",
                place,
                `${called} shows ${one.name}, whose unit "${one.unit.name}" Grafana does not know`,
                "add it in kit/model/style.ts",
              );
            if (one.unit !== signal.unit && view !== "list")
              wrong(
                "panel-unit",
                place,
                `${called} draws ${one.name} beside ${signal.name}, which has another unit`,
                "give it a panel of its own",
              );
            if (exported.has(one)) continue;
            for (const problem of problemsOf(one, environment))
              wrong(
                "panel-signal",
                one.place,
                `${called} shows ${one.name}, which ${problem}`,
                "correct its declaration",
              );
          }
        }
      }
    }
  },
);

/** What is wrong in a signal that is only looked at. It may carry any label, because nothing is told about it. */
function problemsOf(signal: Signal, environment: Environment): string[] {
  const { problems, labels } = environment.analyse(signal.expr);
  if (problems.length > 0) return [...problems];
  const lost = signal.per.filter((label) => labels !== undefined && !labels.has(label));
  const left = [...(labels ?? [])].filter((label) => !signal.per.includes(label));
  return [
    ...lost.map((label) => `says it has the label "${label}", but its expression does not leave it`),
    ...left.map((label) => `leaves the label "${label}", which \`per\` does not name`),
    ...(["title", "about"] as const).flatMap((key) =>
      missingTranslations(signal[key]).map((locale) => `has no ${key} in "${locale}"`),
    ),
  ];
}
