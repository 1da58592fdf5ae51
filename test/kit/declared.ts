import { readFileSync } from "node:fs";
import path from "node:path";
import { type Config, loadConfig } from "../../config/load.ts";
import { environmentOf } from "../../kit/environment.ts";
import { gaugeRatio } from "../../kit/kinds/gauge-ratio.ts";
import type { Alert, AlertDefinition } from "../../kit/model/alert.ts";
import type { Environment } from "../../kit/model/environment.ts";
import { justBeyond, justWithin, steady } from "../../kit/model/example.ts";
import { metricsOf } from "../../kit/model/metric.ts";
import { type Signal, signal } from "../../kit/model/signal.ts";
import { command } from "../../kit/model/step.ts";
import type { Declarations, Platform } from "../../kit/platform.ts";
import { benevoclic } from "../../platform.ts";

/** Metrics for made-up declarations. */
export const metrics = metricsOf("node", {
  free: { name: "t_free_bytes", type: "gauge", about: "Left.", labels: { disk: "a" } },
  size: { name: "t_size_bytes", type: "gauge", about: "All.", labels: { disk: "a" } },
});

export const text = { fr: "Essai", en: "Trial" };

/** A signal without fault. */
export const use = signal(
  "instance:t_use:ratio",
  gaugeRatio({ free: metrics.free, of: metrics.size, per: ["instance", "disk"], title: text, about: text }),
);

/** An alert's definition without fault: tests spoil one key of it. */
export const sound = {
  title: text,
  on: use,
  category: "system",
  levels: { warning: { above: 0.8, for: "5m" } },
  summary: { fr: "{{disk}} à {{value}}", en: "{{disk}} at {{value}}" },
  impact: text,
  next: [command("df -h", text)],
  likely: ["a", "b"].map((when) => ({
    when: { fr: when, en: when },
    test: command("df -h", text),
    cure: command("true", text),
  })),
  examples: { fires: [steady(justBeyond)], silent: [steady(justWithin)] },
} satisfies AlertDefinition;

/** Production with other overrides of alerts. */
export const productionWith = (alerts: Config["alerts"]): Config => ({ ...loadConfig("production"), alerts });

/** The same where Grafana is not scraped, the one job that stands for any that is not. */
function withoutGrafana(config: Config): Config {
  const { grafana: _, ...jobs } = config.jobs;
  return { ...config, jobs };
}

/** The platform with other declarations than its own, without dashboards, and with the metrics above. */
export const declaring = (declarations: Partial<Declarations>): Platform => ({
  ...benevoclic,
  parts: partsWithMetrics,
  dashboards: [],
  ...declarations,
});
const partsWithMetrics = benevoclic.parts.map((one) =>
  one.name === "node" ? { ...one, metrics: [...one.metrics, ...Object.values(metrics)] } : one,
);

/** The environment of these declarations alone, all in one domain, where Grafana is not scraped. */
export function environmentWith(
  { alerts = [], signals = [use], domain = "host" }: { alerts?: Alert[]; signals?: Signal[]; domain?: string },
  config: Config = productionWith({}),
): Environment {
  return environmentOf(
    declaring({ signals: new Map([[domain, signals]]), alerts: new Map([[domain, alerts]]) }),
    withoutGrafana(config),
  );
}

/** `test/kit/judge/x.test.ts:12`: the first line of a test file that contains `code`. */
export function placeIn(file: string, code: string): string {
  const line = readFileSync(file, "utf8")
    .split("\n")
    .findIndex((one) => one.includes(code));
  if (line < 0) throw new Error(`${file} does not contain ${code}`);
  return `${path.relative(path.resolve(import.meta.dirname, "../.."), file)}:${line + 1}`;
}
