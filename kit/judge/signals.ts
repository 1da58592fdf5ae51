import type { Alert } from "../model/alert.ts";
import type { Analysis } from "../model/analyse.ts";
import { seconds } from "../model/durations.ts";
import type { Environment } from "../model/environment.ts";
import { panelId } from "../model/ids.ts";
import { nearest } from "../model/mistakes.ts";
import { signalsIn } from "../model/promql.ts";
import type { Signal } from "../model/signal.ts";
import { missingTranslations } from "../model/text.ts";
import { judge } from "./judge.ts";

/** The labels that an alert adds: a series that differs only there would collide with its twin. */
const alertLabels = ["alertname", "severity", "component", "category"] as const;

/** `level:metric:operation`. https://prometheus.io/docs/practices/rules/ */
const signalName = /^[a-z][a-z0-9_]*:[a-z][a-z0-9_]*:[a-z][a-z0-9_]*$/;

/** A sample older than this is not read any more. https://prometheus.io/docs/prometheus/latest/querying/basics/#staleness */
const lookback = 300;

export const signals = judge(
  {
    "signal-name": "A signal is named `level:metric:operation`.",
    "signal-once": "The name of a signal, and the id of the panel that is computed from it, are used once.",
    "signal-every": "A signal that is recorded slowly is still recorded before its last sample is forgotten.",
    "signal-translated": "A signal says what it is in every language.",
    "signal-exported": "What a signal is made of is among the platform's signals.",
    "signal-expression": "The expression of a signal is valid PromQL over declared metrics.",
    "signal-labels": "The expression of a signal leaves the labels that `per` names, and no others.",
    "signal-label-free": "A signal carries no label that alerts overwrite.",
    "signal-scraped": "A job produces in this environment what a signal reads.",
  },
  (wrong, environment, declared) => {
    const exported = new Set([...environment.signals.values()].flat());
    const disabled = onlyDisabled(
      declared,
      environment.alerts.map(({ alert }) => alert),
    );
    const panels = new Map<number, Signal>();
    for (const signal of exported) {
      const { name, place, per, every } = signal;
      if (!signalName.test(name))
        wrong(
          "signal-name",
          place,
          `${name} is not named level:metric:operation`,
          "rename it, as instance:disk_use:ratio",
        );
      const twin = panels.get(panelId(signal));
      if (twin !== undefined)
        wrong(
          "signal-once",
          place,
          `${name} has the same ${twin.name === name ? "name" : "panel id"} as ${twin.name}`,
          "rename one of them",
        );
      panels.set(panelId(signal), signal);

      if (every !== undefined && seconds(every) >= lookback)
        wrong(
          "signal-every",
          place,
          `${name} is recorded every ${every}, but a sample is forgotten after 5m`,
          "record it at least every 4m",
        );

      for (const key of ["title", "about"] as const)
        for (const locale of missingTranslations(signal[key]))
          wrong("signal-translated", place, `${name} has no ${key} in "${locale}"`, `write ${key}.${locale}`);

      for (const used of signalsIn(signal.expr).filter((one) => !exported.has(one)))
        wrong(
          "signal-exported",
          place,
          `${name} uses ${used.name} of ${used.place}, which is not exported`,
          notExportedRemedy,
        );

      const { problems, labels: known, jobs: needed } = environment.analyse(signal.expr);
      for (const problem of problems)
        wrong("signal-expression", place, `${name} ${problem}`, `mend the expression, or ${undeclaredRemedy}`);
      // What is said of a faulty expression's labels mostly follows from the fault.
      const labels = problems.length === 0 ? known : undefined;
      for (const label of per) {
        if (labels !== undefined && !labels.has(label))
          wrong(
            "signal-labels",
            place,
            `${name} says it has the label "${label}", but its expression leaves ${listed(labels)}`,
            "correct `per` or the expression",
          );
        if (alertLabels.some((taken) => taken === label))
          wrong(
            "signal-label-free",
            place,
            `${name} carries the label "${label}", which alerts overwrite`,
            "aggregate the label away, or rename it with label_replace",
          );
      }
      for (const label of labels ?? [])
        if (!per.includes(label))
          wrong(
            "signal-labels",
            place,
            `${name} leaves the label "${label}", which \`per\` does not name`,
            "aggregate it away or add it to `per`",
          );
      // Those whose alerts are all disabled may lack their scrape job.
      if (!disabled.has(signal))
        for (const [what, remedy] of notScraped(needed, environment))
          wrong("signal-scraped", place, `${name} ${what}`, remedy);
    }
  },
);

/** The signals whose alerts are all disabled. */
function onlyDisabled(declared: readonly Alert[], enabled: readonly Alert[]): Set<Signal> {
  const used = new Set(enabled.map(({ on }) => on));
  return new Set(declared.map(({ on }) => on).filter((signal) => !used.has(signal)));
}

/** A signal that the platform does not list has no recording rule: what uses it would never have a value. */
export const notExportedRemedy = "export it with the platform's other signals";
export const undeclaredRemedy = "declare what it names as a metric of a part";

/** Series that nothing produces in the environment: what is wrong, and the remedy. */
export function notScraped(needed: Analysis["jobs"], { config, jobs }: Environment): [what: string, remedy: string][] {
  return [...needed].flatMap(([job, series]): [string, string][] => {
    if (!(job in jobs)) {
      const meant = nearest(job, Object.keys(jobs));
      const remedy = meant === undefined ? `use one of ${Object.keys(jobs).join(", ")}` : `did you mean "${meant}"?`;
      return [[`reads ${series} of the job "${job}", which does not exist`, remedy]];
    }
    if (config.jobs[job] !== undefined || job in config.withoutJobs) return [];
    return [
      [
        `needs ${series}, but nothing produces it in ${config.environment}: job ${job} is not scraped`,
        `add ${job} under ${config.at(["jobs"])}, or say under \`withoutJobs\` why this environment has not got it`,
      ],
    ];
  });
}

const listed = (labels: ReadonlySet<string>) => (labels.size === 0 ? "none" : [...labels].sort().join(", "));
