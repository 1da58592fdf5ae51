import { collectDefaultMetrics, Gauge, Registry } from "prom-client";
import type { Metric } from "../../kit/model/metric.ts";

/** What the image's build leaves in the environment (stacks/exporters-image.ts); a checkout has neither. */
const { EXPORTERS_VERSION: version = "checkout", EXPORTERS_REVISION: revision = "checkout" } = process.env;

/** What an exporter says of itself: which build it is, and Node's own figures. */
export function ownMetrics({ name, about, labels }: Metric): Registry {
  const own = new Registry();
  collectDefaultMetrics({ register: own });
  const build = new Gauge({ name, help: about, labelNames: Object.keys(labels), registers: [own] });
  build.set({ version, revision }, 1);
  return own;
}
