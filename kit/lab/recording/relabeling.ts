import { z } from "zod";
import type { SeriesName } from "./exposition.ts";

/** The part of Prometheus' relabelling that our configurations use; another action is refused rather than ignored. */
const relabelSchema = z.strictObject({
  source_labels: z.array(z.string()).default([]),
  separator: z.string().default(";"),
  regex: z.coerce.string().default("(.*)"),
  target_label: z.string().optional(),
  replacement: z.string().default("$1"),
  action: z.enum(["keep", "drop", "replace", "labeldrop", "labelkeep"]).default("replace"),
});

export const relabelConfigs = z.array(relabelSchema);
export type RelabelConfig = z.output<typeof relabelSchema>;

/** What Prometheus does to a scraped series before it stores it: the series it becomes, or nothing. */
export type Relabel = (series: SeriesName) => SeriesName | undefined;

/** https://prometheus.io/docs/prometheus/latest/configuration/configuration/#relabel_config */
export function relabeling(configs: readonly RelabelConfig[]): Relabel {
  const steps = configs.map((config) => ({ ...config, pattern: new RegExp(`^(?:${config.regex})$`, "s") }));
  return (series) => {
    let labels: Record<string, string> = { ...series.labels, __name__: series.name };
    for (const { source_labels, separator, pattern, action, target_label, replacement } of steps) {
      const found = source_labels.map((label) => labels[label] ?? "").join(separator);
      if (action === "labeldrop" || action === "labelkeep") {
        const kept = action === "labelkeep";
        labels = Object.fromEntries(Object.entries(labels).filter(([label]) => pattern.test(label) === kept));
      } else if (action === "replace") {
        if (target_label === undefined) throw new Error("a relabel_config that replaces needs a target_label");
        if (pattern.test(found))
          labels[target_label] = found.replace(pattern, replacement.replace(/\$\{(\w+)\}/g, "$$$1"));
      } else if (pattern.test(found) !== (action === "keep")) {
        return undefined;
      }
    }
    const { __name__: name = "", ...rest } = labels;
    return { name, labels: rest };
  };
}
