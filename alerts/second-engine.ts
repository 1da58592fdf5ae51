/**
 * Why an alert's tests come out otherwise in VictoriaMetrics' engine than in Prometheus, by the alert. That an alert which reads a
 * recording fires an evaluation later there needs no reason (`npm run second-engine`).
 */
export const differsInSecondEngine: Readonly<Record<string, string>> = {
  ApiRestarting:
    "`changes` counts from the last sample before the window: a process that appears is a change there. `changes_prometheus` is the same in both.",
  ProcessCrashLooping:
    "`increase` counts from the last sample before the window, and prolongs nothing: four restarts are 4 there and more here. `increase_prometheus` is the same in both.",
  MonitoringMetricsVanished:
    "its expression is longer than 16 KiB, which the tool refuses; a store takes it with `-search.maxQueryLen=64KiB`.",
};
