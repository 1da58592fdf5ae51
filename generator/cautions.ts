import type { Environment } from "./environment.ts";

/** Limits and objectives that a kind of signal cannot read well: they are allowed, but nobody should be surprised. */
export function cautionsOf({ signals, alerts }: Environment): string[] {
  const objectives = [...signals.values()].flat().flatMap((signal) => {
    const { objective, cautions } = signal;
    if (objective === undefined || cautions === undefined) return [];
    const limit = "below" in objective ? objective.below : objective.above;
    return cautions(limit).map((caution) => `${signal.place} ${signal.name}: its objective of ${caution}`);
  });
  const limits = alerts.flatMap(({ alert, levels }) =>
    levels.flatMap(({ severity, limit }) =>
      (alert.on.cautions?.(limit) ?? []).map(
        (caution) => `${alert.place} ${alert.name}: its ${severity} limit of ${caution}`,
      ),
    ),
  );
  return [...objectives, ...limits];
}
