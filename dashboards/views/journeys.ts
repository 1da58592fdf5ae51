import { promql } from "../../kit/model/promql.ts";
import { signal } from "../../kit/model/signal.ts";
import { bool, seconds } from "../../kit/model/unit.ts";
import { journeys } from "../../signals/metrics/journeys.ts";

export const failedSteps = signal("step:journey_failed:max", {
  unit: bool,
  per: ["instance", "journey", "step"],
  title: { fr: "Étapes en échec", en: "Steps that fail" },
  about: {
    fr: "L'étape à laquelle un visiteur n'avance plus ; la fiche de l'anomalie dit ce que le navigateur a vu.",
    en: "The step at which a visitor does not get on; the anomaly's record says what the browser saw.",
  },
  expr: promql`max by (instance, journey, step) (${journeys.failedStep}) > 0`,
});

export const stepTimes = signal("step:journey_duration:max", {
  unit: seconds,
  per: ["instance", "journey", "step"],
  title: { fr: "Durée de chaque étape", en: "Time of each step" },
  about: {
    fr: "Combien de temps chaque étape du dernier parcours a pris ; au-delà de 10 s, un visiteur aurait renoncé.",
    en: "How long each step of the last walk took; beyond 10 s a visitor would have given up.",
  },
  expr: promql`max by (instance, journey, step) (${journeys.stepDuration})`,
});
