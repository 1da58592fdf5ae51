import { z } from "zod";

const panel = z.looseObject({
  id: z.number(),
  title: z.string().default(""),
  type: z.string(),
  targets: z.array(z.looseObject({ expr: z.string().optional() })).default([]),
  gridPos: z.unknown().optional(),
});
const dashboard = z.looseObject({
  title: z.string(),
  panels: z.array(panel.extend({ panels: z.array(panel).default([]) })).default([]),
});

export type Panel = z.output<typeof panel>;

export interface Dashboard {
  readonly title: string;
  /** By their id, rows left out. */
  readonly panels: ReadonlyMap<string, Panel>;
  /** Everything else: variables, annotations, links. */
  readonly frame: unknown;
}

/** A dashboard as Grafana's JSON has it; panels of collapsed rows are taken out of them. */
export function dashboardOf(text: string): Dashboard {
  const { title, panels, ...frame } = dashboard.parse(JSON.parse(text));
  const all = panels.flatMap(({ panels: inner, ...outer }) => [outer, ...inner]);
  return {
    title,
    frame,
    panels: new Map(all.filter(({ type }) => type !== "row").map((one) => [String(one.id), one])),
  };
}
