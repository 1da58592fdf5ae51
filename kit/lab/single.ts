import { monitoringSpecs } from "./monitoring.ts";
import { startService, together } from "./services.ts";
import type { Target } from "./target.ts";

/** One Prometheus and one Alertmanager, as a single host has them. */
export const single: Target = async (parts) => async (_, files, run) => ({
  files,
  start: async (undo, died) => {
    const specs = monitoringSpecs(run, parts);
    const [alertmanager, prometheus] = await together([
      startService(specs.alertmanager, undo, died),
      startService(specs.prometheus, undo, died),
    ]);
    return {
      ...{ alertmanager, prometheus, others: [] },
      scraping: { file: "prometheus/prometheus.yml", by: prometheus },
    };
  },
});
