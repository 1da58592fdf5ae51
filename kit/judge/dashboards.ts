import type { Dashboard } from "../model/dashboard.ts";
import type { Environment } from "../model/environment.ts";
import { dashboardUid } from "../model/ids.ts";
import type { Mistake } from "../model/mistakes.ts";
import { idOf, type Panel, panelOf } from "../model/panel.ts";
import { signalsOf } from "../model/shown.ts";
import type { Signal } from "../model/signal.ts";
import { grafanaUnits } from "../model/style.ts";
import { missingTranslations, type Text } from "../model/text.ts";

/** Grafana refuses a longer uid; the SDK does not. https://github.com/grafana/grafana/blob/main/pkg/util/shortid_generator.go */
const longestUid = 40;

/** Everything that is wrong in the declared dashboards and in the signals that only they declare. */
export function dashboardMistakes(environment: Environment, dashboards: readonly Dashboard[]): Mistake[] {
  const exported = new Set([...environment.signals.values()].flat());
  const names = new Set<string>();
  return dashboards.flatMap((dashboard) => {
    const mistakes: Mistake[] = [];
    const wrong = (what: string, remedy: string, where = dashboard.place) =>
      mistakes.push({ where: String(where), what: `the dashboard "${dashboard.name}" ${what}`, remedy });
    const translated = (text: Text, what: string) => {
      for (const locale of missingTranslations(text)) wrong(`has no ${what} in "${locale}"`, `write its ${locale}`);
    };

    if (
      !/^[a-z][a-z0-9-]*$/.test(dashboard.name) ||
      dashboardUid(environment.platform.name, dashboard.name).length > longestUid
    )
      wrong(
        `has a name that makes no uid`,
        `choose at most ${longestUid - dashboardUid(environment.platform.name, "").length} lower-case letters, digits and dashes`,
      );
    if (names.has(dashboard.name)) wrong("is declared twice", "rename one of them");
    names.add(dashboard.name);
    for (const key of ["title", "about", "readers"] as const) translated(dashboard[key], key);

    const ids = new Map<number, Panel>();
    for (const { title, lines } of dashboard.rows) {
      translated(title, "row title");
      for (const panel of lines.flat().map(panelOf)) {
        const { signal, view } = panel;
        if (ids.has(idOf(panel))) wrong(`shows ${signal.name} twice as a ${view}`, "remove one of the two");
        ids.set(idOf(panel), panel);
        if (panel.title) translated(panel.title, `title for ${signal.name}`);
        if (panel.whenEmpty) translated(panel.whenEmpty, `text for an empty ${signal.name}`);
        for (const one of signalsOf(panel)) {
          if (grafanaUnits[one.unit.name] === undefined)
            wrong(
              `shows ${one.name}, whose unit "${one.unit.name}" Grafana does not know`,
              "add it in kit/model/style.ts",
            );
          if (one.unit !== signal.unit && view !== "list")
            wrong(`draws ${one.name} beside ${signal.name}, which has another unit`, "give it a panel of its own");
          if (exported.has(one)) continue;
          for (const problem of problemsOf(one, environment))
            wrong(`shows ${one.name}, which ${problem}`, "correct its declaration", one.place);
        }
      }
    }
    return mistakes;
  });
}

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
