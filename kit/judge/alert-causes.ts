import { type Alert, componentOf } from "../model/alert.ts";
import { eyesOf, proves } from "./eyes.ts";
import { judge } from "./judge.ts";

/** A cause must name what it silences: where it is of more things than its symptom, any of them would silence it. */
export const alertCauses = judge(
  {
    "cause-proven":
      "A cause silences only what it has been proven to cause: several eyes see it, or its symptom is seen by the same.",
    "cause-label":
      "What a cause explains is chosen by labels that the symptom has, and which cause counts by labels that the cause has.",
    "cause-which":
      "Of a cause that is told for each of several things, it is said which one explains the symptom, or that any does.",
    "cause-circle": "No alert is a cause of itself, through others as well.",
  },
  (wrong, environment) => {
    const { components } = environment.platform;
    for (const { alert: symptom } of environment.alerts) {
      const { name, place, on, causes = [] } = symptom;
      const allowed = (labels: readonly string[]) => `use one of ${labels.join(", ") || "none"}`;
      for (const declared of causes) {
        const { alert: cause, explains: labels, only, any } = declared;
        const ofOneComponent = componentOf(components, cause) === componentOf(components, symptom);
        if (!ofOneComponent && !proves(declared, symptom, environment))
          wrong(
            "cause-proven",
            place,
            `${name} is explained by ${cause.name}, which one eye alone sees (${[...eyesOf(cause, environment)]}), and another one sees the symptom`,
            "a cause silences only what it has been proven to cause: ask for a second eye, or leave it out",
          );
        for (const label of Object.keys(labels).filter((one) => !on.per.includes(one)))
          wrong(
            "cause-label",
            place,
            `${name} says that ${cause.name} explains those with the label "${label}", which it does not have`,
            allowed(on.per),
          );
        for (const label of Object.keys(only).filter((one) => !cause.on.per.includes(one)))
          wrong(
            "cause-label",
            place,
            `${name} says that ${cause.name} with the label "${label}" explains it, which ${cause.name} does not have`,
            allowed(on.per),
          );
        const open = cause.on.per.filter((one) => one !== "instance" && !on.per.includes(one) && !(one in only));
        for (const label of any ? [] : open)
          wrong(
            "cause-which",
            place,
            `${name} says that ${cause.name} explains it, which is told for each ${label}: any of them would silence it`,
            `say which one counts: because(…, {}, { ${label}: "…" }); or that any of them does: becauseAny(…)`,
          );
      }
      if (explains(symptom, symptom))
        wrong("cause-circle", place, `${name} is a cause of itself, through its causes`, "remove one of the causes");
    }
  },
);

function explains(alert: Alert, sought: Alert, seen = new Set<Alert>()): boolean {
  return (alert.causes ?? []).some(({ alert: cause }) => {
    if (cause === sought) return true;
    if (seen.has(cause)) return false;
    seen.add(cause);
    return explains(cause, sought, seen);
  });
}
