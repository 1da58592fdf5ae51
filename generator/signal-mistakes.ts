import type { Mistake } from "../config/mistakes.ts";
import { panelId } from "../signals/model/panel.ts";
import type { Signal } from "../signals/model/signal.ts";
import { missingTranslations } from "../signals/model/text.ts";
import type { Environment } from "./environment.ts";

/** The labels that an alert adds: a series that differs only there would collide with its twin. */
export const alertLabels = ["alertname", "severity", "component", "category"] as const;

/** `level:metric:operation`. https://prometheus.io/docs/practices/rules/ */
const signalName = /^[a-z][a-z0-9_]*:[a-z][a-z0-9_]*:[a-z][a-z0-9_]*$/;

/** Everything that is wrong in the declared signals. */
export function signalMistakes(environment: Environment): Mistake[] {
  const all = [...environment.signals.values()].flat();
  const panels = new Map<number, Signal>();
  return all.flatMap((signal) => {
    const mistakes: Mistake[] = [];
    const wrong = (what: string, remedy: string) =>
      mistakes.push({ where: String(signal.place), what: `${signal.name} ${what}`, remedy });

    if (!signalName.test(signal.name))
      wrong("is not named level:metric:operation", "rename it, as instance:disk_use:ratio");
    const twin = panels.get(panelId(signal));
    if (twin !== undefined)
      wrong(`has the same ${twin.name === signal.name ? "name" : "panel id"} as ${twin.name}`, "rename one of them");
    panels.set(panelId(signal), signal);

    for (const key of ["title", "about"] as const)
      for (const locale of missingTranslations(signal[key]))
        wrong(`has no ${key} in "${locale}"`, `write ${key}.${locale}`);

    const { problems, labels, metrics } = environment.analyse(signal.expr);
    for (const problem of problems) wrong(problem, "mend the expression, or declare what it names in signals/metrics/");
    for (const label of signal.per) {
      if (problems.length === 0 && labels !== undefined && !labels.has(label))
        wrong(
          `says it has the label "${label}", but its expression leaves ${listed(labels)}`,
          "correct `per` or the expression",
        );
      if (alertLabels.some((taken) => taken === label))
        wrong(
          `carries the label "${label}", which alerts overwrite`,
          "aggregate the label away, or rename it with label_replace",
        );
    }
    for (const label of labels ?? []) {
      if (!signal.per.includes(label))
        wrong(`leaves the label "${label}", which \`per\` does not name`, "aggregate it away or add it to `per`");
    }
    for (const metric of metrics) {
      if (metric.job !== "every" && environment.config.jobs[metric.job] === undefined)
        wrong(
          `needs ${metric.name}, but nothing produces it in ${environment.config.environment}: job ${metric.job} is not scraped`,
          `add ${metric.job} under ${environment.config.at(["jobs"])} or disable the alerts on this signal there, with a reason`,
        );
    }
    return mistakes;
  });
}

const listed = (labels: ReadonlySet<string>) => (labels.size === 0 ? "none" : [...labels].sort().join(", "));
