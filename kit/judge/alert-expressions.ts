import { signalsIn } from "../model/promql.ts";
import { judge } from "./judge.ts";
import { notExportedRemedy, notScraped, undeclaredRemedy } from "./signals.ts";

export const alertExpressions = judge(
  {
    "alert-signal-exported": "What an alert is on, or is guarded by, is among the platform's signals.",
    "guard-expression": "The condition `onlyWhile` is valid PromQL over declared metrics.",
    "guard-scraped": "A job produces in this environment what the condition `onlyWhile` reads.",
    "guard-labels": "The condition `onlyWhile` carries no label that the alert's signal has not.",
  },
  (wrong, environment) => {
    const exported = new Set([...environment.signals.values()].flat());
    for (const { alert } of environment.alerts) {
      const { name, place, on, onlyWhile } = alert;
      if (onlyWhile !== undefined) {
        const { problems, labels, jobs } = environment.analyse(onlyWhile.expr);
        for (const [what, remedy] of notScraped(jobs, environment))
          wrong("guard-scraped", place, `${name} onlyWhile ${what}`, remedy);
        for (const problem of problems)
          wrong(
            "guard-expression",
            place,
            `${name} onlyWhile ${problem}`,
            `mend the condition, or ${undeclaredRemedy}`,
          );
        for (const label of problems.length > 0 ? [] : (labels ?? []))
          if (!on.per.includes(label))
            wrong(
              "guard-labels",
              place,
              `${name} is guarded by a condition with the label "${label}", which ${on.name} does not have`,
              "aggregate the label away",
            );
      }
      for (const signal of [on, ...(onlyWhile ? signalsIn(onlyWhile.expr) : [])])
        if (!exported.has(signal))
          wrong(
            "alert-signal-exported",
            place,
            `${name} is on ${signal.name} of ${signal.place}, which is not exported`,
            notExportedRemedy,
          );
    }
  },
);
