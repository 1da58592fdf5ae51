import type { Analysis } from "../model/analyse.ts";
import { seconds } from "../model/durations.ts";
import type { Environment } from "../model/environment.ts";
import { panelId } from "../model/ids.ts";
import { type Mistake, nearest } from "../model/mistakes.ts";
import { signalsIn } from "../model/promql.ts";
import type { Signal } from "../model/signal.ts";
import { missingTranslations } from "../model/text.ts";

/** The labels that an alert adds: a series that differs only there would collide with its twin. */
export const alertLabels = ["alertname", "severity", "component", "category"] as const;

/** `level:metric:operation`. https://prometheus.io/docs/practices/rules/ */
const signalName = /^[a-z][a-z0-9_]*:[a-z][a-z0-9_]*:[a-z][a-z0-9_]*$/;

/** A sample older than this is not read any more. https://prometheus.io/docs/prometheus/latest/querying/basics/#staleness */
const lookback = 300;

/** Everything that is wrong in the declared signals. Those whose alerts are all disabled may lack their scrape job. */
export function signalMistakes(environment: Environment, disabled: ReadonlySet<Signal>): Mistake[] {
  const all = [...environment.signals.values()].flat();
  const exported = new Set(all);
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

    if (signal.every !== undefined && seconds(signal.every) >= lookback)
      wrong(`is recorded every ${signal.every}, but a sample is forgotten after 5m`, "record it at least every 4m");

    for (const key of ["title", "about"] as const)
      for (const locale of missingTranslations(signal[key]))
        wrong(`has no ${key} in "${locale}"`, `write ${key}.${locale}`);

    for (const used of signalsIn(signal.expr).filter((one) => !exported.has(one)))
      wrong(`uses ${used.name} of ${used.place}, which is not exported`, notExportedRemedy);

    const { problems, labels: known, jobs: needed } = environment.analyse(signal.expr);
    for (const problem of problems) wrong(problem, "mend the expression, or declare what it names in signals/metrics/");
    // What is said of a faulty expression's labels mostly follows from the fault.
    const labels = problems.length === 0 ? known : undefined;
    for (const label of signal.per) {
      if (labels !== undefined && !labels.has(label))
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
    if (!disabled.has(signal)) for (const [what, remedy] of notScraped(needed, environment)) wrong(what, remedy);
    return mistakes;
  });
}

/** A signal that the catalogue does not know has no recording rule: what uses it would never have a value. */
export const notExportedRemedy = "export it from a file of signals/ that signals/catalogue.ts names";

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
