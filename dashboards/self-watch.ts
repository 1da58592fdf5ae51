import { type Row, row } from "../kit/model/dashboard.ts";
import { graph, type Panel, states } from "../kit/model/panel.ts";
import type { Signal } from "../kit/model/signal.ts";

/**
 * Panels of signals/self-watch.ts: what they show depends on what is scraped and declared.
 * @param vanished nothing where no metric is watched for vanishing
 */
export const missingRow = (
  withoutTarget: Signal,
  vanished?: { readonly metrics: Signal; readonly inJob: Signal },
): Row => {
  const nothing = { fr: "Aucune mesure n'a disparu.", en: "No metric has vanished." };
  const metrics: readonly Panel[] =
    vanished === undefined
      ? []
      : [graph(vanished.inJob, { whenEmpty: nothing }), states(vanished.metrics, { whenEmpty: nothing })];
  return row({ fr: "Ce qui manque", en: "What is missing" }, [
    states(withoutTarget, {
      whenEmpty: { fr: "Chaque source prévue a sa cible.", en: "Every intended job has its target." },
    }),
    ...metrics,
  ]);
};
