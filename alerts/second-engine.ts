/**
 * Why an alert's tests come out otherwise in VictoriaMetrics' engine than in Prometheus, by the alert, although its rule is written for that engine
 * (`npm run second-engine`).
 */
export const differsInSecondEngine: Readonly<Record<string, string>> = {
  MonitoringMetricsVanished:
    "its expression is longer than 16 KiB, which the tool refuses; a store takes it with `-search.maxQueryLen`, as ours is started.",
};
